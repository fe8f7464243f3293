#!/usr/bin/env bash
# The faults that tests/planted plants have a place in the tree as it is.
set -euo pipefail
# shellcheck source=tests/source_root.sh
. tests/source_root.sh
exec python3 -B "$root/tests/planted/plant.py" "$root" --list
