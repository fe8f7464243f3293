#!/usr/bin/env bash
# Every error that is made is promised, with its code, and every promised one is made.
set -euo pipefail
# shellcheck source=tests/source_root.sh
. tests/source_root.sh
exec python3 -B "$root/tests/check_reasons.py" "$root"
