#include "engine/commit_pipeline.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

// Entries that are read over rather than sought past.
constexpr Sequence kReadOnMax = 1000;

absl::Status Unavailable(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, reason, "", message);
}

// The earlier answer to a request of this body: its sequence alone, until it is read back.
absl::Status Find(const RequestBook::Answer& answer, uint64_t fingerprint, Outcome* outcome) {
  if (answer.fingerprint != fingerprint) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "REQUEST_ID_REUSED", "request_id",
        absl::StrCat("this id was answered at sequence ", answer.sequence, " for another body"));
  }
  outcome->entry.sequence = answer.sequence;
  outcome->repeated = true;
  return absl::OkStatus();
}

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

absl::Status CommitPipeline::CheckRoom(const Action& action) const {
  if (!is_full() || !std::holds_alternative<Reserve>(action)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, "LEDGER_FULL", "",
                   "there is no memory for further reservations");
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

absl::Status CommitPipeline::Post(Command&& command, const SnapshotPart* part, Outcome* outcome) {
  ATP_CHECK(outcome->entry.sequence == 0);  // a new one
  const bool is_internal = part != nullptr || std::holds_alternative<Configure>(command.action);
  absl::Status refused = CheckTaking();
  if (refused.ok()) refused = CheckRequest(command, is_internal);
  if (!refused.ok()) return refused;
  if (part == nullptr) command.request.fingerprint = Fingerprint(command.action);
  if (!command.validate_only) DefineNames(NamesMadeKnown(command.action));
  while (true) {
    std::optional<absl::Status> posted = TryPost(&command, part, outcome);
    if (posted.has_value()) return *std::move(posted);
  }
}

void CommitPipeline::Execute(Command command, const SnapshotPart* part, Done done) {
  Outcome outcome;
  const absl::Status status = Post(std::move(command), part, &outcome);
  if (!status.ok()) return done(status);
  if (outcome.entry.sequence == 0) return done(std::move(outcome));
  AnswerWhenDurable(std::move(outcome), std::move(done));
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
  Outcome outcome;
  const absl::Status status = Find(*found, request.fingerprint, &outcome);
  if (status.ok()) {
    AnswerWhenDurable(std::move(outcome), std::move(done));
  } else {
    done(status);
  }
  return true;
}

std::optional<absl::Status> CommitPipeline::TryPost(Command* command, const SnapshotPart* part,
                                                    Outcome* outcome) {
  const ShardSet shards = ShardsNeeded(&ledger_, *command);
  Micros now = 0;
  std::optional<absl::Status> posted;
  {
    const ShardLock lock(&ledger_, shards, ShardLock::Mode::kExclusive);
    if (!IsCovered(ledger_, *command, shards)) return std::nullopt;
    now = Now(shards);
    if (!HasDue(shards, now)) {
      posted = PostLocked(now, command, part, outcome);
      if (!HasDue(shards, now)) return posted;
    }
  }
  Settle(shards, now);
  return posted;
}

absl::Status CommitPipeline::PostLocked(Micros now, Command* command, const SnapshotPart* part,
                                        Outcome* outcome) {
  RequestContext& request = command->request;
  if (!request.request_id.empty() && !command->validate_only) {
    const Shard& book = ledger_.shard(ledger_.ShardOf(request.request_id));
    if (const auto* answer = book.FindAnswer(request.request_id, now)) {
      return Find(*answer, request.fingerprint, outcome);
    }
  }
  const absl::Status has_room = CheckRoom(command->action);
  if (!has_room.ok()) return has_room;
  const DecideContext context{&ledger_, now, &limits_, part == nullptr ? nullptr : part->history};
  Entry& entry = outcome->entry;
  const absl::Status decided = Decide(context, command->action, &entry);
  if (!decided.ok()) return decided;
  entry.time = now;
  outcome->repeated = false;
  if (part != nullptr) entry.note = part->note;
  if (command->validate_only) return absl::OkStatus();
  entry.request = std::move(request);
  // From here it must succeed.
  journal_.Append(&entry, nullptr);
  ledger_.Post(entry);
  return absl::OkStatus();
}

void CommitPipeline::AnswerWhenDurable(Outcome posted, Done done) {
  const Sequence sequence = posted.entry.sequence;
  journal_.WhenDurable(sequence, [this, sequence, posted = std::move(posted),
                                  done = std::move(done)](const absl::Status& status) mutable {
    if (!status.ok()) return done(status);
    if (posted.repeated) {
      absl::StatusOr<Entry> entry = ReadEntry(&log_, sequence);
      if (!entry.ok()) return done(entry.status());
      posted.entry = *std::move(entry);
    }
    done(std::move(posted));
  });
}

absl::Status CommitPipeline::VisitAnswers(const std::vector<Sequence>& sequences,
                                          const VisitAnswer& visit) {
  std::vector<size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return sequences[a] < sequences[b]; });
  std::unique_ptr<JournalReader> reader;
  Outcome outcome;
  outcome.repeated = true;
  Entry& entry = outcome.entry;
  for (const size_t index : order) {
    const Sequence sequence = sequences[index];
    if (reader == nullptr || sequence - entry.sequence > kReadOnMax) {
      absl::StatusOr<std::unique_ptr<JournalReader>> opened = JournalReader::Open(&log_, sequence);
      if (!opened.ok()) return opened.status();
      reader = *std::move(opened);
      entry.sequence = 0;
    }
    while (entry.sequence < sequence && reader->Next(&entry)) continue;
    if (entry.sequence != sequence) {
      // It is not where it must be: a look for it alone says why.
      absl::StatusOr<Entry> alone = ReadEntry(&log_, sequence);
      if (!alone.ok()) return alone.status();
      entry = *std::move(alone);
    }
    visit(index, outcome);
  }
  return absl::OkStatus();
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
