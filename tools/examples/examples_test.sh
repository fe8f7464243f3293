#!/bin/bash
# The examples pass; the same with one number changed fail, and say where.
set -euo pipefail
cd tools/examples
output=$(./worked_examples examples.json)
grep -qx '3 passed, 0 failed, 1 skipped' <<<"$output"

wrong="$TEST_TMPDIR/wrong.json"
sed 's/"quantity": 6, "earliest": "2024-01-03"/"quantity": 6, "earliest": "2024-01-02"/' \
  examples.json >"$wrong"
if output=$(./worked_examples "$wrong"); then
  echo "a wrong example passed"
  exit 1
fi
grep -qx '2 passed, 1 failed, 1 skipped' <<<"$output"
grep -q 'earliest for 6: expected 2024-01-02, got 2024-01-03' <<<"$output"
