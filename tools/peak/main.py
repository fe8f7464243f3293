"""Puts three times its peak rate on an atpd, and says what that does to it."""

import argparse
import os
import sys
import tempfile
import threading
import time

from tools.comparison.processes import Failed, Server, free_port, load_json, resident_bytes, run, stop_on_sigterm

ABOUT = """\
Starts atpd on a store of its own and puts load on it with atpbench:

  idle    a few operations a second                        how long a check takes
  peak    a new operation for each answer, 64 at once      the rate it can bear
  over    TIMES as many a second, whatever the answers do  what it then does
  after   as in peak                                       the rate it comes back to

Callers have a deadline: an answer that comes later is worth nothing, and what would have to wait for
more than a share of it they do not even send (client/throttle.h; --wait-share 1 shows how it is when
they do). Good is what was answered in time; back is four fifths of the peak rate in one second. Half
of the processors are the server's, the others those of who asks, in all phases: neither can take what
the other needs, as on two machines.

A soak (--soak, for hours) asks for nothing that stays: reservations are released or expire within a
minute, and the server remembers requests, what was resolved and its history for no longer. Memory
must then be flat: the second half of the overload needs no more than the first.

The last line is "S s at T x peak: good G of peak, p99 of checks P x idle, memory +M MiB, back after
B s"; of a soak with "+N MiB in the second half". The goals are G >= 0.8, P < 5, M <= 128 and 1.25 KiB
for each reservation that was made, which is kept (in a soak N <= 64 instead), B <= 10; each row says
whether it was met. Exit code: 0 when nothing was oversold and half of G, of M or N and of the rate
afterwards were reached, 1 when not, 2 for a wrong flag. P is told and not judged, being a time."""

MEMORY_GOAL_MIB = 128
# With its request and its history; some 1,070 are used.
RESERVATION_BYTES = 1280
FLAT_GOAL_MIB = 64
BACK_SECONDS = 10

# The shortest that there is.
SOAK_SERVER = ["--request-window-seconds=60", "--resolved-window-seconds=60", "--journal-keep-seconds=60"]
# Where there is nothing left to release, it is reserved.
SOAK_LOAD = ["--mix", "check=60,reserve=15,release=25", "--hold-seconds", "60"]


def say(text):
    print("overload: " + text, file=sys.stderr, flush=True)


def flags(arguments):
    parser = argparse.ArgumentParser(prog="tools/overload", description=ABOUT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    bin_of = lambda path: os.path.join("bazel-bin", path)
    parser.add_argument("--seconds", type=float, default=60, help="of the overload (default 60)")
    parser.add_argument("--times", type=float, default=3, help="the peak rate (default 3)")
    parser.add_argument("--deadline-ms", type=int, default=50, help="of a caller (default 50)")
    parser.add_argument("--wait-share", help="of the deadline, for which callers would wait: see atpbench --help")
    parser.add_argument("--soak", action="store_true", help="ask for nothing that stays, and look for memory that does")
    parser.add_argument("--batched", action="store_true", help="on batched streams; default: a call for each")
    parser.add_argument("--connections", type=int, default=1, help="of the load (default 1)")
    parser.add_argument("--atpd", default=bin_of("server/atpd"))
    parser.add_argument("--atpd-flag", action="append", default=[], help="further flags of it")
    parser.add_argument("--atpbench", default=bin_of("tools/atpbench/atpbench"))
    return parser.parse_args(arguments)


def halves():
    """Processors for the server, and for who asks."""
    all_of_them = sorted(os.sched_getaffinity(0))
    middle = len(all_of_them) // 2
    return all_of_them[:middle] or all_of_them, all_of_them[middle:]


def on(processors):
    """What a child does to run on these alone."""
    return lambda: os.sched_setaffinity(0, processors)


class MemoryWatch:
    """What a process has in memory, from now on."""

    def __init__(self, pid):
        self._pid = pid
        self._ended = threading.Event()
        self._seen = [resident_bytes(pid)]
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._ended.wait(0.2):
            self._seen.append(resident_bytes(self._pid))

    def end(self):
        """How far above the beginning it was at most, and the second half above the first, in MiB."""
        self._ended.set()
        self._thread.join()
        middle = (len(self._seen) + 1) // 2
        first, second = max(self._seen[:middle]), max(self._seen[middle:], default=0)
        return (max(first, second) - self._seen[0]) / 2**20, (second - first) / 2**20


class Load:
    """Runs of atpbench against one server."""

    def __init__(self, options, address, work):
        self._options = options
        self._address = address
        self._work = work
        self._number = 0

    def run(self, title, seconds, *more):
        say(title)
        self._number += 1
        report = os.path.join(self._work, f"{self._number}.json")
        how = ["--batched"] if self._options.batched else []
        how += SOAK_LOAD if self._options.soak else []
        run([self._options.atpbench, "--target", self._address, "--connections", str(self._options.connections),
             "--seconds", str(seconds), "--seed", str(self._number), "--json", report, *how, *more], preexec_fn=on(halves()[1]))
        return load_json(report)


def good_rate(report):
    return sum(kind["per_second"] for kind in report["kinds"].values())


def turned_away(report):
    return sum(kind["turned_away"] for kind in report["kinds"].values())


def seconds_to(rate, report):
    """After how many seconds so many were answered in one; None if never."""
    for number, second in enumerate(report["seconds"]):
        if sum(kind["count"] for kind in second.values()) >= rate:
            return number + 1
    return None


class Verdict:
    """Rows of what was reached beside what was to be."""

    def __init__(self):
        self.is_good = True

    def row(self, what, reached, goal, is_met, must_be=True):
        print(f"{what:32} {reached:>12}   goal {goal:12} {'met' if is_met else 'missed'}")
        self.is_good &= must_be


def play(options, work):
    address = f"127.0.0.1:{free_port()}"
    log = os.path.join(work, "atpd.log")
    server = Server([options.atpd, "--address", address, "--data-dir", os.path.join(work, "data"),
                     *(SOAK_SERVER if options.soak else []), *options.atpd_flag], log, preexec_fn=on(halves()[0]))
    try:
        def is_serving():
            with open(log, "rb") as said:
                return b"atpd serving on" in said.read()

        server.wait_until(is_serving, "atpd")
        load = Load(options, address, work)
        idle = load.run("idle", 20, "--rate", "200")
        wait_share = ["--wait-share", options.wait_share] if options.wait_share else []
        in_flight = ["--in-flight", "8192"] if options.batched else []
        peak = load.run("peak", 10, *in_flight)
        watch = MemoryWatch(server.pid)
        over = load.run(f"{options.times:g} x peak for {options.seconds:g} s", options.seconds, "--warm-up", "0",
                        "--rate", str(options.times * good_rate(peak)), "--in-flight", "1000000",
                        "--deadline-ms", str(options.deadline_ms), *wait_share)
        memory, in_second_half = watch.end()
        after = load.run("after", BACK_SECONDS, "--warm-up", "0", *in_flight)
    finally:
        server.stop()
    return tell(options, idle, peak, over, after, memory, in_second_half)


def tell(options, idle, peak, over, after, memory, in_second_half):
    oversold = sum(report["oversold_units"] for report in (idle, peak, over, after))
    good = good_rate(over) / good_rate(peak)
    idle_p99 = idle["kinds"]["check"]["p99_us"]
    check = over["kinds"]["check"]["p99_us"] / idle_p99
    back = seconds_to(0.8 * good_rate(peak), after)
    print(f"idle: p99 of a check {idle_p99:.0f} us; peak: {good_rate(peak):.0f} operations/s")
    for name, kind in over["kinds"].items():
        print(f"over: {name:8} {kind['count']} in time, p50 {kind['p50_us']:.0f} us, p99 {kind['p99_us']:.0f} us, "
              f"{kind['turned_away']} turned away")
    verdict = Verdict()
    verdict.row("good, of the peak rate", f"{good:.2f}", ">= 0.8", good >= 0.8, must_be=good >= 0.4)
    verdict.row("p99 of checks, of idle", f"{check:.1f}", "< 5", check < 5)
    reserved = over["kinds"]["reserve"]["count"] * RESERVATION_BYTES / 2**20
    mib, of_what, goal = ((in_second_half, "memory, second half above first", FLAT_GOAL_MIB) if options.soak else
                          (memory, "memory above that at the peak", MEMORY_GOAL_MIB + reserved))
    verdict.row(of_what, f"{mib:.0f} MiB", f"<= {goal:.0f} MiB", mib <= goal, must_be=mib <= 2 * goal)
    verdict.row("rate is back after", f"{back} s" if back else "never", f"<= {BACK_SECONDS} s",
                back is not None, must_be=seconds_to(0.4 * good_rate(peak), after) is not None)
    verdict.row("units oversold", str(oversold), "0", oversold == 0, must_be=oversold == 0)
    print(f"{options.seconds:g} s at {options.times:g} x peak: good {good:.2f} of peak, p99 of checks "
          f"{check:.1f} x idle, memory {memory:+.0f} MiB, "
          + (f"{in_second_half:+.0f} MiB in the second half, " if options.soak else "") + f"back after {back} s")
    return 0 if verdict.is_good else 1


def main(arguments):
    options = flags(arguments)
    stop_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="overload-") as work:
        try:
            return play(options, work)
        except Failed as why:
            say(str(why))
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
