#ifndef ATP_ENGINE_LEDGER_DECIDE_H_
#define ATP_ENGINE_LEDGER_DECIDE_H_

#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "engine/model/command.h"

namespace atp {

// Bounds on what a command may ask.
struct CommandLimits {
  uint32_t lines_max = 1000;
  Micros hold_default = 15 * 60 * kMicrosPerSecond;
  Micros hold_max = 30 * kMicrosPerDay;
};

// What moved at positions after the point that a snapshot reflects, read from the journal.
struct MovementHistory {
  Sequence reflects = 0;
  Sequence scanned_to = 0;
  // Balances::moved as it was at `reflects`, for every position that moved in (reflects,
  // scanned_to].
  absl::flat_hash_map<PositionId, Quantity> moved_at;
};

// The moment a command is decided at, and what it is decided on.
struct DecideContext {
  const Ledger* ledger;  // with the locks of ShardsNeeded() held
  Micros now;
  const CommandLimits* limits;
  const MovementHistory* history = nullptr;  // ApplySnapshot only
};

// Checks what can be told from the command alone: keys, quantities, counts, bounds.
// INVALID_ARGUMENT with the field named. The shards need not be locked.
absl::Status Validate(const Action& action, const CommandLimits& limits);

// Decides: reads, changes nothing. Either an error (nothing will happen, and *entry is of no use),
// or *entry, which was empty, says what happens; that may be a refusal (kRefuse). Sequence, time,
// request and the id of a new reservation are left for the journal to fill in. Everything that can
// say no runs here.
//
// ABORTED, for ApplySnapshot only: the history must be scanned further first.
absl::Status Decide(const DecideContext& context, const Action& action, Entry* entry);

// The expiry of a held reservation that is due at context.now; it cannot be refused.
Entry DecideExpiry(const DecideContext& context, const Reservation& reservation);

// How much of what waits at a position could be promised now, 0 to all of it. nullopt: it depends
// on the reservation's channel, and its home is not among the shards `held`.
std::optional<Quantity> Fillable(const DecideContext& context, PositionId id, const WaitingKey& key,
                                 const Waiting& waiting, const ShardSet& held);
// Promises so much of it, which must be fillable; it cannot be refused. The reservation's home must
// be locked too.
Entry DecideFill(const DecideContext& context, PositionId id, const WaitingKey& key,
                 Quantity quantity);

// True for the movements that make an unknown item known.
bool MakesItemsKnown(Cause cause);

// Locations, suppliers and channels that this command makes known if they are new; facts and
// settings do, promises do not.
struct Name {
  NameKind kind;
  std::string key;
};
std::vector<Name> NamesMadeKnown(const Action& action);

// The shards whose locks Decide() and Post() of this command need. Looks up where reservations and
// supply documents live, for which it takes locks itself; so it is a guess that must be verified
// with IsCovered() once the locks are held.
ShardSet ShardsNeeded(Ledger* ledger, const Command& command);

// True if `held` still covers what the command needs.
bool IsCovered(const Ledger& ledger, const Command& command, const ShardSet& held);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DECIDE_H_
