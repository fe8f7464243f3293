#include "engine/ledger/draft.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/atp/at_risk.h"
#include "engine/atp/look_ahead.h"
#include "engine/atp/promise.h"
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

}  // namespace

absl::Status InsufficientOnHand(Quantity asked, Quantity there, std::string_view field) {
  return WithDetail(MakeError(absl::StatusCode::kFailedPrecondition, "INSUFFICIENT_ON_HAND", field,
                              absl::StrCat(asked, " asked, ", there, " on hand and not held")),
                    "short_by", absl::StrCat(asked - there));
}

Draft::Draft(const DecideContext& context) : context_(context), today_(DayOf(context.now)) {}

absl::StatusOr<PositionId> Draft::Find(const std::string& item, const std::string& location,
                                       std::string_view list, size_t index) const {
  PositionId id;
  id.item = shard(context_.ledger->ShardOf(item)).FindItemId(item);
  if (id.item == kNoItem) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_ITEM", FieldPath(list, index, "item"),
                     absl::StrCat("item \"", item, "\" is not known"));
  }
  const std::optional<LocationId> found = context_.ledger->directory().Find(location);
  if (!found.has_value()) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_LOCATION",
                     FieldPath(list, index, "location"),
                     absl::StrCat("location \"", location, "\" is not known"));
  }
  id.location = *found;
  return id;
}

LocationId Draft::LocationOf(const std::string& location) {
  const Directory& directory = context_.ledger->directory();
  const std::optional<LocationId> found = directory.Find(location);
  if (found.has_value()) return *found;
  LocationId next = directory.size();
  for (const Definition& definition : entry_.definitions) {
    if (!definition.is_location) continue;
    if (definition.key == location) return definition.id;
    ++next;
  }
  entry_.definitions.push_back({true, next, location});
  return next;
}

PositionId Draft::FindOrDefine(const std::string& item, const std::string& location) {
  const ShardId home = context_.ledger->ShardOf(item);
  PositionId id;
  id.location = LocationOf(location);
  id.item = shard(home).FindItemId(item);
  if (id.item != kNoItem) return id;
  uint32_t index = shard(home).item_count();
  for (const Definition& definition : entry_.definitions) {
    if (!definition.is_location && definition.key == item) {
      id.item = definition.id;
      return id;
    }
    if (!definition.is_location && ShardOfItem(definition.id) == home) ++index;
  }
  id.item = MakeItemId(index, home);
  entry_.definitions.push_back({false, id.item, item});
  return id;
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

absl::Status Draft::Add(PositionId id, Quantity Balances::*bucket, Quantity change,
                        std::string_view field) {
  Quantity& value = At(id).after.*bucket;
  if (AddOk(value, change, &value)) return absl::OkStatus();
  return BadField("QUANTITY_OVERFLOW", field,
                  absl::StrCat(value, " and ", change, " leave the range of a quantity"));
}

Inputs Draft::InputsOf(const Touched& touched) const {
  Inputs inputs;
  if (touched.base != nullptr) inputs = touched.base->AtpInputs();
  inputs.opening = Position::OpeningOf(touched.after);
  if (touched.supply != nullptr) inputs.supply = *touched.supply;
  inputs.extra_demand = touched.promises;
  return inputs;
}

Quantity Draft::AtpOn(PositionId id, Day day) {
  return atp::AtpOn(InputsOf(At(id)), *context_.rule, today_, day);
}

void Draft::TakePromise(PositionId id, Day day, Quantity quantity) {
  auto& promises = At(id).promises;
  const auto it = std::lower_bound(promises.begin(), promises.end(), day,
                                   [](const DatedDemand& row, Day d) { return row.day < d; });
  if (it != promises.end() && it->day == day) {
    it->quantity += quantity;
  } else {
    promises.insert(it, DatedDemand{day, quantity});
  }
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
  Inputs inputs = InputsOf(touched);
  // Safety stock is there to be eaten before a promise is broken.
  inputs.opening += touched.after.safety_stock;
  const Quantity shortage = Shortage(inputs, *context_.rule, today_);
  if (shortage == 0) return;
  posting->short_by = std::min(shortage, touched.after.reserved);
  std::vector<OpenDemand> open;
  open.reserve(touched.base->promises().size());
  for (const auto& [key, quantity] : touched.base->promises()) {
    open.push_back({key.day, key.reservation, key.line, quantity});
  }
  const std::vector<DemandAtRisk> at_risk = AtRisk(inputs, open, *context_.rule, today_);
  const size_t skipped = at_risk.size() > kAtRiskMax ? at_risk.size() - kAtRiskMax : 0;
  for (size_t i = at_risk.size(); i > skipped; --i) {
    const auto& [demand, uncovered] = at_risk[i - 1];
    posting->at_risk.push_back({demand.reservation, demand.line, uncovered});
  }
}

absl::StatusOr<Entry> Draft::Finish(bool is_fact) {
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
  }
  for (const Touched& touched : touched_) {
    ATP_CHECK(touched.after.IsValid());
    Posting posting;
    posting.position = touched.id;
    posting.before = touched.before;
    posting.change = Difference(touched.after, touched.before);
    if (is_fact) NameAtRisk(touched, &posting);
    if (is_fact || posting.change != Balances()) entry_.postings.push_back(std::move(posting));
  }
  return std::move(entry_);
}

}  // namespace atp
