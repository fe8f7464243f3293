#include "engine/commit_pipeline.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

absl::Status Unavailable(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, reason, "", message);
}

// An entry on its way to being durable. The thread that posts it and the thread that learns that it
// is durable meet here; the later of the two answers the caller, so that nobody reads the entry
// while it is still being posted and nobody waits. It belongs to both: the later one deletes it.
class InFlight {
 public:
  InFlight(Entry&& entry, CommitPipeline::Done done)
      : outcome_{std::move(entry), false}, done_(std::move(done)) {}

  Entry* entry() { return &outcome_.entry; }

  void Posted() { Arrive(); }
  void Durable(const absl::Status& status) {
    status_ = status;
    Arrive();
  }

 private:
  void Arrive() {
    // acq_rel: the later one sees all that the earlier one wrote.
    if (missing_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    const std::unique_ptr<InFlight> self(this);
    if (status_.ok()) {
      done_(std::move(outcome_));
    } else {
      done_(status_);
    }
  }

  std::atomic<int> missing_{2};
  Outcome outcome_;
  absl::Status status_;
  CommitPipeline::Done done_;
};

}  // namespace

absl::Status CommitPipeline::CheckTaking() const {
  if (journal_.HasFailed()) {
    return Unavailable("JOURNAL_FAILED", "the log cannot be written; no changes are taken");
  }
  if (is_draining_.load(std::memory_order_acquire)) {
    return Unavailable("DRAINING", "the server is stopping");
  }
  if (!journal_.HasRoom()) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "",
                     "too many changes wait for the log");
  }
  return absl::OkStatus();
}

absl::Status CommitPipeline::CheckRequest(const Command& command, bool is_internal) const {
  const RequestContext& request = command.request;
  if (!is_internal && !command.validate_only) {
    if (request.request_id.empty()) {
      return BadField("REQUEST_ID_MISSING", "request_id", "every change carries a request id");
    }
    const absl::Status checked = CheckKey(request.request_id, "request_id");
    if (!checked.ok()) return checked;
  }
  for (const auto& [text, field] : {std::pair(&request.correlation_id, "x-correlation-id"),
                                    std::pair(&request.traceparent, "traceparent")}) {
    const absl::Status checked = CheckText(*text, field);
    if (!checked.ok()) return checked;
  }
  return Validate(command.action, limits_);
}

Micros CommitPipeline::Now(const ShardSet& shards) const {
  Micros now = clock_.Now();
  shards.ForEach([&](ShardId id) { now = std::max(now, ledger_.shard(id).last_time()); });
  return now;
}

bool CommitPipeline::HasDue(const ShardSet& shards, Micros now) const {
  bool has_due = false;
  const uint64_t words = ledger_.directory().catalog().ages().words();
  shards.ForEach([&](ShardId id) {
    const Shard& shard = ledger_.shard(id);
    has_due |= shard.expiry().HasDue(now) || shard.fills().HasDue(DayOf(now), words);
  });
  return has_due && !journal_.HasFailed();
}

void CommitPipeline::Execute(Command command, const SnapshotPart* part, Done done) {
  const bool is_internal = part != nullptr || std::holds_alternative<Configure>(command.action);
  absl::Status refused = CheckTaking();
  if (refused.ok()) refused = CheckRequest(command, is_internal);
  if (!refused.ok()) return done(refused);
  if (part == nullptr) command.request.fingerprint = Fingerprint(command.action);
  if (!command.validate_only) DefineNames(NamesMadeKnown(command.action));
  while (!TryExecute(&command, part, &done)) {
  }
}

bool CommitPipeline::AnswerEarly(const RequestContext& request, Done done) {
  const absl::Status refused = CheckTaking();
  if (!refused.ok()) {
    done(refused);
    return true;
  }
  std::optional<RequestBook::Answer> found;
  {
    const ShardSet book = ShardSet::Of(ledger_.ShardOf(request.request_id));
    const ShardLock lock(&ledger_, book, ShardLock::Mode::kShared);
    const Shard& shard = ledger_.shard(ledger_.ShardOf(request.request_id));
    if (const auto* answer = shard.FindAnswer(request.request_id, Now(book))) found = *answer;
  }
  if (!found.has_value()) return false;
  AnswerAgain(*found, request.fingerprint, std::move(done));
  return true;
}

bool CommitPipeline::TryExecute(Command* command, const SnapshotPart* part, Done* done) {
  const ShardSet shards = ShardsNeeded(&ledger_, *command);
  Micros due_at = 0;
  // Callers are answered after the locks are let go: they may ask the ledger again.
  std::function<void()> answer;
  bool is_pending = false;
  {
    const ShardLock lock(&ledger_, shards, ShardLock::Mode::kExclusive);
    if (!IsCovered(ledger_, *command, shards)) return false;
    const Micros now = Now(shards);
    if (HasDue(shards, now)) {
      due_at = now;
    } else {
      due_at = now;
      answer = DecideLocked(now, command, part, done);
      is_pending = HasDue(shards, now);
    }
  }
  if (answer) {
    answer();
    if (is_pending) Settle(shards, due_at);
    return true;
  }
  Settle(shards, due_at);
  return false;
}

std::function<void()> CommitPipeline::DecideLocked(Micros now, Command* command,
                                                   const SnapshotPart* part, Done* done) {
  const std::string& request_id = command->request.request_id;
  if (!request_id.empty() && !command->validate_only) {
    const Shard& book = ledger_.shard(ledger_.ShardOf(request_id));
    if (const auto* found = book.FindAnswer(request_id, now)) {
      return [this, found = *found, command, done] {
        AnswerAgain(found, command->request.fingerprint, std::move(*done));
      };
    }
  }
  const DecideContext context{&ledger_, now, &limits_, part == nullptr ? nullptr : part->history};
  absl::StatusOr<Entry> entry = Decide(context, command->action);
  if (!entry.ok()) {
    return [status = entry.status(), done] { (*done)(status); };
  }
  entry->time = now;
  if (part != nullptr) entry->note = part->note;
  if (command->validate_only) {
    return [outcome = Outcome{*std::move(entry), false}, done] { (*done)(outcome); };
  }
  return Commit(*std::move(entry), command, std::move(*done));
}

std::function<void()> CommitPipeline::Commit(Entry&& entry, Command* command, Done done) {
  entry.request = std::move(command->request);
  auto* const in_flight = new InFlight(std::move(entry), std::move(done));
  Entry* const posted = in_flight->entry();
  // From here it must succeed.
  journal_.Append(posted, [in_flight](const absl::Status& status) { in_flight->Durable(status); });
  ledger_.Post(*posted);
  return [in_flight] { in_flight->Posted(); };
}

void CommitPipeline::AnswerAgain(const RequestBook::Answer& answer, uint64_t fingerprint,
                                 Done done) {
  if (answer.fingerprint != fingerprint) {
    return done(MakeError(
        absl::StatusCode::kFailedPrecondition, "REQUEST_ID_REUSED", "request_id",
        absl::StrCat("this id was answered at sequence ", answer.sequence, " for another body")));
  }
  const Sequence sequence = answer.sequence;
  journal_.WhenDurable(sequence,
                       [this, sequence, done = std::move(done)](const absl::Status& status) {
                         if (!status.ok()) return done(status);
                         absl::StatusOr<Entry> entry = ReadEntry(&log_, sequence);
                         if (!entry.ok()) return done(entry.status());
                         done(Outcome{*std::move(entry), true});
                       });
}

void CommitPipeline::DefineNames(const std::vector<Name>& names) {
  if (names.empty()) return;
  const auto unknown = [&] {
    Entry entry;
    entry.cause = Cause::kDefine;
    const Directory& directory = ledger_.directory();
    absl::flat_hash_set<std::pair<NameKind, std::string_view>> fresh;
    absl::flat_hash_map<NameKind, uint32_t> next;
    for (const auto& [kind, key] : names) {
      const Names& known = directory.names(kind);
      if (known.Find(key).has_value() || !CheckKey(key, "name").ok()) continue;
      if (!fresh.emplace(kind, key).second) continue;
      entry.definitions.push_back({kind, known.size() + next[kind]++, key});
    }
    return entry;
  };
  {
    const ShardLock lock(&ledger_, ShardSet::Of(0), ShardLock::Mode::kShared);
    if (unknown().definitions.empty()) return;
  }
  const ShardSet all = ShardSet::All(ledger_.shard_count());
  const ShardLock lock(&ledger_, all, ShardLock::Mode::kExclusive);
  Entry entry = unknown();
  if (entry.definitions.empty()) return;
  entry.time = Now(all);
  journal_.Append(&entry, nullptr);
  ledger_.Post(entry);
}

void CommitPipeline::Settle(const ShardSet& shards, Micros now) {
  // What expires may be given to who waits.
  ExpireDue(shards, now);
  shards.ForEach([&](ShardId id) {
    while (!journal_.HasFailed() && FillOne(id, now)) {
    }
  });
}

void CommitPipeline::ExpireDue(const ShardSet& shards, Micros now) {
  shards.ForEach([&](ShardId id) {
    while (!journal_.HasFailed()) {
      std::optional<ExpiryQueue::Hint> hint;
      {
        const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kShared);
        hint = ledger_.shard(id).expiry().FirstDue(now);
      }
      if (!hint.has_value()) return;
      ExpireOne(id, *hint, now);
    }
  });
}

void CommitPipeline::ExpireOne(ShardId at, const ExpiryQueue::Hint& hint, Micros now) {
  const ShardId home = HomeOf(hint.reservation);
  ShardSet shards = ShardSet::Of(at);
  shards.Add(home);
  {
    const ShardLock lock(&ledger_, ShardSet::Of(home), ShardLock::Mode::kShared);
    if (const auto* reservation = ledger_.shard(home).FindReservation(hint.reservation)) {
      for (const ReservationLine& line : reservation->lines) {
        shards.Add(ShardOfItem(line.position.item));
      }
    }
  }
  const ShardLock lock(&ledger_, shards, ShardLock::Mode::kExclusive);
  ledger_.shard(at).expiry().Drop(hint);
  const Reservation* reservation = ledger_.shard(home).FindReservation(hint.reservation);
  if (reservation == nullptr || reservation->state != ReservationState::kHeld) return;
  const Micros time = std::max(now, Now(shards));
  if (reservation->deadline > time) {
    ledger_.shard(at).expiry().Add({reservation->deadline, hint.reservation});
    return;
  }
  const DecideContext context{&ledger_, time, &limits_, nullptr};
  Entry entry = DecideExpiry(context, *reservation);
  entry.time = time;
  journal_.Append(&entry, nullptr);
  ledger_.Post(entry);
}

std::optional<CommitPipeline::Fill> CommitPipeline::FindFill(const DecideContext& context,
                                                             const ShardSet& held, Shard* shard) {
  const AgeBook& ages = ledger_.directory().catalog().ages();
  const uint64_t words = ages.words();
  while (const std::optional<PositionId> id = shard->fills().Next(DayOf(context.now), words)) {
    const bool is_aged = ages.IsAged(id->location, context.now);
    for (const auto& [key, waiting] : shard->FindPosition(*id)->waiting()) {
      const std::optional<Quantity> quantity = Fillable(context, *id, key, waiting, held);
      if (quantity != 0) return Fill{*id, key, quantity.value_or(0)};
    }
    shard->fills().Done(*id, is_aged);
  }
  return std::nullopt;
}

bool CommitPipeline::FillOne(ShardId at, Micros now) {
  // Whose turn it is says which home must be locked too, and may depend on what is known there; so
  // it is asked again under these locks.
  ShardSet shards = ShardSet::Of(at);
  while (true) {
    const ShardLock lock(&ledger_, shards, ShardLock::Mode::kExclusive);
    const Micros time = std::max(now, Now(shards));
    const DecideContext context{&ledger_, time, &limits_, nullptr};
    const std::optional<Fill> fill = FindFill(context, shards, &ledger_.shard(at));
    if (!fill.has_value()) return false;
    const ShardId home = HomeOf(fill->key.reservation);
    if (shards.Contains(home)) {
      ATP_CHECK(fill->quantity > 0);
      Entry entry = DecideFill(context, fill->position, fill->key, fill->quantity);
      entry.time = time;
      journal_.Append(&entry, nullptr);
      ledger_.Post(entry);
      return true;
    }
    shards.Add(home);
  }
}

}  // namespace atp
