// Of the twin: what is to come, by its documents.

#include <algorithm>

#include "tests/model/twin.h"

namespace atp {
namespace {

// Of what the document says, what is still to come.
Quantity StillToCome(const TwinSupply& supply) {
  return std::max<Quantity>(0, supply.quantity - supply.received - supply.shipped);
}

// What an ASN has taken from the commitment that it ships.
Quantity TakenByAsn(const TwinSupply& asn) { return asn.received + asn.open; }

}  // namespace

std::string Twin::Apply(const TransferStock& action, TwinAnswer* answer) {
  answer->cause = Cause::kTransfer;
  const Place from{action.item, action.from};
  const Place to{action.item, action.to};
  const std::string unknown = FindPlace(from);
  if (!unknown.empty()) return unknown;
  const SupplyKey key{SupplyKind::kTransfer, action.document, action.line};
  if (supplies_.count(key) > 0) return "SUPPLY_EXISTS";
  Counted& stock = ChangeStock(from);
  if (action.quantity > stock.on_hand - stock.held) return "INSUFFICIENT_ON_HAND";
  stock.on_hand -= action.quantity;
  stock.moved -= action.quantity;
  MakeKnown(to);
  TwinSupply& supply = ChangeSupply(key);
  supply.place = to;
  supply.state = SupplyState::kShipped;
  supply.day = action.arrival == kNoDay ? today_ : action.arrival;
  supply.quantity = action.quantity;
  supply.open = action.quantity;
  return "";
}

std::string Twin::ShiftOrder(const TwinSupply& asn, Quantity taken) {
  if (asn.order_document.empty() || taken == 0) return "";
  const SupplyKey key{SupplyKind::kCommitment, asn.order_document, asn.order_line};
  const auto it = supplies_.find(key);
  if (it == supplies_.end()) return "UNKNOWN_SUPPLY";
  if (it->second.place.first != asn.place.first) return "SUPPLY_ITEM_CHANGED";
  TwinSupply& order = ChangeSupply(key);
  order.shipped += taken;
  if (IsOpen(order.state)) order.open = StillToCome(order);
  return "";
}

std::string Twin::Apply(const SetSupply& action, TwinAnswer* answer) {
  answer->cause = Cause::kSetSupply;
  for (const SupplyLine& line : action.lines) {
    const Place place{line.item, line.location};
    const auto it = supplies_.find(line.key);
    if (it != supplies_.end()) {
      if (it->second.place.first != line.item) return "SUPPLY_ITEM_CHANGED";
      if (!IsOpen(it->second.state)) return "SUPPLY_CLOSED";
    }
    const TwinSupply before = it == supplies_.end() ? TwinSupply() : it->second;
    MakeKnown(place);
    TwinSupply& supply = ChangeSupply(line.key);
    supply.place = place;
    supply.state = line.key.kind == SupplyKind::kAsn ? SupplyState::kShipped : line.state;
    supply.day = line.day;
    supply.quantity = line.quantity;
    supply.open = StillToCome(supply);
    supply.order_document = line.order_document;
    supply.order_line = line.order_line;
    std::string refused = ShiftOrder(before, -TakenByAsn(before));
    if (refused.empty()) refused = ShiftOrder(supply, TakenByAsn(supply));
    if (!refused.empty()) return refused;
  }
  return "";
}

std::string Twin::FindOpenSupply(const SupplyKey& key) const {
  const auto it = supplies_.find(key);
  if (it == supplies_.end()) return "UNKNOWN_SUPPLY";
  return IsOpen(it->second.state) ? "" : "SUPPLY_CLOSED";
}

std::string Twin::Apply(const ReceiveSupply& action, TwinAnswer* answer) {
  answer->cause = Cause::kReceiveSupply;
  for (const ReceiptLine& line : action.lines) {
    const std::string missing = FindOpenSupply(line.key);
    if (!missing.empty()) return missing;
    TwinSupply& supply = ChangeSupply(line.key);
    Counted& stock = ChangeStock(supply.place);
    const Quantity taken_before = TakenByAsn(supply);
    stock.on_hand += line.quantity;
    stock.moved += line.quantity;
    supply.received += line.quantity;
    supply.open = StillToCome(supply);
    if (line.close || supply.open == 0) {
      supply.state = SupplyState::kReceived;
      supply.open = 0;
    }
    const std::string refused = ShiftOrder(supply, TakenByAsn(supply) - taken_before);
    if (!refused.empty()) return refused;
    if (!IsOpen(supply.state)) CloseOrderOf(supply);
  }
  return "";
}

void Twin::CloseOrderOf(const TwinSupply& asn) {
  if (asn.order_document.empty()) return;
  const SupplyKey key{SupplyKind::kCommitment, asn.order_document, asn.order_line};
  const auto it = supplies_.find(key);
  if (it == supplies_.end() || !IsOpen(it->second.state) || it->second.open > 0) return;
  for (const auto& [other_key, other] : supplies_) {
    if (IsOpen(other.state) && other.order_document == asn.order_document &&
        other.order_line == asn.order_line) {
      return;
    }
  }
  ChangeSupply(key).state = SupplyState::kReceived;
}

std::string Twin::Apply(const CancelSupply& action, TwinAnswer* answer) {
  answer->cause = Cause::kCancelSupply;
  for (const SupplyKey& key : action.keys) {
    const std::string missing = FindOpenSupply(key);
    if (!missing.empty()) return missing;
    TwinSupply& supply = ChangeSupply(key);
    const Quantity never_came = supply.open;
    supply.state = SupplyState::kCancelled;
    supply.open = 0;
    const std::string refused = ShiftOrder(supply, -never_came);
    if (!refused.empty()) return refused;
  }
  return "";
}

TwinSupply& Twin::ChangeSupply(const SupplyKey& key) {
  const auto it = supplies_.find(key);
  if (it != supplies_.end()) ChangeStock(it->second.place);
  maybe_open_supplies_.insert(key);
  return Change(&supplies_, key);
}

Quantity Twin::OverdueSupplyAt(const Place& place) const {
  Quantity overdue = 0;
  for (const auto& [key, supply] : supplies_) {
    if (supply.place == place && supply.day < today_) overdue += supply.open;
  }
  return overdue;
}

}  // namespace atp
