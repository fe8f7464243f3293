#!/usr/bin/env bash
# What callgrind counts of the hottest operations, held against their bounds.
set -euo pipefail
exec python3 -B bench/instructions_test.py "$@"
