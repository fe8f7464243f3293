#!/usr/bin/env bash
# tools/overload with the binaries that Bazel built.
set -euo pipefail
cd "$TEST_SRCDIR/$TEST_WORKSPACE"
export TMPDIR="$TEST_TMPDIR"
exec python3 -B -m tools.peak.main --atpd server/atpd --atpbench tools/atpbench/atpbench
