#include "engine/ledger/shard.h"

#include <algorithm>
#include <limits>

#include "engine/base/check.h"
#include "engine/base/checked_math.h"

namespace atp {
ShardId ShardOfKey(std::string_view key, uint32_t shard_count) {
  return static_cast<ShardId>(Hash64(key) % shard_count);
}

ShardId ShardOfDocument(const SupplyKey& key, uint32_t shard_count) {
  return static_cast<ShardId>(Hash64(key.document, static_cast<uint64_t>(key.kind)) % shard_count);
}

ItemId Shard::FindItemId(std::string_view key) const {
  const std::optional<uint32_t> number = item_index_.Find(key);
  return number.has_value() ? MakeItemId(*number, id_) : kNoItem;
}

const Item* Shard::FindItem(std::string_view key) const {
  const ItemId id = FindItemId(key);
  return id == kNoItem ? nullptr : &items_[IndexOfItem(id)];
}

const Item& Shard::ItemAt(ItemId id) const {
  ATP_CHECK(Owns(id) && IndexOfItem(id) < items_.size());
  return items_[IndexOfItem(id)];
}

const Position* Shard::FindPosition(PositionId id) const {
  if (!Owns(id.item) || IndexOfItem(id.item) >= items_.size()) return nullptr;
  return items_[IndexOfItem(id.item)].Find(id.location);
}

const Reservation* Shard::FindReservation(ReservationId id) const {
  const auto it = reservations_.find(id);
  return it == reservations_.end() ? nullptr : it->second.get();
}

const ScheduledReceipt* Shard::FindReceipt(const SupplyKey& key) const {
  const auto it = receipts_.find(key);
  return it == receipts_.end() ? nullptr : &it->second;
}

uint32_t Shard::OpenAsnsOf(const SupplyKey& order) const {
  const auto it = open_asns_.find(order);
  return it == open_asns_.end() ? 0 : it->second;
}

std::vector<const ScheduledReceipt*> Shard::OpenReceiptsOf(PositionId position) const {
  std::vector<const ScheduledReceipt*> open;
  for (auto it = open_receipts_.lower_bound({position, SupplyKey{}});
       it != open_receipts_.end() && it->first == position; ++it) {
    open.push_back(&receipts_.at(it->second));
  }
  return open;
}

ItemId Shard::FindDocument(const SupplyKey& key) const {
  const auto it = documents_.find(key);
  return it == documents_.end() ? kNoItem : it->second;
}

Sequence Shard::SnapshotReflects(const std::string& source) const {
  const auto it = sources_.find(source);
  return it == sources_.end() ? 0 : it->second.reflects;
}

Micros Shard::SourceHeard(const std::string& source) const {
  const auto it = sources_.find(source);
  return it == sources_.end() ? 0 : it->second.heard;
}

Position& Shard::MutablePosition(PositionId id) {
  ATP_CHECK(Owns(id.item) && IndexOfItem(id.item) < items_.size());
  Item& item = items_[IndexOfItem(id.item)];
  const size_t before = item.positions.size();
  Position& position = item.FindOrAdd(id.location);
  position_count_ += item.positions.size() - before;
  return position;
}

void Shard::Post(const Entry& entry) {
  ATP_CHECK(entry.sequence > applied_);
  PostDefinitions(entry);
  PostPostings(entry);
  PostPromises(entry);
  PostReceipts(entry);
  PostQuotas(entry);
  PostCaps(entry);
  PostReservation(entry);
  PostFills(entry);
  PostRequest(entry);
  PostSettings(entry);
  applied_ = entry.sequence;
  last_time_ = std::max(last_time_, entry.time);
  ForgetOld(last_time_);
  changed_.AddSettings();
}

void Shard::PostDefinitions(const Entry& entry) {
  for (const Definition& definition : entry.definitions) {
    if (definition.kind != NameKind::kItem || !Owns(definition.id)) continue;
    ATP_CHECK(IndexOfItem(definition.id) == items_.size());
    items_.push_back(Item{definition.key, {}});
    item_index_.AddLast();
    Touch(ItemRowKey(IndexOfItem(definition.id)));
  }
}

void Shard::PostPostings(const Entry& entry) {
  for (const Posting& posting : entry.postings) {
    if (!Owns(posting.position.item)) continue;
    Position& position = MutablePosition(posting.position);
    ATP_CHECK(position.balances() == posting.before);
    Balances after = posting.before;
    ATP_CHECK(AddTo(&after, posting.change));
    ATP_CHECK(after.IsValid());
    position.set_balances(after);
    if (posting.change.moved != 0) position.set_last_moved(entry.sequence);
    if (entry.cause == Cause::kCount) position.set_counted_at(entry.sequence);
    if (entry.cause == Cause::kSnapshot) position.set_counted_at(entry.reflects);
    if (position.NoteChangedIn(changed_.round())) changed_.AddPosition(posting.position);
  }
}

void Shard::CountOpenAsn(const ScheduledReceipt& receipt, int32_t sign) {
  if (receipt.order_document.empty() || !IsOpen(receipt.state)) return;
  const auto it = open_asns_.try_emplace(OrderOf(receipt)).first;
  it->second += sign;
  if (it->second == 0) open_asns_.erase(it);
}

void Shard::SetReceipt(const ScheduledReceipt& receipt) {
  const auto [it, is_new] = receipts_.try_emplace(receipt.key, receipt);
  if (!is_new) {
    const ScheduledReceipt& old = it->second;
    MutablePosition(old.position).ChangeSupply(RowOf(old, -old.open));
    CountOpenAsn(old, -1);
    if (old.open > 0) open_receipts_.erase({old.position, old.key});
    it->second = receipt;
  }
  if (receipt.open > 0) open_receipts_.insert({receipt.position, receipt.key});
  MutablePosition(receipt.position).ChangeSupply(RowOf(receipt, receipt.open));
  CountOpenAsn(receipt, 1);
}

// A commitment counts for its supplier as it is closed, and with it the ASNs that shipped it.
void Shard::PostDelivery(const Entry& entry, const ScheduledReceipt& receipt) {
  if (entry.cause != Cause::kReceiveSupply && entry.cause != Cause::kCancelSupply) return;
  if (receipt.key.kind != SupplyKind::kCommitment || receipt.supplier == kNoSupplier) return;
  if (receipt.promised_day == kNoDay || IsOpen(receipt.state)) return;
  const ScheduledReceipt* before = FindReceipt(receipt.key);
  if (before == nullptr || !IsOpen(before->state)) return;
  supplier_records_[receipt.supplier].Add(int64_t{DayOf(entry.time)} - receipt.promised_day,
                                          receipt.quantity,
                                          AddSaturating(receipt.received, receipt.shipped));
  Touch(SupplierRecordRowKey(receipt.supplier));
}

void Shard::PostReceipts(const Entry& entry) {
  for (const ScheduledReceipt& receipt : entry.receipts) {
    if (Owns(receipt.position.item)) {
      PostDelivery(entry, receipt);
      SetReceipt(receipt);
      Touch(ReceiptRowKey(receipt.key));
    }
    if (ShardOfDocument(receipt.key, shard_count_) == id_ &&
        documents_.try_emplace(receipt.key, receipt.position.item).second) {
      Touch(DocumentRowKey(receipt.key));
    }
  }
}

void Shard::PostQuotas(const Entry& entry) {
  for (const QuotaChange& change : entry.quotas) {
    if (!Owns(change.position.item)) continue;
    Position& position = MutablePosition(change.position);
    ATP_CHECK(position.quotas().Find(change.channel) == change.before);
    position.SetQuota(change.channel, change.after);
    Touch(QuotaRowKey(change.position, change.channel));
  }
}

// What is released or expires no longer counts against the customer's cap; what is fulfilled does.
void Shard::PostCaps(const Entry& entry) {
  if (entry.customer.empty()) return;
  const Hash128 customer = Hash128Of(entry.customer);
  for (const CapUse& use : entry.cap_uses) {
    if (!Owns(use.item)) continue;
    const CapBook::Key key{use.item, customer, entry.reservation};
    caps_.Add(key, {use.quantity, use.until});
    Touch(CapUseRowKey(key));
  }
  if (entry.cause != Cause::kRelease && entry.cause != Cause::kExpire) return;
  for (const LineEffect& line : entry.lines) {
    if (!Owns(line.position.item)) continue;
    const CapBook::Key key{line.position.item, customer, entry.reservation};
    if (caps_.GiveBack(key, line.quantity - line.backordered)) Touch(CapUseRowKey(key));
  }
}

// Whatever changes a position may let something be promised that waits there.
void Shard::PostFills(const Entry& entry) {
  for (const Posting& posting : entry.postings) {
    const Position* position = FindPosition(posting.position);
    if (position != nullptr) fills_.Touch(posting.position, !position->waiting().empty());
  }
  if (entry.cause == Cause::kSet) fills_.TouchAll();
}

void Shard::PostRequest(const Entry& entry) {
  const std::string& request_id = entry.request.request_id;
  if (!request_id.empty() && ShardOfKey(request_id, shard_count_) == id_) {
    const Hash128 id = Hash128Of(request_id);
    requests_.Remember(id, {entry.sequence, entry.request.fingerprint, entry.time});
    changed_.AddRequest(id);
  }
  if (entry.cause == Cause::kSnapshot && ShardOfKey(entry.snapshot_source, shard_count_) == id_) {
    sources_[entry.snapshot_source] = {entry.reflects, entry.time};
    Touch(SnapshotRowKey(entry.snapshot_source));
  }
}

void Shard::PostSettings(const Entry& entry) {
  for (const SettingChange& change : entry.settings) {
    const auto* age = std::get_if<AgeSetting>(&change.after.value);
    if (age == nullptr || ShardOfKey(age->source, shard_count_) != id_) continue;
    Micros& heard = sources_[age->source].heard;
    if (heard == 0) heard = entry.time;
    Touch(SnapshotRowKey(age->source));
  }
  if (entry.cause != Cause::kConfigure) return;
  request_window_ = entry.request_window;
  resolved_window_ = entry.resolved_window;
}

void Shard::ForgetOld(Micros now) {
  std::vector<Hash128> dropped;
  requests_.Forget(now - request_window_, &dropped);
  for (const Hash128& id : dropped) changed_.AddRequest(id);
  std::vector<CapBook::Key> ended;
  caps_.Forget(now, &ended);
  for (const CapBook::Key& key : ended) Touch(CapUseRowKey(key));
  while (!resolved_.empty() && resolved_.front().first <= now - resolved_window_) {
    changed_.AddReservation(resolved_.front().second);
    reservations_.erase(resolved_.front().second);
    resolved_.pop_front();
  }
}

}  // namespace atp
