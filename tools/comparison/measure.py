"""Makes the measurements, round by round, so that a machine that drifts drifts under all of them alike."""

import json
import os
import shutil
import statistics

from tools.comparison import stores
from tools.comparison.peers import Postgres, Redis
from tools.comparison.processes import (Failed, Server, free_port, is_listening, load_json, resident_bytes, run,
                                        say)

BIN = "bazel-bin"
ATPBENCH = f"{BIN}/tools/atpbench/atpbench"
ATPCTL = f"{BIN}/tools/atpctl/atpctl"
ATPD = f"{BIN}/server/atpd"
EMPTY_SERVER = f"{BIN}/bench/empty_server"
MAKE_STORE = f"{BIN}/bench/make_store"
TARGETS = ["//bench:empty_server", "//bench:engine", "//bench:lookup", "//bench:make_store",
           "//bench:sync_floor", "//server:atpd", "//tools/atpbench", "//tools/atpctl"]

# One connection; as many on their way as fill the messages that a client has under way.
BATCHED = ["--batched", "--connections", "1", "--in-flight", "32768"]
SUBSCRIBED_RATE = 20_000  # changes a second that subscribers are to follow
CHECK_RATE = 2_000  # checks a second, open loop, while counts are pushed
DISK_SECONDS = 600


def start_atpd(directory, name):
    """An atpd on a store of its own: (server, its address)."""
    address = f"127.0.0.1:{free_port()}"
    server = Server([ATPD, "--address", address, "--data-dir", os.path.join(directory, name)],
                    os.path.join(directory, name + ".log"))

    def is_serving():
        try:
            run([ATPCTL, "--server", address, "status"])
            return True
        except Failed:
            return False

    server.wait_until(is_serving, "atpd")
    return server, address


class Measured:
    """Measurements by name, one figure a round, and why some are missing."""

    def __init__(self):
        self._figures = {}
        self.reasons = {}

    def add(self, name, figure):
        self._figures.setdefault(name, []).append(figure)

    def miss(self, names, reason):
        for name in names:
            self.reasons.setdefault(name, reason)

    def medians(self):
        return {name: statistics.median(figures) for name, figures in self._figures.items()}

    def figures(self):
        return dict(self._figures)


class Comparison:
    """Everything that is started lives until close()."""

    def __init__(self, directory, seconds, rounds, is_quick=False, is_full=False):
        self._directory = directory
        self._seconds = seconds
        self._rounds = rounds
        self._is_quick = is_quick
        self._is_full = is_full
        self._servers = []
        self._runs = 0
        self._redis = None
        self._postgres = None
        self.measured = Measured()

    def close(self):
        for server in self._servers:
            server.stop()

    def measure(self):
        self._start()
        steps = [self._unary, self._batched, self._one_in_flight, self._open_loop, self._one_item, self._peers,
                 self._in_process, self._counts, self._subscribers]
        for number in range(self._rounds):
            # Every other round backwards: what comes first is not always the same.
            for step in steps if number % 2 == 0 else steps[::-1]:
                self._take(step, f"round {number + 1} of {self._rounds}: ")
        for step, is_wanted, names, why in (
                (self._memory, True, [], ""),
                (self._recovery, not self._is_quick, ["recovery_s", "sequential_read_s"],
                 "a store of millions takes a minute: leave out --quick"),
                (self._in_process_ten_million, self._is_full,
                 ["check_growth", "reserve_growth", "lookups_growth"],
                 "ten million positions take minutes: --full"),
                (self._disk, self._is_full, ["disk_bytes"], "it takes ten minutes: --full")):
            if is_wanted:
                self._take(step)
            else:
                self.measured.miss(names, why)

    def _take(self, step, when=""):
        """A step that fails costs its own rows, not the run."""
        title = step.__name__.strip("_").replace("_", " ")
        say(when + title)
        try:
            step()
        except Failed as why:
            say(f"{title} FAILED: {why}")

    def _start(self):
        self._ours, self._our_address = start_atpd(self._directory, "atpd")
        self._servers.append(self._ours)
        self._empty_address = f"127.0.0.1:{free_port()}"
        empty = Server([EMPTY_SERVER, self._empty_address], os.path.join(self._directory, "empty.log"))
        self._servers.append(empty)
        port = int(self._empty_address.split(":")[1])
        empty.wait_until(lambda: is_listening(port), "the empty server")
        for name, peer, figures in (("_redis", Redis, ["redis_rate", "redis_pipelined_rate"]),
                                    ("_postgres", Postgres, ["postgres_rate"])):
            say(f"starting {peer.__name__}")
            try:
                setattr(self, name, peer(self._directory))
                self._servers.append(getattr(self, name))
            except Failed as why:
                say(str(why))
                self.measured.miss(figures, str(why))

    def _bench(self, address, kind, *flags, seconds=None):
        """What atpbench finds with operations of one kind: (all, of that kind). Without an address it
        starts an atpd of its own."""
        self._runs += 1
        path = os.path.join(self._directory, f"atpbench-{self._runs}.json")
        target = ["--target", address] if address else []
        run([ATPBENCH, *target, "--mix", f"{kind}=100", "--basket-max", "1", "--seconds",
             str(seconds or self._seconds), "--warm-up", str(self._seconds / 4), "--json", path, *flags],
            env={**os.environ, "TMPDIR": self._directory})
        found = load_json(path)
        return found, found["kinds"][kind]

    def _sides(self):
        """Ours and the floor, the floor first in every other call."""
        self._runs += 1
        sides = [("", self._our_address), ("empty_", self._empty_address)]
        return sides if self._runs % 2 == 0 else sides[::-1]

    def _unary(self):
        for kind in ("check", "reserve"):
            for side, address in self._sides():
                self.measured.add(f"{side}{kind}_rate", self._bench(address, kind)[1]["per_second"])

    def _batched(self):
        for name, address in (("batched_rate", self._our_address), ("empty_streamed_rate", self._empty_address)):
            found = self._bench(address, "reserve", *BATCHED)[1]
            self.measured.add(name, found["per_second"])

    def _one_in_flight(self):
        self._sync()
        for side, address in self._sides():
            found = self._bench(address, "reserve", "--in-flight", "1", "--connections", "1")[1]
            self.measured.add(f"{side}reserve_one_p50_us", found["p50_us"])
        self._sync()

    def _sync(self):
        found = json.loads(run([f"{BIN}/bench/sync_floor", self._directory, str(self._seconds / 4)]))
        self.measured.add("sync_p50_us", found["p50_us"])

    def _open_loop(self):
        for kind in ("check", "reserve"):
            peak = self.measured.medians().get(f"{kind}_rate")
            if peak is None:
                peak = self._bench(self._our_address, kind)[1]["per_second"]
            for side, address in self._sides():
                found = self._bench(address, kind, "--rate", str(round(peak / 2)))[1]
                self.measured.add(f"{side}{kind}_open_p99_us", found["p99_us"])

    def _one_item(self):
        for name, scenario in (("uniform", "uniform"), ("one_item", "flash-sale")):
            found = self._bench(self._our_address, "reserve", "--scenario", scenario, "--stock",
                                "1000000000")[1]
            self.measured.add(f"{name}_rate", found["per_second"])
            self.measured.add(f"{name}_p99_us", found["p99_us"])

    def _peers(self):
        if self._redis is not None:
            self.measured.add("redis_rate", self._redis.rate(1, self._seconds))
            self.measured.add("redis_pipelined_rate", self._redis.rate(16, self._seconds))
        if self._postgres is not None:
            self.measured.add("postgres_rate", self._postgres.rate(self._seconds))

    def _google(self, program, pattern):
        """Results of a program of Google Benchmark, by name."""
        output = run([f"{BIN}/bench/{program}", f"--benchmark_filter={pattern}", "--benchmark_format=json"])
        return {result["name"]: result for result in json.loads(output)["benchmarks"]}

    def _in_process(self):
        lookups = self._google("lookup", "items:1000000$")
        self.measured.add("lookups_1m_ns", lookups["BM_TwoLookups/items:1000000"]["real_time"])
        found = self._google("engine", "items:1000000/")
        for kind in ("Check", "Reserve"):
            one = found[f"BM_{kind}/items:1000000/real_time/threads:1"]
            two = found[f"BM_{kind}/items:1000000/real_time/threads:2"]
            name = kind.lower()
            self.measured.add(f"{name}_1m_ns", one["real_time"])
            self.measured.add(f"{name}_1m_rate", one["items_per_second"])
            self.measured.add(f"{name}_1m_two_threads_rate", two["items_per_second"])

    def _in_process_ten_million(self):
        say("in process, 10 thousand and 10 million")
        lookups = self._google("lookup", "items:10000(000)?$")
        found = self._google("engine", "items:10000(000)?/real_time/threads:1$")
        for name, results, title in (("lookups", lookups, "BM_TwoLookups/items:{}"),
                                     ("check", found, "BM_Check/items:{}/real_time/threads:1"),
                                     ("reserve", found, "BM_Reserve/items:{}/real_time/threads:1")):
            large = results[title.format(10_000_000)]["real_time"]
            small = results[title.format(10_000)]["real_time"]
            self.measured.add(f"{name}_growth", large / small)

    def _counts(self):
        for name, scenario in (("idle", "zipf"), ("snapshot", "snapshot")):
            found, checks = self._bench("", "check", "--scenario", scenario, "--items", "1000000", "--rate",
                                        str(CHECK_RATE))
            self.measured.add(f"check_{name}_p99_us", checks["p99_us"])
            self.measured.add("snapshot_rows_rate", found["opening"]["rows_per_second"])

    def _subscribers(self):
        for name, scenario in (("unfollowed", "zipf"), ("followed", "subscribers")):
            found = self._bench("", "reserve", "--scenario", scenario)[1]
            self.measured.add(f"reserve_{name}_rate", found["per_second"])
        found, reserves = self._bench("", "reserve", "--scenario", "subscribers", "--batched", "--connections",
                                      "1", "--rate", str(SUBSCRIBED_RATE))
        if reserves["per_second"] < 0.95 * SUBSCRIBED_RATE:
            self.measured.miss(["deliver_p99_us"], f"with 50 subscribers, client and server on the same cores "
                               f"came to {reserves['per_second']:,.0f} changes/s, not {SUBSCRIBED_RATE:,}")
        else:
            self.measured.add("deliver_p99_us", found["follow"]["p99_us"])

    def _memory(self):
        empty, _ = start_atpd(self._directory, "nothing")
        nothing = resident_bytes(empty.pid)
        empty.stop()
        directory = os.path.join(self._directory, "million")
        stores.make(MAKE_STORE, directory, 0)
        _, resident = stores.recovery_s(lambda: start_atpd(self._directory, "million")[0], directory)
        self.measured.add("memory_bytes", resident - nothing)
        if self._redis is not None:
            self.measured.add("redis_memory_bytes", self._redis.memory_bytes())

    def _recovery(self):
        directory = os.path.join(self._directory, "tail")
        stores.make(MAKE_STORE, directory, stores.TAIL)
        for _ in range(self._rounds):
            # Recovery changes the store: each begins with one that crashed just now.
            crashed = os.path.join(self._directory, "crashed")
            shutil.copytree(directory, crashed)
            self.measured.add("sequential_read_s", stores.sequential_read_s(crashed))
            seconds, _ = stores.recovery_s(lambda: start_atpd(self._directory, "crashed")[0], crashed)
            self.measured.add("recovery_s", seconds)
            shutil.rmtree(crashed)

    def _disk(self):
        found = self._bench("", "reserve", "--scenario", "zipf", seconds=DISK_SECONDS)[0]
        self.measured.add("disk_bytes", found["server"]["written_bytes"] / found["server"]["changes"])
