#!/usr/bin/env bash
# Plays new inputs over all targets. ATP_SEED=n plays others.
set -euo pipefail
exec /usr/bin/python3 -B tests/fuzz/run_targets.py --seed "${ATP_SEED:-1}" --inputs 220000
