#!/usr/bin/env bash
# Rows and table of tools/compare, without measuring anything.
set -euo pipefail
exec python3 -B -m unittest tools.comparison.comparison_test
