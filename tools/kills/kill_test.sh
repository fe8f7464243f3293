#!/usr/bin/env bash
# tools/kill_test with the binaries that Bazel built. KILLS: how many, if not 30.
set -euo pipefail
cd "$TEST_SRCDIR/$TEST_WORKSPACE"
export TMPDIR="$TEST_TMPDIR"
exec python3 -B -m tools.kills.main --kills "${KILLS:-30}" --requests 1500 --delay-ms 50-600 \
  --atpd server/atpd --atpctl tools/atpctl/atpctl --atpreplay tools/replay/atpreplay
