// Of the twin: by which rule a place promises, how many can be promised there, and who is short.

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/atp/exact_sum.h"
#include "engine/atp/slow_twin.h"
#include "tests/model/twin.h"

namespace atp {
namespace {

// What of safety stock is kept from who asks; rounded up to a unit.
Quantity Kept(const Rule& rule, Quantity safety_stock, bool is_emergency) {
  if (is_emergency && rule.emergency_uses_safety_stock) return 0;
  return (safety_stock * rule.safety_stock_protected_percent + 99) / 100;
}

// What is short after the lead time can still be ordered.
Rule UntilLeadTime(Rule rule) {
  if (rule.lead_time_days.has_value()) {
    rule.horizon_days = std::min(rule.horizon_days, *rule.lead_time_days);
    rule.lead_time_days.reset();
  }
  return rule;
}

}  // namespace

const Rule& Twin::RuleAt(const Place& place) const {
  const std::string none;
  for (const auto& key : {Place(place.first, place.second), Place(place.first, none),
                          Place(none, place.second), Place(none, none)}) {
    const auto it = rules_.find(key);
    if (it != rules_.end()) return it->second;
  }
  return limits_.rule;
}

bool Twin::IsInHorizon(const Place& place, Day day) const {
  return day >= today_ && day < today_ + RuleAt(place).horizon_days;
}

std::vector<DatedSupply> Twin::SupplyRows(const Place& place) const {
  std::vector<DatedSupply> rows;
  for (const SupplyKey& key : maybe_open_supplies_) {
    const auto it = supplies_.find(key);
    if (it == supplies_.end() || !IsOpen(it->second.state) || it->second.place != place) continue;
    rows.push_back({it->second.day, it->second.open, it->second.state, key.kind});
  }
  return rows;
}

std::vector<DatedDemand> Twin::DemandRows(const Place& place) const {
  std::vector<DatedDemand> rows;
  for (const uint64_t number : maybe_open_reservations_) {
    for (const TwinReservation::Line& line : reservations_.at(number).lines) {
      if (line.open > 0 && line.place == place) rows.push_back({line.day, line.open});
    }
  }
  return rows;
}

std::vector<Quantity> Twin::UndividedByDay(const Place& place, bool is_emergency) const {
  const auto it = stock_.find(place);
  const Counted stock = it == stock_.end() ? Counted() : it->second;
  const Rule& rule = RuleAt(place);
  const std::vector<DatedSupply> supply = SupplyRows(place);
  const std::vector<DatedDemand> demand = DemandRows(place);
  const Quantity opening =
      stock.on_hand - stock.held - Kept(rule, stock.safety_stock, is_emergency);
  std::vector<Quantity> atp;
  for (const ExactSum exact : SlowAtp({opening, supply, demand, {}}, rule, today_)) {
    atp.push_back(Saturate(exact));
  }
  return atp;
}

TwinStock Twin::StockAt(const Place& place) const {
  TwinStock stock;
  stock.balances = BalancesAt(place);
  if (stock.balances.reserved == 0) return stock;

  // Safety stock is eaten before a promise is broken.
  const Rule rule = UntilLeadTime(RuleAt(place));
  const std::vector<DatedSupply> supply = SupplyRows(place);
  const std::vector<DatedDemand> demand = DemandRows(place);
  const Quantity opening = stock.balances.on_hand - stock.balances.held;
  const auto projected = SlowProjected({opening, supply, demand, {}}, rule, today_);
  const Quantity least = Saturate(*std::min_element(projected.begin(), projected.end()));
  stock.short_by = std::min(std::max<Quantity>(0, -least), stock.balances.reserved);
  if (stock.short_by == 0) return stock;

  // Older days and then older reservations keep their cover: each takes of what has come by its
  // day what nobody before it needs, then or later.
  std::map<std::tuple<Day, uint64_t, uint32_t>, Quantity> by_rank;
  for (const uint64_t number : maybe_open_reservations_) {
    const auto& lines = reservations_.at(number).lines;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].open == 0 || lines[i].place != place) continue;
      by_rank[{lines[i].day, number, static_cast<uint32_t>(i)}] = lines[i].open;
    }
  }
  std::vector<ExactSum> left = SlowProjected({opening, supply, {}, {}}, rule, today_);
  for (const auto& [rank, open] : by_rank) {
    const auto& [day, number, line] = rank;
    // The day on which it counts is the first whose balance it lowers.
    const std::vector<DatedDemand> alone = {{day, 1}};
    const std::vector<ExactSum> lowered = SlowProjected({0, {}, alone, {}}, rule, today_);
    const auto first = std::find(lowered.begin(), lowered.end(), ExactSum{-1}) - lowered.begin();
    if (first == static_cast<std::ptrdiff_t>(lowered.size())) continue;
    const Quantity there = Saturate(*std::min_element(left.begin() + first, left.end()));
    const Quantity cover = std::min(open, std::max<Quantity>(0, there));
    for (size_t i = first; i < left.size(); ++i) left[i] -= cover;
    if (cover < open) stock.at_risk[{number, line}] = open - cover;
  }
  return stock;
}

}  // namespace atp
