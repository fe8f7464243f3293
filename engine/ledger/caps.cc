#include "engine/ledger/caps.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/model/error.h"

namespace atp {
namespace {

absl::Status Above(std::string_view reason, size_t line, Quantity asked, Quantity cap,
                   Quantity used) {
  const Quantity left = std::max<Quantity>(0, cap - used);
  return WithDetail(
      MakeError(absl::StatusCode::kFailedPrecondition, reason, FieldPath("lines", line, "quantity"),
                absl::StrCat(asked, " asked, ", left, " left of a cap of ", cap)),
      "over_by", absl::StrCat(asked - left));
}

}  // namespace

absl::Status CheckCaps(const DecideContext& context, const Reserve& action) {
  const Ledger& ledger = *context.ledger;
  const CapRules& caps = ledger.directory().catalog().caps();
  if (caps.empty()) return absl::OkStatus();
  absl::flat_hash_map<std::string_view, Quantity> asked;
  for (const ReserveLine& line : action.lines) {
    asked[line.item] = AddSaturating(asked[line.item], line.quantity);
  }
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const Shard& shard = ledger.shard(ledger.ShardOf(action.lines[i].item));
    const ItemId item = shard.FindItemId(action.lines[i].item);
    const CapSetting* cap = item == kNoItem ? nullptr : caps.Find(item);
    if (cap == nullptr) continue;
    const Quantity quantity = asked[action.lines[i].item];
    if (cap->per_request_max > 0 && quantity > cap->per_request_max) {
      return Above("QUANTITY_ABOVE_CAP", i, quantity, cap->per_request_max, 0);
    }
    if (cap->per_customer_max == 0 || action.customer.empty()) continue;
    const Quantity used = shard.caps().UsedBy(item, Hash128Of(action.customer), context.now);
    if (quantity > cap->per_customer_max - std::min(used, cap->per_customer_max)) {
      return Above("CUSTOMER_CAP_REACHED", i, quantity, cap->per_customer_max, used);
    }
  }
  return absl::OkStatus();
}

void AddCapUses(const DecideContext& context, Entry* entry) {
  const CapRules& caps = context.ledger->directory().catalog().caps();
  if (caps.empty() || entry->customer.empty()) return;
  for (const LineEffect& line : entry->lines) {
    const Quantity quantity = line.quantity + line.backordered;
    const CapSetting* cap = caps.Find(line.position.item);
    if (quantity == 0 || cap == nullptr || cap->per_customer_max == 0) continue;
    const auto same =
        std::find_if(entry->cap_uses.begin(), entry->cap_uses.end(),
                     [&](const CapUse& use) { return use.item == line.position.item; });
    if (same == entry->cap_uses.end()) {
      entry->cap_uses.push_back({line.position.item, quantity, context.now + cap->window});
    } else {
      same->quantity += quantity;
    }
  }
}

}  // namespace atp
