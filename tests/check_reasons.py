"""Checks that the errors that are made and the errors that are promised are the same.

    python3 tests/check_reasons.py ROOT

The promise is enum ErrorReason in proto/atp/v1/common.proto, with the status code at the beginning of
each comment. What is made is read from the sources of engine/ and server/: the engine does not know
the API's enum, so its reasons are literals. Prints one line for each break and exits 1 when there
is any.
"""

import os
import re
import sys

PROTO = "proto/atp/v1/common.proto"
FOLDERS = ("engine", "server")

DEFAULT_CODE = "INVALID_ARGUMENT"
CODES = {
    "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
    "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"
}

# Literals that look like reasons and are the names of files and of variables.
NOT_REASONS = {"ATP_SEED", "HIGH_WATER", "TEST_TMPDIR"}

ENUM = re.compile(r"enum ErrorReason \{(.*?)\n\}", re.DOTALL)
VALUE = re.compile(r"((?:^ *//[^\n]*\n)*)^ *([A-Z0-9_]+) = \d+;", re.MULTILINE)
LITERAL = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)"')

# How an error is made: an expression, and the group that is the code, or the code itself.
MADE = [
    (re.compile(r'MakeError\(\s*absl::StatusCode::k(\w+),\s*"([A-Z0-9_]+)"'), None),
    (re.compile(r'(BadField)\(\s*"([A-Z0-9_]+)"'), "INVALID_ARGUMENT"),
    (re.compile(r'(?<!absl::)(FailedPrecondition|NotFound|Unavailable)\(\s*"([A-Z0-9_]+)"'), None),
]


def upper_snake(camel):
    """FailedPrecondition -> FAILED_PRECONDITION"""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", camel).upper()


def promised_codes(proto):
    """The values of ErrorReason and their codes, without the unspecified one."""
    codes = {}
    for comment, name in VALUE.findall(ENUM.search(proto).group(1)):
        first = re.match(r"\s*// ([A-Z_]+)\. ", comment)
        codes[name] = first.group(1) if first and first.group(1) in CODES else DEFAULT_CODE
    codes.pop("ERROR_REASON_UNSPECIFIED", None)
    return codes


def made_in(text):
    """Yields (reason, code) for each error that a source makes."""
    for pattern, code in MADE:
        for found in pattern.finditer(text):
            yield found.group(2), code or upper_snake(found.group(1))


def check(proto, sources):
    """Every break; `sources` is {path: text}."""
    promised = promised_codes(proto)
    breaks = []
    mentioned = set()
    for path, text in sorted(sources.items()):
        literals = set(LITERAL.findall(text))
        mentioned |= literals
        made = set(made_in(text))
        for name in sorted({name for name in literals if "_" in name} | {name for name, _ in made}):
            if name not in promised and name not in NOT_REASONS:
                breaks.append("%s: %s is not in ErrorReason" % (path, name))
        for name, code in sorted(made):
            if name in promised and code != promised[name]:
                breaks.append("%s: %s is %s, and promised as %s" %
                              (path, name, code, promised[name]))
    for name in promised:
        if name not in mentioned:
            breaks.append("%s: nothing makes %s" % (PROTO, name))
    return breaks, len(promised)


def is_source(name):
    """Part of the engine or the server, and not of their tests."""
    is_for_tests = name.startswith("test") or name.endswith(("_test.cc", "_benchmark.cc"))
    return name.endswith((".h", ".cc")) and not is_for_tests


def read_sources(root):
    sources = {}
    for top in FOLDERS:
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in filter(is_source, files):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as file:
                    sources[os.path.relpath(path, root)] = file.read()
    return sources


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = arguments[1]
    with open(os.path.join(root, PROTO), encoding="utf-8") as file:
        proto = file.read()
    sources = read_sources(root)
    breaks, count = check(proto, sources)
    for line in breaks:
        print(line)
    print("%d reasons, %d files, %d breaks" % (count, len(sources), len(breaks)))
    return 1 if breaks or count == 0 or not sources else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
