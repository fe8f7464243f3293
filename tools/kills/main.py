"""Kills atpd again and again, and proves that nothing that was acknowledged is lost."""

import argparse
import collections
import json
import os
import random
import shutil
import sys
import tempfile
import time

from tools.comparison.processes import Failed, free_port, run, stop_on_sigterm
from tools.kills import phases
from tools.kills.acks import Acks, compare, entries_of
from tools.kills.replay import Replays
from tools.kills.server import Server

ROWS = 3000  # of a snapshot that is pushed
SHOWN = 10

ABOUT = """\
Starts atpd on a store of its own, plays orders at it, kills it with SIGKILL and starts it again,
until it was killed so often and the replay has ended; a replay that ends earlier is followed by
another. It is killed at random moments under load, while it writes a checkpoint, takes a stock
snapshot or writes a backup, and while it recovers from the kill before. After each kill an offline
audit of a copy of the store must find no violation, and after each restart the ledger must have come
at least as far as the last acknowledgement. At the end every line of the log of acknowledgements is
looked for in the journal, which must have no hole. A subscriber follows the deltas through all of it
and must miss none and see none twice.

The last line is "N kills, A acknowledged, L lost, O oversold"; the one before it says how many kills
fell into which phase. Exit code: 0 when all is well, 1 when something is not, 2 for a wrong flag."""


def say(text):
    print("kill_test: " + text, file=sys.stderr, flush=True)


def milliseconds(text):
    least, most = (int(part) for part in text.split("-"))
    if most < least:
        raise argparse.ArgumentTypeError("MIN-MAX")
    return least, most


def flags(arguments, root):
    parser = argparse.ArgumentParser(prog="tools/kill_test", description=ABOUT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    bin_of = lambda path: os.path.join(root, "bazel-bin", path)
    parser.add_argument("--kills", type=int, default=20, help="how often to kill, at least (default 20)")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000,
                        help="of the moments and of the built-in orders (default: from the time)")
    parser.add_argument("--orders", help="play this order history in place of the built-in orders")
    parser.add_argument("--requests", type=int, default=20000,
                        help="how many built-in orders a replay plays (default 20000)")
    parser.add_argument("--connections", type=int, default=4, help="of the replay (default 4)")
    parser.add_argument("--delay-ms", type=milliseconds, default=(200, 2000), metavar="MIN-MAX",
                        help="the server serves so long before each kill (default 200-2000)")
    parser.add_argument("--audit-every", type=int, default=1, metavar="N",
                        help="audit a copy of the store after every N-th kill (default 1)")
    parser.add_argument("--keep", action="store_true", help="keep the store and the logs")
    parser.add_argument("--atpd", default=bin_of("server/atpd"))
    parser.add_argument("--atpctl", default=bin_of("tools/atpctl/atpctl"))
    parser.add_argument("--atpreplay", default=bin_of("tools/replay/atpreplay"))
    return parser.parse_args(arguments)


class KillTest:
    """One run. `counts` says how many kills fell into which phase."""

    def __init__(self, options, work):
        self._options = options
        self._work = work
        self._dice = random.Random(options.seed)
        self._acks = Acks(os.path.join(work, "acks.jsonl"))
        address = f"127.0.0.1:{free_port()}"
        self.server = Server(options.atpd, options.atpctl, address, os.path.join(work, "data"),
                             os.path.join(work, "atpd.log"))
        self.replays = Replays(
            [options.atpreplay, "--server", address, "--connections", str(options.connections),
             "--retry-seconds", "300", "--ack-log", self._acks.path], options.seed, work)
        self._calls = phases.known_calls(options.atpctl)
        self._due = []
        self._named = 0
        self.counts = collections.Counter()

    def run(self):
        self._start_server()
        self.replays.start(self._traffic)
        while self.kills() < self._options.kills:
            least, most = self._options.delay_ms
            phases.wait_ms(self._dice.uniform(least, most))
            if not self.replays.is_running():
                say(json.dumps(self.replays.finish()))
                self.replays.start(self._traffic)
                continue
            self._kill_in(self._next_phase())
        say(json.dumps(self.replays.finish()))
        if os.path.isdir(self.server.backups):
            # The last kill may have broken one off; the next one clears it away.
            run([self._options.atpctl, "--server", self.server.address, "backup", "create"])
        self.server.stop()
        self._audit(self.server.data)
        if os.path.isdir(self.server.backups):
            run([self._options.atpctl, "backup", "verify", self.server.backups])
        return self._compare()

    def kills(self):
        return sum(self.counts.values())

    def _traffic(self, seed):
        if self._options.orders:
            return ["--orders", self._options.orders]
        return ["--seed", str(seed), "--requests", str(self._options.requests)]

    def _next_phase(self):
        """All of them in random order, then all of them again."""
        if not self._due:
            self._due = [phases.LOAD, phases.RECOVERY] + self._calls
            self._dice.shuffle(self._due)
        return self._due.pop()

    def _kill_in(self, phase):
        call = None
        if phase in phases.CALLS:
            call = phases.Call(phase, self._options.atpctl, self.server.address, self._places())
            call.begin()
            call.wait_until_busy(self.server.data, self._dice)
        is_in_it = call is not None and call.is_under_way()
        self._kill(phase if is_in_it else phases.LOAD)
        answer = call.end() if call else None
        if phase == phases.RECOVERY:
            self._kill_while_recovering()
        self._start_server()
        if phase == "during a snapshot push":
            self._acknowledge_push(answer or call.again())

    def _kill_while_recovering(self):
        before = self.server.recovery_ms
        self.server.start()
        self.server.wait_until_recovering()
        phases.wait_ms(self._dice.uniform(0, before))
        was_recovering = self.server.is_recovering()
        self._kill(phases.RECOVERY if was_recovering else phases.LOAD)

    def _kill(self, phase):
        self.server.kill()
        self.counts[phase] += 1
        say(f"kill {self.kills()}, {phase}")
        if self.kills() % self._options.audit_every == 0:
            copy = os.path.join(self._work, "copy")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.server.data, copy)
            self._audit(copy)

    def _start_server(self):
        acknowledged = self._acks.last_sequence()
        self.server.start()
        self.server.wait_until_serving()
        durable = self.server.durable_sequence()
        if durable < acknowledged:
            raise Failed(f"acknowledged changes are gone: {acknowledged} was acknowledged, "
                         f"restarted at {durable}")

    def _places(self):
        """What the arguments of a call name: new ones each time."""
        self._named += 1
        rows = os.path.join(self._work, "rows.csv")
        with open(rows, "w", encoding="utf-8") as file:
            file.write("item,location,on_hand\n")
            for item in range(ROWS):
                file.write(f"counted-{item},counted,{self._dice.randrange(1000)}\n")
        return {"rows": rows, "id": f"{self._options.seed}-{self._named}",
                "sequence": self.server.durable_sequence()}

    def _acknowledge_push(self, answer):
        report = json.loads(answer)
        self._acks.append(f"push-{self._options.seed}-{self._named}", int(report["sequence"]))

    def _audit(self, data):
        run([self._options.atpctl, "audit", "--data", data])

    def _compare(self):
        dump = os.path.join(self._work, "journal.json")
        with open(dump, "w", encoding="utf-8") as file:
            file.write(run([self._options.atpctl, "journal", "dump", "--data", self.server.data, "-o",
                            "json"]))
        acknowledged, lost, holes = compare(self._acks.all(), entries_of(dump))
        for ack in lost[:SHOWN]:
            say(f"lost: {json.dumps(ack)}")
        if holes > 0:
            raise Failed(f"the journal has {holes} holes")
        return acknowledged, len(lost)

    def leave(self):
        self.replays.kill()
        if self.server.is_running():
            self.server.kill()


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    options = flags(sys.argv[1:], root)
    for binary in (options.atpd, options.atpctl, options.atpreplay):
        if not os.access(binary, os.X_OK):
            say(f"no program {binary}: build it, or name another")
            return 1
    say(f"seed {options.seed}")
    stop_on_sigterm()
    work = tempfile.mkdtemp()
    test = KillTest(options, work)
    try:
        acknowledged, lost = test.run()
    except Failed as failure:
        say(f"FAILED: {failure}")
        return 1
    finally:
        test.leave()
        if options.keep:
            say("kept: " + work)
        else:
            shutil.rmtree(work, ignore_errors=True)
    known = [phases.LOAD, phases.RECOVERY] + list(phases.CALLS)
    print(", ".join(f"{test.counts[phase]} {phase}" for phase in known))
    print(f"{test.kills()} kills, {acknowledged} acknowledged, {lost} lost, "
          f"{test.replays.oversold} oversold", flush=True)
    return 0 if lost == 0 and test.replays.oversold == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
