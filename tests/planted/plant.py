"""Plants small faults in a copy of the source, one at a time, and looks whether a test notices.

    python3 tests/planted/plant.py ROOT            every fault; a table, and 'N planted, M caught'
    python3 tests/planted/plant.py ROOT --list     only whether each can still be planted
    python3 tests/planted/plant.py ROOT --only TEXT   those with TEXT in their name

A fault counts as caught when its test was built and failed. Exit code: 0 when all were.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from plants import PLANTS


def planted(root, plant):
    """The text of the file with the fault in it; ValueError if its place is not there once."""
    with open(os.path.join(root, plant.file), encoding="utf-8") as file:
        text = file.read()
    if text.count(plant.find) != 1:
        raise ValueError("%s: %d places like %r" % (plant.file, text.count(plant.find), plant.find))
    return text.replace(plant.find, plant.plant)


def copy_of(root):
    """A copy of the tracked files, in a directory that stays the same so that builds are reused."""
    target = os.path.join(tempfile.gettempdir(), "atpd-planted")
    os.makedirs(target, exist_ok=True)
    tracked = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True,
                             stdout=subprocess.PIPE).stdout.decode().split("\0")
    for path in filter(None, tracked):
        source, copy = os.path.join(root, path), os.path.join(target, path)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        if os.path.exists(source):
            shutil.copy(source, copy)
    return target


def verdict(root, plant):
    """'caught', 'not caught' or 'not built'."""
    path = os.path.join(root, plant.file)
    with open(path, encoding="utf-8") as file:
        sound = file.read()
    faulty = planted(root, plant)
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(faulty)
        # A test that hangs has noticed; that the simulation fails is enough, why is known.
        run = subprocess.run(["bazel", "test", "--test_timeout=240",
                              "--test_env=ATP_SHRINK_TRIES=0", plant.test],
                             cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        # bazel's exit codes: 3 for tests that failed, 1 for what could not be built.
        return {0: "not caught", 3: "caught"}.get(run.returncode, "not built")
    finally:
        with open(path, "w", encoding="utf-8") as file:
            file.write(sound)


def main(arguments):
    if not arguments or (len(arguments) > 1 and arguments[1] not in ("--list", "--only")):
        print(__doc__, file=sys.stderr)
        return 2
    root = os.path.abspath(arguments[0])
    chosen = [p for p in PLANTS if arguments[1:2] != ["--only"] or arguments[2] in p.name]
    if arguments[1:2] == ["--list"]:
        for plant in chosen:
            planted(root, plant)
        print("%d faults can be planted" % len(chosen))
        return 0
    copy, caught = copy_of(root), 0
    print("| fault planted | where | caught by |\n|---|---|---|")
    for plant in chosen:
        result = verdict(copy, plant)
        caught += result == "caught"
        by = plant.test if result == "caught" else "**%s** (%s)" % (result, plant.test)
        print("| %s | %s | %s |" % (plant.name, plant.file, by), flush=True)
    print("%d planted, %d caught" % (len(chosen), caught))
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
