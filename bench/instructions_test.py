"""Counts the instructions of the hottest operations, and fails where one takes more than it may.

Counts, not times: callgrind's repeat to a few in a thousand on any machine with this compiler and
these libraries. A bound is some 4 % above what was counted when it was set; who makes an operation
cheaper lowers its bound, who must make it dearer raises it in the same commit and says why. They are
of the build that tests have: optimised, with assertions.

    bazel test //bench:instructions_test
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

COUNT = 3000

# Instructions of one operation, on ten thousand items; dated: with 200 receipts and 200 promises.
BOUNDS = {
    "check": 4_080,
    "reserve": 14_740,
    "dated_check": 11_150,
    "dated_reserve": 21_800,
}


def count(binary, operation):
    """The instructions of one of these operations, on average."""
    function = "*CountedCheck*" if operation.endswith("check") else "*CountedReserve*"
    with tempfile.TemporaryDirectory() as directory:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/out",
             f"--toggle-collect={function}", binary, operation, str(COUNT)],
            stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1)) // COUNT


class Instructions(unittest.TestCase):
    binary = ""

    def test_no_operation_takes_more_than_its_bound(self):
        for operation, bound in BOUNDS.items():
            with self.subTest(operation):
                counted = count(self.binary, operation)
                print(f"{operation}: {counted} of at most {bound}")
                self.assertLessEqual(counted, bound)
                self.assertGreater(counted, bound * 0.8, "it is cheaper now: lower its bound")

    def test_one_needless_copy_of_an_answer_breaks_its_bound(self):
        for operation in ("check", "reserve"):
            with self.subTest(operation):
                counted = count(self.binary, "slowed_" + operation)
                print(f"{operation} slowed: {counted}, at most {BOUNDS[operation]}")
                self.assertGreater(counted, BOUNDS[operation])


if __name__ == "__main__":
    Instructions.binary = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
