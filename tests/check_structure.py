"""Checks that the source tree keeps to its rooms: who may include whom, and a few rules like it.

    python3 tests/check_structure.py ROOT

Prints one line for each break, `path:line: what`, and exits 1 when there is any. ARCHITECTURE.md
says why the arrows are what they are; the tables below are what is enforced. Only the text of the
files is read: a commented-out include is not one, an include inside `#if` is.
"""

import os
import re
import sys

# A test's tables and an obvious twin may run longer than the code they check.
LINES_MAX = 500
TEST_LINES_MAX = 700

ENGINE_NOUNS = {"engine/base", "engine/model"}
ENGINE_ROOMS = ENGINE_NOUNS | {
    "engine/atp",
    "engine/sourcing",
    "engine/store",
    "engine/feed",
    "engine/ledger",
    "engine/journal",
}
BELOW_THE_TOP = ENGINE_ROOMS | {"engine", "proto", "server", "client"}
TOP = {"bench", "tests", "tools"}

# room -> the other rooms it may include. A file belongs to the longest room its path begins with,
# except that a folder inside engine/ must itself be listed: a new one needs its place decided.
MAY_INCLUDE = {
    # level 0: nouns, and the helpers under them
    "engine/base": set(),
    "engine/model": {"engine/base"},
    # level 1: siblings, which never include each other
    "engine/atp": ENGINE_NOUNS,
    "engine/sourcing": ENGINE_NOUNS,
    "engine/store": ENGINE_NOUNS,
    "engine/feed": ENGINE_NOUNS,
    # level 2: the books and the log
    "engine/ledger": ENGINE_NOUNS | {"engine/atp", "engine/sourcing"},
    "engine/journal": ENGINE_NOUNS | {"engine/store"},
    # level 3: the only place where rooms meet
    "engine": ENGINE_ROOMS,
    # level 4: the network
    "proto": set(),
    "client": {"proto"},
    "server": ENGINE_NOUNS | {"engine", "proto", "server/access", "server/log"},
    "server/access": ENGINE_NOUNS | {"proto", "server/log"},
    "server/log": ENGINE_NOUNS,
    # level 5: users of everything
    "bench": BELOW_THE_TOP | TOP,
    "tests": BELOW_THE_TOP | TOP,
    "tools": BELOW_THE_TOP | TOP,
}

# Single files that may include more than their room: the server's main builds the parts, and so do
# its tests; the client is tested against it; what strangers send to the door is fuzzed.
MAY_ALSO_INCLUDE = {
    "server/atpd.cc": {"engine/store", "engine/atp"},
    "server/test_server.h": {"engine/store"},
    "client/client_test.cc": {"server"},
    "tests/fuzz/credentials.cc": {"server/access"},
}


def is_test(path):
    return path.endswith(("_test.cc", "_fixture.h")) or path.startswith("tests/")


def is_engine(path):
    return path.startswith("engine/")


# Packages with a weight of their own: include pattern, who may include it, in words.
HEAVY_PACKAGES = [
    (r"rocksdb/", lambda path: path.startswith("engine/store/"), "only engine/store may"),
    (r"(grpc|grpcpp|google/protobuf)/", lambda path: not is_engine(path), "the engine never may"),
    (r"benchmark/", lambda path: path.startswith("bench/") or path.endswith("_benchmark.cc"),
     "only bench and *_benchmark.cc may"),
    (r"(gtest|gmock)/", is_test, "only *_test.cc, *_fixture.h and tests may"),
]

# Words that must not be: pattern, where the rule holds, what to do instead.
FORBIDDEN_WORDS = [
    (r"\b(sleep_for|sleep_until|SleepFor|usleep|nanosleep)\s*\(", is_test,
     "a test must not sleep: wait for the event, or move a SimulatedClock"),
    (r"\babsl::(\w*Mutex\w*|CondVar)\b", is_engine,
     "ThreadSanitizer cannot see the library's lock: use atp::Mutex of engine/base/mutex.h"),
]

SKIPPED_FOLDERS = {"third_party", "data", "node_modules", "__pycache__"}
CPP = (".h", ".cc")
MEASURED = CPP + (".py", ".sh", ".bzl")

INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def room_of(path):
    """The room of a path from the root, or None where it lies in no room."""
    parts = path.split("/")[:-1]
    if parts[:1] == ["engine"]:
        room = "/".join(parts)
        return room if room in MAY_INCLUDE else None
    while parts and "/".join(parts) not in MAY_INCLUDE:
        parts.pop()
    return "/".join(parts) or None


def without_comments(text):
    """The same lines with comments blanked out; line numbers stay."""
    return COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)


def check_include(path, included):
    """What is wrong with `path` including `included`, or None."""
    if included.split("/")[0] in {room.split("/")[0] for room in MAY_INCLUDE}:
        room, target = room_of(path), room_of(included)
        allowed = MAY_INCLUDE[room] | MAY_ALSO_INCLUDE.get(path, set())
        if target != room and target not in allowed:
            return "%s may not include %s (%s)" % (room, target or "an unknown room", included)
        return None
    for pattern, may, words in HEAVY_PACKAGES:
        if re.match(pattern, included) and not may(path):
            return "%s: %s include it" % (included, words)
    return None


def check_guard(path, lines):
    """What is wrong with a header's include guard, or None."""
    guard = "ATP_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"
    directives = [line.strip() for line in lines if line.lstrip().startswith("#")]
    if directives[:2] == ["#ifndef " + guard, "#define " + guard]:
        return None
    return "the header must begin with the guard " + guard


def check_cpp(path, text):
    """Yields (line number, what) for each break in a C++ file."""
    if room_of(path) is None:
        yield 1, "lies in no room: move it, or give its folder a place in tests/check_structure.py"
        return
    lines = without_comments(text).split("\n")
    if path.endswith(".h"):
        problem = check_guard(path, lines)
        if problem:
            yield 1, problem
    for number, line in enumerate(lines, start=1):
        found = INCLUDE.match(line)
        if found:
            problem = check_include(path, found.group(1))
            if problem:
                yield number, problem
        for pattern, holds, words in FORBIDDEN_WORDS:
            if holds(path) and re.search(pattern, line):
                yield number, words


def source_files(root):
    """Paths from `root` of every file that is ours, sorted."""
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = [
            name for name in folders
            if name not in SKIPPED_FOLDERS and not name.startswith((".", "bazel-"))
        ]
        paths += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return sorted(path for path in paths if path.endswith(MEASURED))


def check_tree(root):
    """Every break under `root`, one line of text each, and how many files were read."""
    breaks = []
    paths = source_files(root)
    for path in paths:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        found = list(check_cpp(path, text)) if path.endswith(CPP) else []
        lines_max = TEST_LINES_MAX if "test" in path else LINES_MAX
        if text.count("\n") > lines_max:
            found.append((lines_max + 1, "%d lines, of at most %d: two ideas make two files" %
                          (text.count("\n"), lines_max)))
        breaks += ["%s:%d: %s" % (path, number, what) for number, what in found]
    return breaks, len(paths)


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    breaks, count = check_tree(arguments[1])
    for line in breaks:
        print(line)
    print("%d files read, %d breaks" % (count, len(breaks)))
    if count == 0:
        print("no source file under " + arguments[1], file=sys.stderr)
    return 1 if breaks or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
