"""What counts as lost, and where the last acknowledgement is."""

import json
import tempfile
import unittest

from tools.kills.acks import Acks, compare, entries_of, holes


def entry(sequence, request_id, **more):
    return {"sequence": str(sequence), "request_id": request_id, **more}


class CompareTest(unittest.TestCase):
    JOURNAL = [entry(1, "a"), entry(2, "b", reservation_id="2-0"), entry(3, "")]

    def lost(self, *acks):
        acknowledged, lost, _ = compare(acks, self.JOURNAL)
        self.assertEqual(acknowledged, len(acks))
        return len(lost)

    def test_what_the_journal_has_is_not_lost(self):
        self.assertEqual(self.lost({"request_id": "a", "sequence": 1},
                                   {"request_id": "b", "sequence": 2, "reservation": "2-0"}), 0)

    def test_what_it_does_not_have_is_lost(self):
        self.assertEqual(self.lost({"request_id": "d", "sequence": 4}), 1)

    def test_another_entry_in_its_place_is_lost(self):
        self.assertEqual(self.lost({"request_id": "b", "sequence": 1}), 1)

    def test_another_reservation_is_lost(self):
        self.assertEqual(self.lost({"request_id": "b", "sequence": 2, "reservation": "9-0"}), 1)

    def test_holes(self):
        self.assertEqual(holes([]), 0)
        self.assertEqual(holes([5, 6, 7]), 0)
        self.assertEqual(holes([1, 3]), 1)
        self.assertEqual(holes([1, 2, 2, 3]), 1)


class FilesTest(unittest.TestCase):
    def test_the_last_acknowledgement_is_found_though_the_last_line_is_not_whole(self):
        with tempfile.NamedTemporaryFile("w+b") as file:
            acks = Acks(file.name)
            self.assertEqual(acks.last_sequence(), 0)
            acks.append("x", 7)
            acks.append("y", 5)
            with open(file.name, "ab") as log:
                log.write(b'{"request_id": "z", "seq')
            self.assertEqual(acks.last_sequence(), 7)
            with open(file.name, "ab") as log:
                log.write(b'uence": 9}\n')
            self.assertEqual(acks.last_sequence(), 9)
            self.assertEqual([ack["sequence"] for ack in acks.all()], [7, 5, 9])

    def test_a_dump_is_lines_or_an_array(self):
        for text in (json.dumps([entry(1, "a")]), json.dumps(entry(1, "a")) + "\n"):
            with tempfile.NamedTemporaryFile("w+") as file:
                file.write(text)
                file.flush()
                self.assertEqual([e["sequence"] for e in entries_of(file.name)], ["1"])


if __name__ == "__main__":
    unittest.main()
