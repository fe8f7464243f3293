// Of the twin: what is where, what moves it, and what of it can be promised.

#include <algorithm>
#include <map>
#include <tuple>

#include "tests/model/twin.h"

namespace atp {
namespace {

bool MakesItemKnown(Cause cause) {
  return cause == Cause::kReceive || cause == Cause::kReturn || cause == Cause::kCount ||
         cause == Cause::kSetSafetyStock;
}

}  // namespace

std::string Twin::ApplyMove(Cause cause, Quantity quantity, Counted* stock) const {
  const Quantity sellable = stock->on_hand - stock->held;
  switch (cause) {
    case Cause::kReceive:
    case Cause::kReturn:
      stock->on_hand += quantity;
      stock->moved += quantity;
      return "";
    case Cause::kIssue:
      if (quantity > sellable) return "INSUFFICIENT_ON_HAND";
      stock->on_hand -= quantity;
      stock->moved -= quantity;
      return "";
    case Cause::kAdjust:
      if (stock->on_hand + quantity < 0) return "INSUFFICIENT_ON_HAND";
      stock->on_hand += quantity;
      stock->moved += quantity;
      stock->held = std::min(stock->held, stock->on_hand);
      return "";
    case Cause::kCount:
      stock->on_hand = quantity;
      stock->held = std::min(stock->held, stock->on_hand);
      return "";
    case Cause::kHold:
      if (quantity > sellable) return "INSUFFICIENT_ON_HAND";
      stock->held += quantity;
      return "";
    case Cause::kUnhold:
      if (quantity > stock->held) return "INSUFFICIENT_HELD";
      stock->held -= quantity;
      return "";
    case Cause::kSetSafetyStock:
      stock->safety_stock = quantity;
      return "";
    default:
      return "NOT_A_MOVEMENT";
  }
}

std::string Twin::Apply(const MoveStock& action, TwinAnswer* answer) {
  answer->cause = action.cause;
  for (const StockLine& line : action.lines) {
    const Place place{line.item, line.location};
    if (MakesItemKnown(action.cause)) MakeKnown(place);
    const std::string unknown = FindPlace(place);
    if (!unknown.empty()) return unknown;
    const std::string refused = ApplyMove(action.cause, line.quantity, &ChangeStock(place));
    if (!refused.empty()) return refused;
  }
  return "";
}

std::string Twin::Apply(const ApplySnapshot&, TwinAnswer*) { return "NOT_MODELLED"; }

void Twin::NameLocations(const Action& action) {
  if (const auto* move = std::get_if<MoveStock>(&action)) {
    if (!MakesItemKnown(move->cause)) return;
    for (const StockLine& line : move->lines) locations_.insert(line.location);
  } else if (const auto* transfer = std::get_if<TransferStock>(&action)) {
    locations_.insert(transfer->to);
  } else if (const auto* set = std::get_if<SetSupply>(&action)) {
    for (const SupplyLine& line : set->lines) locations_.insert(line.location);
  }
}

std::string Twin::FindPlace(const Place& place) const {
  if (items_.count(place.first) == 0) return "UNKNOWN_ITEM";
  return locations_.count(place.second) == 0 ? "UNKNOWN_LOCATION" : "";
}

void Twin::MakeKnown(const Place& place) {
  Change(&items_, place.first) = true;
  ChangeStock(place);
}

Twin::Counted& Twin::ChangeStock(const Place& place) {
  before_.try_emplace(place, BalancesAt(place));
  return Change(&stock_, place);
}

Balances Twin::BalancesAt(const Place& place) const {
  Balances balances;
  const auto it = stock_.find(place);
  if (it != stock_.end()) {
    balances.on_hand = it->second.on_hand;
    balances.held = it->second.held;
    balances.safety_stock = it->second.safety_stock;
    balances.moved = it->second.moved;
  }
  for (const uint64_t number : maybe_open_reservations_) {
    for (const TwinReservation::Line& line : reservations_.at(number).lines) {
      if (line.place == place) balances.reserved += line.open;
    }
  }
  for (const SupplyKey& key : maybe_open_supplies_) {
    const auto supply = supplies_.find(key);
    if (supply == supplies_.end() || supply->second.place != place) continue;
    (supply->second.state == SupplyState::kShipped ? balances.in_transit : balances.on_order) +=
        supply->second.open;
  }
  return balances;
}

std::vector<Quantity> Twin::ProjectedByDay(const Place& place, Quantity opening) const {
  std::vector<Quantity> projected(limits_.horizon_days, opening);
  // From its day on, every balance has it.
  const auto add = [&](Day day, Quantity quantity) {
    for (int32_t i = 0; i < limits_.horizon_days; ++i) {
      if (today_ + i >= day) projected[i] += quantity;
    }
  };
  for (const SupplyKey& key : maybe_open_supplies_) {
    const auto it = supplies_.find(key);
    if (it == supplies_.end() || it->second.place != place) continue;
    const TwinSupply& supply = it->second;
    // Neither what no supplier has confirmed nor what is late is counted on.
    if (supply.state == SupplyState::kOrdered || supply.day < today_) continue;
    add(supply.day, supply.open);
  }
  for (const uint64_t number : maybe_open_reservations_) {
    for (const TwinReservation::Line& line : reservations_.at(number).lines) {
      if (line.place == place) add(line.day, -line.open);
    }
  }
  return projected;
}

std::vector<Quantity> Twin::AtpByDay(const Place& place) const {
  const auto it = stock_.find(place);
  const Counted stock = it == stock_.end() ? Counted() : it->second;
  std::vector<Quantity> atp =
      ProjectedByDay(place, stock.on_hand - stock.held - stock.safety_stock);
  for (size_t i = atp.size() - 1; i > 0; --i) atp[i - 1] = std::min(atp[i - 1], atp[i]);
  return atp;
}

TwinStock Twin::StockAt(const Place& place) const {
  TwinStock stock;
  stock.balances = BalancesAt(place);
  if (stock.balances.reserved == 0) return stock;

  // Safety stock is eaten before a promise is broken.
  const Quantity opening = stock.balances.on_hand - stock.balances.held;
  const std::vector<Quantity> projected = ProjectedByDay(place, opening);
  const Quantity least = *std::min_element(projected.begin(), projected.end());
  stock.short_by = std::min(std::max<Quantity>(0, -least), stock.balances.reserved);
  if (stock.short_by == 0) return stock;

  // Older days and then older reservations keep their cover.
  std::map<std::tuple<Day, uint64_t, uint32_t>, Quantity> by_rank;
  for (const uint64_t number : maybe_open_reservations_) {
    const auto& lines = reservations_.at(number).lines;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].place != place || lines[i].open == 0) continue;
      by_rank[{lines[i].day, number, static_cast<uint32_t>(i)}] = lines[i].open;
    }
  }
  Quantity covered = 0;
  for (const auto& [rank, open] : by_rank) {
    const auto& [day, number, line] = rank;
    Quantity come = opening;
    for (const SupplyKey& key : maybe_open_supplies_) {
      const auto it = supplies_.find(key);
      if (it == supplies_.end() || it->second.place != place) continue;
      const TwinSupply& supply = it->second;
      if (supply.state == SupplyState::kOrdered || supply.day < today_) continue;
      if (supply.day <= std::max(day, today_)) come += supply.open;
    }
    const Quantity cover = std::min(open, std::max<Quantity>(0, come - covered));
    covered += cover;
    if (cover < open) stock.at_risk[{number, line}] = open - cover;
  }
  return stock;
}

std::vector<Place> Twin::Places() const {
  std::vector<Place> places;
  for (const auto& [place, stock] : stock_) places.push_back(place);
  return places;
}

}  // namespace atp
