"""Breaks one rule at a time in a made-up promise and source, and expects the checker to say so."""

import unittest

import check_reasons

PROTO = """
enum ErrorReason {
  ERROR_REASON_UNSPECIFIED = 0;

  // --- keys ---

  // A key is empty.
  KEY_EMPTY = 1;

  // NOT_FOUND. Nothing has named it.
  // Not even once.
  UNKNOWN_ITEM = 2;

  // UNAVAILABLE. Comes back.
  DRAINING = 3;

  // Of a row.
  ROW_TWICE = 4;
}
"""

SOUND = '''
  return BadField("KEY_EMPTY", field, "m");
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_ITEM",
  return Unavailable("DRAINING", "m");
  reason = "ROW_TWICE";
  open("HIGH_WATER");
'''

# What is put in place of a part of SOUND, and what must be said.
BROKEN = [
    ('"KEY_EMPTY"', '"KEY_VOID"', "a.cc: KEY_VOID is not in ErrorReason"),
    ('"KEY_EMPTY"', '"VOID"', "a.cc: VOID is not in ErrorReason"),
    ('"ROW_TWICE"', '"ROW_THRICE"', "a.cc: ROW_THRICE is not in ErrorReason"),
    ('"ROW_TWICE"', '""', "nothing makes ROW_TWICE"),
    ("kNotFound", "kFailedPrecondition",
     "a.cc: UNKNOWN_ITEM is FAILED_PRECONDITION, and promised as NOT_FOUND"),
    ('BadField("KEY_EMPTY"', 'NotFound(\n"KEY_EMPTY"',
     "a.cc: KEY_EMPTY is NOT_FOUND, and promised as INVALID_ARGUMENT"),
    ("Unavailable(", "BadField(", "a.cc: DRAINING is INVALID_ARGUMENT, and promised as UNAVAILABLE"),
]


class CheckReasonsTest(unittest.TestCase):
    def test_what_is_sound_passes(self):
        self.assertEqual(check_reasons.check(PROTO, {"a.cc": SOUND}), ([], 4))

    def test_each_break_is_named(self):
        for part, instead, expected in BROKEN:
            with self.subTest(expected):
                breaks, _ = check_reasons.check(PROTO, {"a.cc": SOUND.replace(part, instead)})
                self.assertTrue(any(expected in line for line in breaks), breaks)

    def test_tests_are_no_sources(self):
        self.assertTrue(check_reasons.is_source("errors.cc"))
        self.assertFalse(check_reasons.is_source("errors_test.cc"))
        self.assertFalse(check_reasons.is_source("test_server.h"))


if __name__ == "__main__":
    unittest.main()
