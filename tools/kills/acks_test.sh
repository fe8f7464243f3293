#!/usr/bin/env bash
# What counts as lost, without killing anything.
set -euo pipefail
exec python3 -B -m unittest tools.kills.acks_test
