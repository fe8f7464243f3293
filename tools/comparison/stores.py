"""What large stores cost: memory, recovery, and the floor of recovery, a sequential read."""

import os
import time

from tools.comparison.processes import resident_bytes, run

POSITIONS = 1_000_000
RESERVATIONS = 1_000_000
TAIL = 5_000_000
READ_BYTES = 1 << 20


def files_below(directory):
    return [os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names]


def make(program, directory, tail):
    """A store of a million positions and open reservations, and `tail` entries behind its checkpoint."""
    run([program, directory, str(POSITIONS), str(RESERVATIONS), str(tail)])


def forget_cached(directory):
    """The next read of these files comes from the disk."""
    for path in files_below(directory):
        with open(path, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sequential_read_s(directory):
    """Seconds to read every byte of every file, one after the other, from the disk."""
    forget_cached(directory)
    buffer = bytearray(READ_BYTES)
    begin = time.monotonic()
    for path in files_below(directory):
        with open(path, "rb", buffering=0) as file:
            while file.readinto(buffer):
                pass
    return time.monotonic() - begin


def recovery_s(start, directory):
    """Seconds from the start of atpd to its first answer, and the memory it then has."""
    forget_cached(directory)
    begin = time.monotonic()
    server = start()
    seconds = time.monotonic() - begin
    resident = resident_bytes(server.pid)
    server.stop(kill=True)
    return seconds, resident
