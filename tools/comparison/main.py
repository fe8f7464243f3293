"""tools/compare: the floors of this machine, the peers and atpd, measured in one run."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tools.comparison.goals import rows_of
from tools.comparison.measure import TARGETS, Comparison
from tools.comparison.processes import Failed, say, stop_on_sigterm
from tools.comparison.table import missing_of, table_of

ABOUT = """\
Measures, in one run and in turns, on this machine: the floors (an empty gRPC handler with the same
messages, fdatasync, two look-ups in a hash map), the peers (Redis 7 and PostgreSQL 15, installed if
they are missing, on loopback and in a temporary directory) and atpd with every acknowledgement
synced. Prints a table of ratios and goals. bench/README.md says how each figure is come by.

Exit code: 0 when it ran, whether or not goals are met; 1 when it could not.
"""


def parse(arguments):
    parser = argparse.ArgumentParser(prog="tools/compare", description=ABOUT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="one round of 2 s each: to see that it works")
    size.add_argument("--full", action="store_true",
                      help="5 rounds of 10 s each, and what takes long: ten million positions, large stores, "
                      "ten minutes of writing (default: 3 rounds of 5 s)")
    parser.add_argument("--json", metavar="FILE", help="write the rows as a JSON array too")
    parser.add_argument("--measurements", metavar="FILE", help="write every figure of every round, as JSON")
    parser.add_argument("--directory", help="where stores are made; must be on the disk to be measured "
                        "(default: the system's temporary directory)")
    parser.add_argument("--no-build", action="store_true", help="use the programs in bazel-bin as they are")
    return parser.parse_args(arguments)


def build():
    say("building")
    done = subprocess.run(["bazel", "build", "-c", "opt", "--color=no", "--curses=no"] + TARGETS,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Failed("bazel build: " + done.stderr[-1000:])


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def main(arguments):
    flags = parse(arguments)
    stop_on_sigterm()
    seconds, rounds = (2, 1) if flags.quick else (10, 5) if flags.full else (5, 3)
    directory = tempfile.mkdtemp(prefix="atp-compare-", dir=flags.directory)
    busy = os.getloadavg()[0]
    if busy > 0.5:
        say(f"others use this machine (load {busy:.1f}): figures will be low, and ratios noisy")
    comparison = Comparison(directory, seconds, rounds, flags.quick, flags.full)
    try:
        if not flags.no_build:
            build()
        comparison.measure()
    except Failed as why:
        say(str(why))
        return 1
    finally:
        comparison.close()
        shutil.rmtree(directory, ignore_errors=True)
    rows, missing = rows_of(comparison.measured.medians())
    print("\n".join(table_of(rows)))
    for line in missing_of(missing, comparison.measured.reasons):
        print(line, file=sys.stderr)
    if flags.json:
        write_json(flags.json, rows)
    if flags.measurements:
        write_json(flags.measurements, comparison.measured.figures())
    return 0


if __name__ == "__main__":
    # An ATPD_ variable of the machine would change the server that is measured.
    for variable in [name for name in os.environ if name.startswith("ATPD_")]:
        del os.environ[variable]
    sys.exit(main(sys.argv[1:]))
