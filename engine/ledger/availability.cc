#include "engine/ledger/availability.h"

#include <algorithm>
#include <utility>

#include "engine/atp/at_risk.h"
#include "engine/atp/confidence.h"
#include "engine/atp/lead_time.h"
#include "engine/atp/look_ahead.h"
#include "engine/atp/promise.h"

namespace atp {

PositionFacts PositionFacts::Of(PositionId id, const Position* position) {
  PositionFacts facts;
  facts.id = id;
  if (position == nullptr) return facts;
  facts.balances = position->balances();
  facts.supply = position->supply();
  facts.demand = position->demand();
  if (!position->quotas().empty()) facts.quotas = &position->quotas();
  return facts;
}

namespace {

// Rounded up; whole hundreds first, so that it cannot overflow. Requires 0 to 100 percent.
Quantity PercentOf(Quantity quantity, int32_t percent) {
  return quantity / 100 * percent + (quantity % 100 * percent + 99) / 100;
}

}  // namespace

Quantity ProtectedSafetyStock(const Rule& rule, Quantity safety_stock, const Asker& asker) {
  if (asker.is_emergency && rule.emergency_uses_safety_stock) return 0;
  return PercentOf(safety_stock, rule.safety_stock_protected_percent);
}

Availability::Availability(const Catalog& catalog, const PositionFacts& facts, const Asker& asker,
                           Day today, Micros now)
    : catalog_(catalog),
      choice_(catalog.rules().Find(facts.id)),
      source_(catalog.ages().Find(facts.id.location)),
      today_(today),
      now_(now),
      channel_(asker.channel),
      quotas_(facts.quotas),
      balances_(facts.balances),
      supply_(facts.supply) {
  const Quantity kept = ProtectedSafetyStock(rule(), balances_.safety_stock, asker);
  inputs_.opening = PromisableOnHand() - kept;
  inputs_.supply = supply_;
  inputs_.demand = facts.demand;
  inputs_.extra_demand = facts.extra_demand;
  if (TrustsFully()) return;
  trusted_ = TrustedAt(rule().reserve_level);
  inputs_.supply = trusted_;
}

Quantity Availability::PromisableOnHand() const {
  const Quantity sellable = balances_.on_hand - balances_.held;
  if (!IsAged()) return sellable;
  switch (source_->policy) {
    case AgePolicy::kMark:
      return sellable;
    case AgePolicy::kBuffer:
      return std::max<Quantity>(0,
                                sellable - PercentOf(balances_.on_hand, source_->buffer_percent));
    case AgePolicy::kUnknown:
      return 0;
  }
  return 0;
}

bool Availability::TrustsFully() const {
  return supply_.empty() || atp::TrustsFully(rule(), catalog_.supplier_trust());
}

std::vector<DatedSupply> Availability::TrustedAt(ConfidenceLevel level) const {
  return Discount(supply_, rule(), catalog_.supplier_trust(), level, today_);
}

Quantity Availability::UndividedOn(Day day) const { return AtpOn(inputs_, rule(), today_, day); }

QuotaSplit Availability::SplitOn(Day day) const {
  return QuotaSplit(quotas_, catalog_.channels(), today_, UndividedOn(day));
}

Quantity Availability::ShareOf(Quantity atp) const {
  if (!IsDivided()) return atp;
  return QuotaSplit(quotas_, catalog_.channels(), today_, atp).For(channel_);
}

Curve Availability::Shared(Curve curve) const {
  if (!IsDivided()) return curve;
  std::vector<Step> steps = curve.steps();
  for (Step& step : steps) step.atp = ShareOf(step.atp);
  return Curve(std::move(steps), curve.last_day());
}

Quantity Availability::On(Day day) const { return ShareOf(UndividedOn(day)); }

std::optional<Day> Availability::Earliest(Quantity quantity) const {
  if (IsDivided()) return ToCurve().Earliest(quantity);
  return atp::Earliest(inputs_, rule(), today_, quantity);
}

Curve Availability::ToCurve(int32_t horizon_days) const {
  if (horizon_days == 0) return Shared(BuildCurve(inputs_, rule(), today_));
  Rule longer = rule();
  longer.horizon_days = horizon_days;
  return Shared(BuildCurve(inputs_, longer, today_));
}

Quantity Availability::OnAt(ConfidenceLevel level, Day day) const {
  if (level == rule().reserve_level || TrustsFully()) return On(day);
  const std::vector<DatedSupply> rows = TrustedAt(level);
  Inputs inputs = inputs_;
  inputs.supply = rows;
  return ShareOf(AtpOn(inputs, rule(), today_, day));
}

Quantity Availability::ExceedsLookAheadBy(Day day, Quantity promised) const {
  if (rule().mode == AtpMode::kLookAhead) return 0;
  return ExceedsLookAhead(inputs_, rule(), today_, day, promised);
}

Quantity Availability::ShortBy() const {
  if (balances_.reserved == 0) return 0;
  return std::min(Shortage(InputsOfOldPromises(), BeforeLeadTime(rule()), today_),
                  balances_.reserved);
}

Inputs Availability::InputsOfOldPromises() const {
  Inputs inputs = inputs_;
  inputs.opening = balances_.on_hand - balances_.held;
  return inputs;
}

std::vector<struct AtRisk> Availability::PromisesAtRisk(const Position& position) const {
  std::vector<OpenDemand> open;
  open.reserve(position.promises().size());
  for (const auto& [key, quantity] : position.promises()) {
    open.push_back({key.day, key.reservation, key.line, quantity});
  }
  std::vector<struct AtRisk> at_risk;
  for (const auto& found :
       atp::AtRisk(InputsOfOldPromises(), open, BeforeLeadTime(rule()), today_)) {
    const OpenDemand& demand = found.demand;
    at_risk.push_back(
        {demand.reservation, demand.line, found.uncovered, found.until.value_or(kNoDay)});
  }
  return at_risk;
}

Quantity Availability::OverdueSupply() const {
  Inputs inputs = inputs_;
  inputs.supply = supply_;
  return atp::OverdueSupply(inputs, today_);
}

}  // namespace atp
