#include "engine/item_availability.h"

#include <algorithm>
#include <vector>

#include "engine/ledger/quota_split.h"

namespace atp {
namespace {

constexpr std::array<ConfidenceLevel, kConfidenceLevels> kLevels = {
    ConfidenceLevel::kGuaranteed, ConfidenceLevel::kExpected, ConfidenceLevel::kOptimistic};

// In how many kits there are so many units.
Quantity KitsWith(Quantity units, Quantity in_one) {
  return in_one == 1 ? units : units / in_one + (units % in_one > 0 ? 1 : 0);
}

// So many units of kits that can be made: it fits.
Quantity UnitsOf(Quantity kits, Quantity in_one) {
  return kits == kUnlimited ? kUnlimited : kits * in_one;
}

}  // namespace

ItemFacts ItemFactsOf(const Ledger& ledger, PositionId id) {
  const auto facts_of = [&ledger](PositionId part) {
    return PositionFacts::Of(part, ledger.shard(ShardOfItem(part.item)).FindPosition(part));
  };
  const std::vector<KitPart>* kit = ledger.directory().catalog().kits().Find(id.item);
  ItemFacts facts;
  if (kit == nullptr) {
    facts.push_back({facts_of(id), 1});
    return facts;
  }
  facts.reserve(kit->size());
  for (const KitPart& part : *kit) {
    facts.push_back({facts_of({part.item, id.location}), part.quantity});
  }
  return facts;
}

ItemAvailability::ItemAvailability(const Catalog& catalog, const ItemFacts& facts,
                                   const Asker& asker, Micros now)
    : now_(now), today_(DayOf(now)) {
  parts_.reserve(facts.size());
  for (const PartFacts& part : facts) {
    parts_.push_back({Availability(catalog, part.facts, asker, today_, now), part.in_one,
                      part.facts.balances.on_hand});
  }
}

int32_t ItemAvailability::horizon_days() const {
  int32_t days = kHorizonDaysMax;
  for (const Part& part : parts_) days = std::min(days, part.available.rule().horizon_days);
  return days;
}

LocationPromise ItemAvailability::PromiseOn(Day day) const {
  LocationPromise at;
  at.on_hand = kUnlimited;
  for (const Part& part : parts_) {
    at.on_hand = std::min(at.on_hand, WholesIn(part.on_hand, part.in_one));
  }
  if (day < today_ || day >= today_ + horizon_days()) return at;
  const Part* scarcest = nullptr;
  at.atp_at.fill(kUnlimited);
  for (const Part& part : parts_) {
    const Availability& available = part.available;
    const Quantity atp = WholesIn(available.On(day), part.in_one);
    const bool is_one_level = available.TrustsFully();
    if (scarcest == nullptr || atp < at.atp) {
      scarcest = &part;
      at.atp = atp;
    }
    for (size_t i = 0; i < kLevels.size(); ++i) {
      const Quantity at_level =
          is_one_level ? atp : WholesIn(available.OnAt(kLevels[i], day), part.in_one);
      at.atp_at[i] = std::min(at.atp_at[i], at_level);
    }
  }
  at.shared_pool = std::max<Quantity>(0, at.atp);
  if (scarcest->available.IsDivided()) {
    const QuotaSplit split = scarcest->available.SplitOn(day);
    at.channel_own = WholesIn(split.Own(scarcest->available.channel()), scarcest->in_one);
    at.shared_pool = WholesIn(split.pool(), scarcest->in_one);
  }
  at.mode = scarcest->available.rule().mode;
  at.rule_scope = scarcest->available.scope();
  if (const WatchedSource* source = scarcest->available.source()) {
    at.is_aged = scarcest->available.IsAged();
    at.age_policy = source->policy;
    at.age = source->AgeAt(now_);
  }
  at.overdue_supply = WholesIn(scarcest->available.OverdueSupply(), scarcest->in_one);
  for (const Part& part : parts_) {
    const Quantity units = UnitsOf(std::max<Quantity>(0, at.atp), part.in_one);
    at.exceeds_look_ahead_by =
        std::max(at.exceeds_look_ahead_by,
                 KitsWith(part.available.ExceedsLookAheadBy(day, units), part.in_one));
  }
  return at;
}

std::optional<Day> ItemAvailability::Earliest(Quantity quantity) const {
  if (parts_.size() == 1 && parts_[0].in_one == 1) return parts_[0].available.Earliest(quantity);
  return ToCurve().Earliest(quantity);
}

Curve ItemAvailability::ToCurve(int32_t horizon_days) const {
  if (parts_.size() == 1 && parts_[0].in_one == 1) return parts_[0].available.ToCurve(horizon_days);
  std::vector<Curve> curves;
  std::vector<Quantity> in_one;
  for (const Part& part : parts_) {
    curves.push_back(part.available.ToCurve(horizon_days));
    in_one.push_back(part.in_one);
  }
  return MinOver(curves, in_one);
}

}  // namespace atp
