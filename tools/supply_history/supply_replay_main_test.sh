#!/bin/bash
# The sample gives tables and one closing line of JSON; told on the promised day itself is too late
# for some; what is no option and no such file are refused.
set -euo pipefail
cd tools/supply_history
output=$(./supply_replay sample.csv 2>"$TEST_TMPDIR/set_aside.txt")
grep -q '^guaranteed ' <<<"$output"
tail -n 1 <<<"$output" | grep -q '^{"all":.*"missed_untold_lines":\[\].*}$'
grep -q '^line 41 set aside: ORDERED_NOT_A_DATE: Date Not Captured$' "$TEST_TMPDIR/set_aside.txt"

output=$(./supply_replay sample.csv --json --slip-notice-days=0 2>"$TEST_TMPDIR/set_aside.txt")
[[ $(wc -l <<<"$output") == 1 ]]
if grep -q '"missed_untold_lines":\[\]' <<<"$output"; then exit 1; fi

for bad in --jason --slip-notice-days=-1; do
  if ./supply_replay sample.csv "$bad" 2>/dev/null; then exit 1; fi
done
if ./supply_replay missing.csv 2>/dev/null; then exit 1; fi
