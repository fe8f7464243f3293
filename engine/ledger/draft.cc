#include "engine/ledger/draft.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/checked_math.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// Up to here a scan finds a touched position faster than a hash table.
constexpr size_t kScanMax = 8;

Quantity Contribution(const ScheduledReceipt& receipt) {
  return IsOpen(receipt.state) ? receipt.open : 0;
}

ReceiptBefore BeforeOf(const ScheduledReceipt& receipt) {
  return {receipt.position, receipt.day, receipt.state, receipt.open, receipt.supplier};
}

}  // namespace

absl::Status InsufficientOnHand(Quantity asked, Quantity there, Field field) {
  return WithDetail(MakeError(absl::StatusCode::kFailedPrecondition, "INSUFFICIENT_ON_HAND", field,
                              absl::StrCat(asked, " asked, ", there, " on hand and not held")),
                    "short_by", absl::StrCat(asked - there));
}

Draft::Draft(const DecideContext& context, Entry* entry)
    : context_(context), today_(DayOf(context.now)), entry_(*entry) {}

absl::StatusOr<PositionId> Draft::Find(const std::string& item, const std::string& location,
                                       std::string_view list, size_t index) const {
  PositionId id;
  id.item = shard(context_.ledger->ShardOf(item)).FindItemId(item);
  if (id.item == kNoItem) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_ITEM", FieldPath(list, index, "item"),
                     absl::StrCat("item \"", item, "\" is not known"));
  }
  const std::optional<LocationId> found = context_.ledger->directory().locations().Find(location);
  if (!found.has_value()) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_LOCATION",
                     FieldPath(list, index, "location"),
                     absl::StrCat("location \"", location, "\" is not known"));
  }
  id.location = *found;
  return id;
}

uint32_t Draft::NumberOf(NameKind kind, const std::string& key) {
  if (key.empty()) return kNoLocation;
  const Names& names = context_.ledger->directory().names(kind);
  const std::optional<uint32_t> found = names.Find(key);
  if (found.has_value()) return *found;
  uint32_t next = names.size();
  for (const Definition& definition : entry_.definitions) {
    if (definition.kind != kind) continue;
    if (definition.key == key) return definition.id;
    ++next;
  }
  entry_.definitions.push_back({kind, next, key});
  return next;
}

PositionId Draft::FindOrDefine(const std::string& item, const std::string& location) {
  return {DefineItem(item), NumberOf(NameKind::kLocation, location)};
}

ItemId Draft::DefineItem(const std::string& item) {
  const ShardId home = context_.ledger->ShardOf(item);
  const ItemId known = shard(home).FindItemId(item);
  if (known != kNoItem) return known;
  const auto [it, is_new] = new_items_.try_emplace(item, kNoItem);
  if (is_new) {
    const uint32_t index = shard(home).item_count() + new_items_in_[home]++;
    it->second = MakeItemId(index, home);
    entry_.definitions.push_back({NameKind::kItem, it->second, item});
  }
  return it->second;
}

size_t Draft::IndexOf(PositionId id) const {
  if (touched_.size() > kScanMax) {
    const auto it = touched_index_.find(id);
    return it == touched_index_.end() ? touched_.size() : it->second;
  }
  size_t index = 0;
  while (index < touched_.size() && touched_[index].id != id) ++index;
  return index;
}

Draft::Touched& Draft::At(PositionId id) {
  const size_t index = IndexOf(id);
  if (index < touched_.size()) return touched_[index];
  Touched touched;
  touched.id = id;
  touched.base = shard(ShardOfItem(id.item)).FindPosition(id);
  if (touched.base != nullptr) touched.before = touched.base->balances();
  touched.after = touched.before;
  touched_.push_back(std::move(touched));
  if (touched_.size() == kScanMax + 1) {
    for (size_t i = 0; i < touched_.size(); ++i) touched_index_[touched_[i].id] = i;
  } else if (touched_.size() > kScanMax) {
    touched_index_[id] = index;
  }
  return touched_.back();
}

absl::Status Draft::Add(PositionId id, Quantity Balances::*bucket, Quantity change, Field field) {
  Quantity& value = At(id).after.*bucket;
  if (AddOk(value, change, &value)) return absl::OkStatus();
  return BadField("QUANTITY_OVERFLOW", field,
                  absl::StrCat(value, " and ", change, " leave the range of a quantity"));
}

PositionFacts Draft::FactsOf(const Touched& touched) const {
  PositionFacts facts = PositionFacts::Of(touched.id, touched.base);
  facts.balances = touched.after;
  if (touched.supply != nullptr) facts.supply = *touched.supply;
  if (touched.demand != nullptr) facts.demand = *touched.demand;
  facts.extra_demand = touched.promises;
  if (touched.quotas != nullptr) facts.quotas = touched.quotas.get();
  return facts;
}

Availability Draft::Of(PositionId id, const Asker& asker) {
  return Availability(context_.ledger->directory().catalog(), FactsOf(At(id)), asker, today_,
                      context_.now);
}

const QuotaBook& Draft::quotas(PositionId id) {
  static const QuotaBook* const kNone = new QuotaBook;
  const Touched& touched = At(id);
  if (touched.quotas != nullptr) return *touched.quotas;
  return touched.base == nullptr ? *kNone : touched.base->quotas();
}

QuotaBook& Draft::mutable_quotas(PositionId id) {
  const QuotaBook& now = quotas(id);
  Touched& touched = At(id);
  if (touched.quotas == nullptr) touched.quotas = std::make_unique<QuotaBook>(now);
  return *touched.quotas;
}

QuotaParts Draft::GiveBackQuota(Quantity quantity, ReservationLine* line) {
  QuotaParts parts = PartsGivenBack(line->quota, line->open, quantity, channels());
  line->open -= quantity;
  if (parts.empty()) return parts;
  atp::TakeParts(parts, &line->quota);
  GiveBackParts(line->position, parts);
  return parts;
}

void Draft::GiveBackParts(PositionId id, const QuotaParts& parts) {
  if (!parts.empty()) mutable_quotas(id).GiveBack(parts, channels(), today_);
}

void Draft::TakeParts(PositionId id, const QuotaParts& parts) {
  if (!parts.empty()) mutable_quotas(id).Take(parts, channels(), today_);
}

QuotaParts Draft::TakePromise(PositionId id, Day day, Quantity quantity, const Asker& asker) {
  QuotaParts parts;
  if (asker.channel != kNoChannel && !quotas(id).empty()) {
    parts = Of(id, asker).SplitOn(std::max(day, today_)).PartsOf(asker.channel, quantity);
    TakeParts(id, parts);
  }
  auto& promises = At(id).promises;
  const auto it = std::lower_bound(promises.begin(), promises.end(), day,
                                   [](const DatedDemand& row, Day d) { return row.day < d; });
  if (it != promises.end() && it->day == day) {
    it->quantity += quantity;
  } else {
    promises.insert(it, DatedDemand{day, quantity});
  }
  return parts;
}

void Draft::GiveBackPromise(PositionId id, Day day, Quantity quantity) {
  Touched& touched = At(id);
  if (touched.demand == nullptr) {
    ATP_CHECK(touched.base != nullptr);
    touched.demand = std::make_unique<std::vector<DatedDemand>>(touched.base->demand());
  }
  AddRow(touched.demand.get(), day, -quantity);
}

ScheduledReceipt* Draft::FindReceipt(const SupplyKey& key, ShardId shard_id) {
  for (const auto& supply : supplies_) {
    if (supply->after.key == key) return &supply->after;
  }
  const ScheduledReceipt* receipt = shard(shard_id).FindReceipt(key);
  if (receipt == nullptr) return nullptr;
  supplies_.push_back(std::make_unique<Supply>(Supply{*receipt, false, *receipt}));
  return &supplies_.back()->after;
}

const ScheduledReceipt* Draft::SeeReceipt(const SupplyKey& key, ShardId shard_id) const {
  for (const auto& supply : supplies_) {
    if (supply->after.key == key) return &supply->after;
  }
  return shard(shard_id).FindReceipt(key);
}

bool Draft::HasOpenAsn(const SupplyKey& order, ShardId shard_id) const {
  int64_t open = shard(shard_id).OpenAsnsOf(order);
  const auto count = [&](const ScheduledReceipt& asn) {
    return !asn.order_document.empty() && IsOpen(asn.state) && OrderOf(asn) == order ? 1 : 0;
  };
  for (const auto& supply : supplies_) {
    if (!supply->is_new) open -= count(supply->before);
    open += count(supply->after);
  }
  return open > 0;
}

ScheduledReceipt* Draft::AddReceipt(const ScheduledReceipt& receipt) {
  supplies_.push_back(std::make_unique<Supply>(Supply{{}, true, receipt}));
  return &supplies_.back()->after;
}

std::vector<DatedSupply>& Draft::MutableSupply(Touched* touched) {
  if (touched->supply == nullptr) {
    touched->supply = std::make_unique<std::vector<DatedSupply>>();
    if (touched->base != nullptr) *touched->supply = touched->base->supply();
  }
  return *touched->supply;
}

void Draft::AddSupply(const ScheduledReceipt& receipt, Quantity sign) {
  Touched& touched = At(receipt.position);
  const Quantity quantity = Contribution(receipt);
  if (quantity == 0) return;
  AddRow(&MutableSupply(&touched), RowOf(receipt, sign * quantity));
}

void Draft::NameAtRisk(const Touched& touched, Posting* posting) const {
  if (touched.base == nullptr || touched.after.reserved == 0) return;
  const Availability availability(context_.ledger->directory().catalog(), FactsOf(touched), {},
                                  today_, context_.now);
  posting->short_by = availability.ShortBy();
  if (posting->short_by == 0) return;
  std::vector<AtRisk> at_risk = availability.PromisesAtRisk(*touched.base);
  std::reverse(at_risk.begin(), at_risk.end());
  if (at_risk.size() > kAtRiskMax) at_risk.resize(kAtRiskMax);
  posting->at_risk = std::move(at_risk);
}

void Draft::AddQuotaChanges(const Touched& touched) {
  if (touched.quotas == nullptr) return;
  const QuotaBook none;
  const QuotaBook& before = touched.base == nullptr ? none : touched.base->quotas();
  const QuotaBook& after = *touched.quotas;
  for (const auto& [channel, quota] : before.rows()) {
    const Quota now = after.Find(channel);
    if (!(now == quota)) entry_.quotas.push_back({touched.id, channel, quota, now});
  }
  for (const auto& [channel, quota] : after.rows()) {
    if (IsNone(before.Find(channel))) entry_.quotas.push_back({touched.id, channel, {}, quota});
  }
}

absl::Status Draft::Finish(bool is_fact) {
  for (const auto& supply : supplies_) {
    const ScheduledReceipt& before = supply->before;
    const ScheduledReceipt& after = supply->after;
    if (!supply->is_new && IsOpen(before.state)) {
      AddSupply(before, -1);
      At(before.position).after.*BucketOf(before.state) -= Contribution(before);
    }
    if (IsOpen(after.state)) {
      AddSupply(after, 1);
      const absl::Status added =
          Add(after.position, BucketOf(after.state), Contribution(after), "quantity");
      if (!added.ok()) return added;
    }
    At(after.position);
    entry_.receipts.push_back(after);
    entry_.receipts_before.push_back(supply->is_new ? ReceiptBefore() : BeforeOf(before));
  }
  for (const Touched& touched : touched_) {
    ATP_CHECK(touched.after.IsValid());
    Posting posting;
    posting.position = touched.id;
    posting.before = touched.before;
    posting.change = Difference(touched.after, touched.before);
    if (is_fact) NameAtRisk(touched, &posting);
    AddQuotaChanges(touched);
    if (is_fact || touched.is_kept || posting.change != Balances())
      entry_.postings.push_back(std::move(posting));
  }
  return absl::OkStatus();
}

}  // namespace atp
