"""The log of acknowledgements, and whether the journal knows all of them."""

import json


class Acks:
    """A file of JSON lines {"request_id", "sequence", ...}; the replay appends to it too."""

    def __init__(self, path):
        self.path = path
        self._read = 0
        self._last = 0
        with open(path, "ab"):
            pass

    def append(self, request_id, sequence):
        line = json.dumps({"request_id": request_id, "sequence": sequence, "kind": "CALL"}) + "\n"
        with open(self.path, "ab") as log:
            log.write(line.encode())

    def last_sequence(self):
        """The highest acknowledged so far; reads what is new."""
        with open(self.path, "rb") as log:
            log.seek(self._read)
            new = log.read()
        whole = new[:new.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self._last = max(self._last, json.loads(line)["sequence"])
        return self._last

    def all(self):
        with open(self.path, encoding="utf-8") as log:
            for line in log:
                yield json.loads(line)


def entries_of(path):
    """The entries of a journal dump: one object a line, or one array."""
    with open(path, encoding="utf-8") as dump:
        if dump.read(1) == "[":
            dump.seek(0)
            yield from json.load(dump)
            return
        dump.seek(0)
        for line in dump:
            if line.strip():
                yield json.loads(line)


def is_known(ack, entry):
    """Whether the journal's entry, or None, is what was acknowledged."""
    if entry is None or entry.get("request_id") != ack["request_id"]:
        return False
    # The reservation is in the entry where the change was one of a reservation.
    return "reservation" not in ack or entry.get("reservation_id") == ack["reservation"]


def holes(sequences):
    """How many sequences are missing between the first and the last, or come twice or out of order."""
    found = 0
    before = None
    for sequence in sequences:
        if before is not None and sequence != before + 1:
            found += 1
        before = sequence
    return found


def compare(acks, entries):
    """(acknowledged, the acknowledgements that the journal does not know, holes of the journal)."""
    journal = {}
    order = []
    for entry in entries:
        sequence = int(entry["sequence"])
        order.append(sequence)
        journal[sequence] = entry
    acknowledged = 0
    lost = []
    for ack in acks:
        acknowledged += 1
        if not is_known(ack, journal.get(ack["sequence"])):
            lost.append(ack)
    return acknowledged, lost, holes(order)
