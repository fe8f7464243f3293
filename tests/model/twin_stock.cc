// Of the twin: what is where, and what moves it.

#include <algorithm>

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
      if (line.open > 0 && line.place == place) balances.reserved += line.open;
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

std::vector<Place> Twin::Places() const {
  std::vector<Place> places;
  for (const auto& [place, stock] : stock_) places.push_back(place);
  return places;
}

}  // namespace atp
