#!/bin/bash
# The examples pass; the same with one number changed fail, and say where; a mode that there is not
# is skipped.
set -euo pipefail
cd tools/examples
output=$(./worked_examples examples.json)
grep -qx '9 passed, 0 failed, 0 skipped' <<<"$output"

wrong="$TEST_TMPDIR/wrong.json"
sed 's/"quantity": 6, "earliest": "2024-01-03"/"quantity": 6, "earliest": "2024-01-02"/' \
  examples.json >"$wrong"
if output=$(./worked_examples "$wrong"); then
  echo "a wrong example passed"
  exit 1
fi
grep -qx '8 passed, 1 failed, 0 skipped' <<<"$output"
grep -q 'earliest for 6: expected 2024-01-02, got 2024-01-03' <<<"$output"

sed 's/"FIRST_SURPLUS"/"LAST_SURPLUS"/' examples.json >"$wrong"
output=$(./worked_examples "$wrong")
grep -qx '8 passed, 0 failed, 1 skipped' <<<"$output"
grep -q 'no mode LAST_SURPLUS' <<<"$output"

# One that makes no sense fails by itself, and says why; the others are played.
sed '0,/"mode": "LOOK_AHEAD"/s//"made": "LOOK_AHEAD"/; 0,/"on_hand": [0-9]*/s//"on_hand": 1.5/' \
  examples.json >"$wrong"
output=$(./worked_examples "$wrong") && exit 1
grep -qx '[78] passed, [12] failed, 0 skipped' <<<"$output"
grep -q "key 'mode' not found" <<<"$output"
