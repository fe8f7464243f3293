#!/usr/bin/env bash
# The tree as it is keeps to its rooms.
set -euo pipefail
# shellcheck source=tests/source_root.sh
. tests/source_root.sh
exec python3 -B "$root/tests/check_structure.py" "$root"
