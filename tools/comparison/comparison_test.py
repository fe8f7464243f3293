"""The rows, the table and the reasons, made of canned figures."""

import json
import unittest

from tools.comparison.goals import GOALS, rows_of
from tools.comparison.measure import Measured
from tools.comparison.table import missing_of, number, table_of

CHECK = "unary check, 64 in flight: answers/s against the empty handler"
ONE = "unary durable reserve, 1 in flight: p50 us against the empty handler's p50 + 1.3 fdatasync"


def row_of(medians, name):
    rows, _ = rows_of(medians)
    return next((row for row in rows if row["name"] == name), None)


class RowsTest(unittest.TestCase):

    def test_a_goal_is_met_at_its_bound_and_missed_just_beside_it(self):
        for relation, name, ours, reference, below in (
                (">=", CHECK, "check_rate", "empty_check_rate", 0.9),
                ("<=", "in-process check, 1 million items, one thread: ns against two look-ups",
                 "check_1m_ns", "lookups_1m_ns", 3.0)):
            at = row_of({ours: below * 1000, reference: 1000}, name)
            self.assertTrue(at["met"], relation)
            self.assertEqual(at["goal"], f"{relation} {below:g}")
            less = row_of({ours: below * 1000 - 1, reference: 1000}, name)
            self.assertEqual(less["met"], relation == "<=")
            more = row_of({ours: below * 1000 + 1, reference: 1000}, name)
            self.assertEqual(more["met"], relation == ">=")

    def test_a_row_says_what_the_work_asks_for(self):
        row = row_of({"check_rate": 8000, "empty_check_rate": 10000}, CHECK)
        self.assertEqual(row, {"name": CHECK, "ours": 8000, "reference": 10000, "ratio": 0.8,
                               "goal": ">= 0.9", "met": False, "reason": row["reason"]})
        json.dumps(row)

    def test_who_misses_says_why_and_who_does_not_need_not(self):
        self.assertTrue(all(len(goal.why) > 20 for goal in GOALS))
        met = row_of({"check_rate": 9500, "empty_check_rate": 10000}, CHECK)
        self.assertNotIn("reason", met)

    def test_a_reference_may_be_a_sum_of_floors(self):
        row = row_of({"reserve_one_p50_us": 200, "empty_reserve_one_p50_us": 70, "sync_p50_us": 100}, ONE)
        self.assertEqual(row["reference"], 200)
        self.assertTrue(row["met"])

    def test_what_was_not_measured_is_no_row_but_is_named(self):
        rows, missing = rows_of({"check_rate": 1, "empty_check_rate": 1})
        self.assertEqual([row["name"] for row in rows], [CHECK])
        self.assertEqual(len(missing), len(GOALS) - 1)
        self.assertEqual(dict(missing)[ONE],
                         ["reserve_one_p50_us", "empty_reserve_one_p50_us", "sync_p50_us"])

    def test_a_reference_of_zero_is_not_divided_by(self):
        rows, missing = rows_of({"check_rate": 1, "empty_check_rate": 0})
        self.assertEqual(rows, [])
        self.assertEqual(len(missing), len(GOALS))

    def test_names_are_unique(self):
        names = [goal.name for goal in GOALS]
        self.assertEqual(len(names), len(set(names)))


class TableTest(unittest.TestCase):

    def test_lines_up_and_counts_what_was_met(self):
        lines = table_of([
            {"name": "short", "ours": 1234567.0, "reference": 0.5, "ratio": 2.0, "goal": ">= 1", "met": True},
            {"name": "a longer name", "ours": 3.0, "reference": 4.0, "ratio": 0.75, "goal": ">= 1",
             "met": False, "reason": "it is the sand"},
        ])
        self.assertEqual(lines, [
            "                    OURS  REFERENCE  RATIO  GOAL",
            "short          1,234,567        0.5   2.00  >= 1     met",
            "a longer name          3          4   0.75  >= 1  MISSED",
            "",
            "1 of 2 goals met",
            "",
            "MISSED a longer name",
            "  it is the sand",
        ])

    def test_numbers_keep_three_digits_that_count(self):
        for value, text in ((0.0123456, "0.0123"), (12.345, "12.3"), (123.4, "123"), (9876543, "9,876,543")):
            self.assertEqual(number(value), text)

    def test_what_is_missing_says_why(self):
        lines = missing_of([("row", ["a", "b"]), ("other", ["c"])], {"a": "it cannot", "b": "it cannot"})
        self.assertEqual(lines, ["not measured: row: it cannot", "not measured: other: c was not measured"])


class MeasuredTest(unittest.TestCase):

    def test_a_figure_is_the_median_of_its_rounds(self):
        measured = Measured()
        for figure in (5, 1, 9):
            measured.add("rate", figure)
        self.assertEqual(measured.medians(), {"rate": 5})
        self.assertEqual(measured.figures(), {"rate": [5, 1, 9]})

    def test_the_first_reason_stays(self):
        measured = Measured()
        measured.miss(["rate"], "first")
        measured.miss(["rate"], "second")
        self.assertEqual(measured.reasons, {"rate": "first"})


if __name__ == "__main__":
    unittest.main()
