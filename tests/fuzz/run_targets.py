"""Plays new inputs, made by seed from the kept ones, over all fuzz targets.

    python3 tests/fuzz/run_targets.py [--seed S] [--inputs N] [--binaries DIRECTORY]

Shares N among the targets, those that play a whole engine for each input getting less. The last
line is `N inputs over T targets, C crashes, seed S`; exits 1 if C is not 0. A crash has its input
in a file that is named, and printed in hex.
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# Parts of the inputs. An input of the first ones takes about a millisecond, of the others some
# microseconds.
WEIGHTS = {"requests": 4, "wire": 12, "page_token": 4, "resume": 12, "flags": 4, "compressed": 12}
WEIGHT_OF_OTHERS = 30


def targets():
    """Every target has a corpus, and nothing else does."""
    return sorted(os.listdir(os.path.join(HERE, "corpora")))


def share(total):
    """How many inputs each target gets; at least `total` in all."""
    weights = {name: WEIGHTS.get(name, WEIGHT_OF_OTHERS) for name in targets()}
    whole = sum(weights.values())
    return {name: -(-total * weight // whole) for name, weight in weights.items()}


def play(name, inputs, seed, binaries, crashes):
    """One target; whether it lived."""
    corpus = os.path.join(HERE, "corpora", name)
    files = [os.path.join(corpus, file) for file in sorted(os.listdir(corpus))]
    done = subprocess.run(
        [os.path.join(binaries, name + "_test"), "--inputs", str(inputs), "--seed", str(seed)] + files,
        env={**os.environ, "TEST_UNDECLARED_OUTPUTS_DIR": crashes}, check=False)
    if done.returncode == 0:
        return True
    print("%s died with %d, seed %d" % (name, done.returncode, seed), flush=True)
    path = os.path.join(crashes, "crash-%s_test" % name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            print("its input, as hex: " + file.read().hex(), flush=True)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inputs", type=int, default=220000)
    parser.add_argument("--binaries", default=HERE)
    arguments = parser.parse_args()
    crashes = os.environ.get("TEST_UNDECLARED_OUTPUTS_DIR", os.getcwd())
    shares = share(arguments.inputs)
    lived = [play(name, inputs, arguments.seed, arguments.binaries, crashes)
             for name, inputs in shares.items()]
    print("%d inputs over %d targets, %d crashes, seed %d" %
          (sum(shares.values()), len(shares), lived.count(False), arguments.seed))
    return 0 if all(lived) else 1


if __name__ == "__main__":
    sys.exit(main())
