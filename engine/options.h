#ifndef ATP_ENGINE_OPTIONS_H_
#define ATP_ENGINE_OPTIONS_H_

#include "engine/base/clock.h"
#include "engine/model/rule.h"

namespace atp {

// Every bound of the engine, with its unit and what happens when it is reached.
struct EngineOptions {
  // Shards of a new data directory, 1 to 256. An existing one keeps the count it was made with.
  uint32_t shards = 64;

  // How positions promise (horizon, overdue supply, which supply counts).
  Rule rule;

  // For how long a held reservation is kept when its request does not say, and at most.
  Micros hold_default = 15 * 60 * kMicrosPerSecond;
  Micros hold_max = 30 * kMicrosPerDay;

  // For how long the answer to a request id is remembered, and a resolved reservation can be read.
  Micros request_window = 24 * kMicrosPerHour;
  Micros resolved_window = 24 * kMicrosPerHour;

  // Lines of one request; more are refused with TOO_MANY_LINES.
  uint32_t lines_max = 1000;

  // Sync each group before it is acknowledged (0), or write it and sync every so often. With an
  // interval a power failure may lose that much of what was acknowledged, and who saw it as a
  // subscriber is reset; status says which.
  Micros sync_interval = 0;

  // Bytes of entries waiting for the log; beyond it changes are refused with OVERLOADED.
  size_t journal_pending_bytes_max = 64 << 20;

  // Journal history is dropped once checkpointed and older than this (never inside
  // request_window) or once there are more entries than this (never inside request_window).
  Micros journal_keep = 7 * kMicrosPerDay;
  uint64_t journal_keep_entries = 200'000'000;

  // A background checkpoint begins after this many entries, this many bytes of names of changed
  // rows, or this much time, whichever is first. The entries bound what recovery must replay, at
  // some 300,000 a second. The bytes bound memory: two million reservations of one line, since a
  // row is written once however often it changed in between, and what came and went is not written.
  uint64_t checkpoint_entries = 2'000'000;
  size_t checkpoint_changed_bytes = 128 << 20;
  Micros checkpoint_interval = 60 * kMicrosPerSecond;

  // Deltas kept in memory for subscribers; one that falls further behind reads from the journal
  // while it catches up, and is reset or coalesced if it was live.
  size_t feed_ring_bytes = 64 << 20;
  uint32_t subscribers_max = 256;

  // Open although the log ends before the high-water mark, or that mark is gone: accepts that
  // acknowledged changes may be lost. Never set it but by hand.
  bool accept_log_loss = false;

  // False: no threads; the owner calls Engine::Pump(). For tests and simulation.
  bool background_threads = true;
};

}  // namespace atp

#endif  // ATP_ENGINE_OPTIONS_H_
