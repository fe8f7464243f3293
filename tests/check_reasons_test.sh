#!/usr/bin/env bash
# The checker of error reasons finds what it is there to find.
set -euo pipefail
cd tests
exec python3 -B check_reasons_test.py
