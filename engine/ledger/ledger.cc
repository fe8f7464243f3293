#include "engine/ledger/ledger.h"

#include "engine/base/check.h"

namespace atp {
namespace {

bool ConcernsAllShards(const Entry& entry) {
  return Ledger::ConcernsDirectory(entry) || entry.cause == Cause::kConfigure;
}

}  // namespace

Ledger::Ledger(uint32_t shard_count) : all_(ShardSet::All(shard_count)) {
  ATP_CHECK(shard_count >= 1 && shard_count <= kShardsMax);
  for (uint32_t id = 0; id < shard_count; ++id) {
    slots_.push_back(std::make_unique<Slot>(static_cast<ShardId>(id), shard_count));
  }
}

ItemId Ledger::ItemsAndNames::Item(std::string_view key) const {
  return ledger_.shard(ledger_.ShardOf(key)).FindItemId(key);
}

LocationId Ledger::ItemsAndNames::Location(std::string_view key) const {
  return ledger_.directory().locations().Find(key).value_or(kNoLocation);
}

SupplierId Ledger::ItemsAndNames::Supplier(std::string_view key) const {
  return ledger_.directory().suppliers().Find(key).value_or(kNoSupplier);
}

ChannelId Ledger::ItemsAndNames::Channel(std::string_view key) const {
  return ledger_.directory().channels().Find(key).value_or(kNoChannel);
}

ShardSet Ledger::ShardsOf(const Entry& entry) const {
  if (ConcernsAllShards(entry)) return all_;
  ShardSet shards;
  if (!entry.request.request_id.empty()) shards.Add(ShardOf(entry.request.request_id));
  if (entry.reservation != kNoReservation) shards.Add(HomeOf(entry.reservation));
  if (entry.cause == Cause::kSnapshot) shards.Add(ShardOf(entry.snapshot_source));
  for (const LineEffect& line : entry.lines) {
    if (line.reservation != kNoReservation) shards.Add(HomeOf(line.reservation));
  }
  for (const Posting& posting : entry.postings) shards.Add(ShardOfItem(posting.position.item));
  for (const QuotaChange& change : entry.quotas) shards.Add(ShardOfItem(change.position.item));
  for (const ScheduledReceipt& receipt : entry.receipts) {
    shards.Add(ShardOfItem(receipt.position.item));
    shards.Add(ShardOf(receipt.key));
  }
  return shards;
}

void Ledger::AddPartsOf(ItemId item, ShardSet* shards) const {
  const std::vector<KitPart>* kit = directory_.catalog().kits().Find(item);
  if (kit == nullptr) return;
  for (const KitPart& part : *kit) shards->Add(ShardOfItem(part.item));
}

void Ledger::MoveExpiryHints(const Entry& entry) {
  const Reservation* reservation =
      shard(HomeOf(entry.reservation)).FindReservation(entry.reservation);
  if (reservation == nullptr) return;
  for (const ReservationLine& line : reservation->lines) {
    if (line.open == 0) continue;
    ExpiryQueue& expiry = shard(ShardOfItem(line.position.item)).expiry();
    expiry.Drop({reservation->deadline, reservation->id});
    expiry.Add({entry.deadline, reservation->id});
  }
}

void Ledger::PostTo(const ShardSet& some, const Entry& entry) {
  ShardsOf(entry).ForEach([&](ShardId id) {
    if (some.Contains(id) && shard(id).applied() < entry.sequence) shard(id).Post(entry);
  });
}

void Ledger::Post(const Entry& entry) {
  if (entry.cause == Cause::kExtend) MoveExpiryHints(entry);
  PostTo(all_, entry);
  if (ConcernsDirectory(entry) && directory_.applied() < entry.sequence) {
    directory_.Post(entry, names_);
    NoteCompositeItems();
    for (const SettingChange& change : entry.settings) {
      const auto* age = std::get_if<AgeSetting>(&change.after.value);
      if (age == nullptr) continue;
      const Shard& home = shard(ShardOf(age->source));
      directory_.catalog().ages().Hear(age->source, home.SourceHeard(age->source));
    }
  }
  if (entry.cause == Cause::kSnapshot) {
    directory_.catalog().ages().Hear(entry.snapshot_source, entry.time);
  }
}

void Ledger::NoteCompositeItems() {
  has_composite_items_.store(!directory_.catalog().kits().empty(), std::memory_order_relaxed);
}

void Ledger::RebuildDerived() {
  directory_.catalog().RebuildBooks(names_);
  NoteCompositeItems();
  for (const auto& slot : slots_) {
    slot->shard.expiry().Clear();
    for (const auto& [source, word] : slot->shard.sources()) {
      directory_.catalog().ages().Hear(source, word.heard);
    }
  }
  for (const auto& slot : slots_) {
    for (const auto& [id, reservation] : slot->shard.reservations()) {
      if (reservation->state != ReservationState::kHeld) continue;
      const ExpiryQueue::Hint hint{reservation->deadline, id};
      slot->shard.expiry().Add(hint);
      for (const ReservationLine& line : reservation->lines) {
        if (line.open > 0) shard(ShardOfItem(line.position.item)).expiry().Add(hint);
      }
    }
  }
}

// Clang analyses a lambda by itself, and these leave locks taken or free locks that others took.
ShardLock::ShardLock(Ledger* ledger, const ShardSet& shards, Mode mode)
    : ledger_(ledger), shards_(shards), mode_(mode) {
  shards_.ForEach([&](ShardId id) ATP_NO_THREAD_SAFETY_ANALYSIS {
    SharedMutex& mu = ledger_->slots_[id]->mu;
    mode_ == Mode::kShared ? mu.LockShared() : mu.Lock();
  });
}

ShardLock::~ShardLock() {
  shards_.ForEach([&](ShardId id) ATP_NO_THREAD_SAFETY_ANALYSIS {
    SharedMutex& mu = ledger_->slots_[id]->mu;
    mode_ == Mode::kShared ? mu.UnlockShared() : mu.Unlock();
  });
}

}  // namespace atp
