"""The rows of the comparison: what is ours, what it is held against, and what is asked of it.

A row is computed from the medians of what was measured in one run; see README.md in bench/. It
holds no figure of its own: where a measurement is missing there is no row, but a reason.
"""

import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Goal:
    """ratio = ours / reference, and the goal is about the ratio."""

    name: str
    needs: typing.Tuple[str, ...]  # measurements, by name
    ours: typing.Callable
    reference: typing.Callable
    relation: str  # ">=" or "<="
    bound: float
    why: str  # if it is missed: what stands in the way, as profiles say

    @property
    def text(self):
        return f"{self.relation} {self.bound:g}"

    def is_met(self, ratio):
        return ratio >= self.bound if self.relation == ">=" else ratio <= self.bound


def _goal(name, ours, reference, relation, bound, why):
    """`ours` is the name of a measurement. `reference` is another, or needs and a function of them, or
    a constant."""
    if isinstance(reference, str):
        needs, function = (reference,), lambda m: m[reference]
    elif isinstance(reference, tuple):
        needs, function = reference
    else:
        needs, function = (), lambda m: reference
    return Goal(name, (ours,) + tuple(needs), lambda m: m[ours], function, relation, bound, why)


_HANDLER = ("the handler itself is a tenth of the server's time, most of it look-ups that miss the caches; the rest "
            "is gRPC, as in the empty one")
_CROSSING = ("an answer waits for the disk, so that it is sent from another thread than it came in on: gRPC then "
             "needs a system call and a wake-up for each; completion queues instead of callbacks cost more than "
             "that would save (bench/queue_server.cc)")
_LINE = ("gRPC, Protobuf and the client take two thirds of a line's time on the same cores; the ledger's part is "
         "allocations for what it must remember of each order")
_REMEMBERS = ("a reservation makes a promise, a reservation and a remembered request, in three trees and a hash map, "
              "none of which is in the cache")
_SHARED = ("at this rate the empty handler's own p99 is four fifths of it: threads of client, server and kernel wait for "
           "one another on two cores")
_SCALES = "both threads share the journal's lock, and the memory"
_CORES = "two checks share memory and nothing else: it is met where nobody else is on either core"
_JOURNAL = ("beside one caller the journal's two threads have the other core, of which they need four tenths; beside "
            "two callers they take it from these")
_MEMORY = ("Redis keeps a key pair; here a reservation keeps its lines, its deadline and its fingerprint, in structs "
           "with room for what most do not have")
_SNAPSHOT = ("a batch of a thousand rows is durable before the next is read, and each row is decided, journaled and "
             "posted as any change is; next: two batches under way")
_SNAPSHOT_LOCKS = "a batch of a thousand rows holds the locks of most shards while it is decided and posted"
_REPLAY = ("each entry is decoded and posted as a live one is, half of which is waiting for memory; two threads post, "
           "and on two cores share them with who reads. Next: fewer structures for a reservation")
_DELIVERY = "the sync is in it, and the wait for one of two cores, which fifty clients share with the server"
_FOLLOWED = "a wake-up, a send and a receive for each stream and message, on the cores that reserve"
_PAGES = "a small group writes the last page of the log anew with each sync, and a page counts whole"

GOALS = (
    _goal("unary check, 64 in flight: answers/s against the empty handler",
          "check_rate", "empty_check_rate", ">=", 0.90, _HANDLER),
    _goal("unary durable reserve, 64 in flight: answers/s against the empty handler",
          "reserve_rate", "empty_reserve_rate", ">=", 0.80, _CROSSING),
    _goal("unary durable reserve, 64 in flight: answers/s against Redis, not pipelined",
          "reserve_rate", "redis_rate", ">=", 1.0, _CROSSING),
    _goal("unary durable reserve, 64 in flight: answers/s against PostgreSQL",
          "reserve_rate", "postgres_rate", ">=", 4.0, _CROSSING),
    _goal("unary durable reserve, 1 in flight: p50 us against the empty handler's p50 + 1.3 fdatasync",
          "reserve_one_p50_us",
          (("empty_reserve_one_p50_us", "sync_p50_us"),
           lambda m: m["empty_reserve_one_p50_us"] + 1.3 * m["sync_p50_us"]), "<=", 1.0, _CROSSING),
    _goal("check at half of the peak rate, open loop: p99 us against 1 ms",
          "check_open_p99_us", 1000.0, "<=", 1.0, _SHARED),
    _goal("reserve at half of the peak rate, open loop: p99 us against 1.5 times the empty handler's p99 "
          "+ one sync",
          "reserve_open_p99_us",
          (("empty_reserve_open_p99_us", "sync_p50_us"),
           lambda m: 1.5 * m["empty_reserve_open_p99_us"] + m["sync_p50_us"]), "<=", 1.0, _CROSSING),
    _goal("batched durable reserve, client on the same cores: lines/s against 1,000,000",
          "batched_rate", 1e6, ">=", 1.0, _LINE),
    _goal("batched durable reserve: lines/s against Redis, pipelined",
          "batched_rate", "redis_pipelined_rate", ">=", 10.0, _LINE),
    _goal("batched durable reserve: lines/s against PostgreSQL",
          "batched_rate", "postgres_rate", ">=", 200.0, _LINE),
    _goal("batched durable reserve: lines/s against the empty streamed handler",
          "batched_rate", "empty_streamed_rate", ">=", 0.25, _LINE),
    _goal("in-process check, 1 million items, one thread: ns against two look-ups",
          "check_1m_ns", "lookups_1m_ns", "<=", 3.0, _HANDLER),
    _goal("in-process reserve with journal encoding, 1 million items, one thread: ns against 1 us",
          "reserve_1m_ns", 1000.0, "<=", 1.0, _REMEMBERS),
    _goal("in-process check, two threads, uniform: answers/s against one thread",
          "check_1m_two_threads_rate", "check_1m_rate", ">=", 1.8, _CORES),
    _goal("in-process reserve, two threads, uniform: answers/s against one thread",
          "reserve_1m_two_threads_rate", "reserve_1m_rate", ">=", 1.8, _JOURNAL),
    _goal("all traffic on one item: answers/s against uniform",
          "one_item_rate", "uniform_rate", ">=", 0.6, _SCALES),
    _goal("all traffic on one item: p99 us against uniform",
          "one_item_p99_us", "uniform_p99_us", "<=", 2.0, _SCALES),
    _goal("snapshot push, 1 million rows, durable: rows/s against 500,000",
          "snapshot_rows_rate", 500000.0, ">=", 1.0, _SNAPSHOT),
    _goal("checks during snapshot pushes: p99 us against without",
          "check_snapshot_p99_us", "check_idle_p99_us", "<=", 2.0, _SNAPSHOT_LOCKS),
    _goal("recovery, 1 million positions and open reservations, 5 million entries in the tail: s against "
          "the sequential read of the same store",
          "recovery_s", "sequential_read_s", "<=", 2.0, _REPLAY),
    _goal("memory, 1 million positions and 1 million open reservations: bytes against Redis",
          "memory_bytes", "redis_memory_bytes", "<=", 1 / 3, _MEMORY),
    _goal("50 subscribers, 20,000 changes/s: durable to delivered p99 us against 5 ms",
          "deliver_p99_us", 5000.0, "<=", 1.0, _DELIVERY),
    _goal("50 subscribers: reserve answers/s against none",
          "reserve_followed_rate", "reserve_unfollowed_rate", ">=", 0.8, _FOLLOWED),
    _goal("cost against size, check: growth from 10 thousand to 10 million positions against the look-ups'",
          "check_growth", "lookups_growth", "<=", 1.0, _REMEMBERS),
    _goal("cost against size, reserve: growth from 10 thousand to 10 million positions against the "
          "look-ups'",
          "reserve_growth", "lookups_growth", "<=", 1.0, _REMEMBERS),
    _goal("disk, bytes written for a reservation, checkpoints included: against 200",
          "disk_bytes", 200.0, "<=", 1.0, _PAGES),
)


def rows_of(medians):
    """(rows, missing): the rows as JSON objects, and (name, needs that were not measured) of the rest."""
    rows, missing = [], []
    for goal in GOALS:
        absent = [need for need in goal.needs if medians.get(need) is None]
        if absent:
            missing.append((goal.name, absent))
            continue
        ours, reference = goal.ours(medians), goal.reference(medians)
        if not reference > 0:
            missing.append((goal.name, [need + " is 0" for need in goal.needs]))
            continue
        ratio = ours / reference
        rows.append({"name": goal.name, "ours": ours, "reference": reference, "ratio": ratio,
                     "goal": goal.text, "met": goal.is_met(ratio)})
        if not rows[-1]["met"]:
            rows[-1]["reason"] = goal.why
    return rows, missing
