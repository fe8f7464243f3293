// Of the plain ledger: what is where, what is to come, and what moves it.

#include <algorithm>

#include "tests/simulation/plain_ledger.h"

namespace atp::simulation {

std::string PlainLedger::Move(Cause cause, Quantity quantity, Stock* stock) {
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

PlainAnswer PlainLedger::Do(const MoveStock& action, Micros, ReservationId) {
  PlainAnswer answer;
  answer.cause = action.cause;
  std::map<Place, Stock> stock;
  for (const StockLine& line : action.lines) {
    const Place place{line.item, line.location};
    const auto known = stock_.find(place);
    const Stock before = known == stock_.end() ? Stock() : known->second;
    Stock& at = stock.try_emplace(place, before).first->second;
    const std::string refused = Move(action.cause, line.quantity, &at);
    if (!refused.empty()) return Refuse(refused);
  }
  for (const auto& [place, at] : stock) {
    stock_[place] = at;
    answer.touched[place];
  }
  return answer;
}

void PlainLedger::Stamp(Sequence sequence, const PlainAnswer& answer) {
  constexpr size_t kRemembered = 24;
  for (const auto& [place, balances] : answer.touched) {
    Stock& stock = stock_[place];
    if (answer.cause == Cause::kCount) stock.counted_at = sequence;
    auto& moved_at = stock.moved_at;
    if (!moved_at.empty() && moved_at.back().second == stock.moved) continue;
    moved_at.emplace_back(sequence, stock.moved);
    if (moved_at.size() > kRemembered) moved_at.erase(moved_at.begin());
  }
}

std::optional<Quantity> PlainLedger::MovedSince(const Place& place, Sequence sequence) const {
  const Stock& stock = stock_.at(place);
  for (auto it = stock.moved_at.rbegin(); it != stock.moved_at.rend(); ++it) {
    if (it->first <= sequence) return stock.moved - it->second;
  }
  return std::nullopt;
}

// What the ERP counted, and what has moved since: no order in flight is undone.
std::string PlainLedger::Count(const SnapshotRow& row, Sequence reflects, Stock* stock) const {
  if (row.on_hand < 0) return "QUANTITY_NEGATIVE";
  if (stock->counted_at > reflects) return "SUPERSEDED_BY_LATER_COUNT";
  const Quantity on_hand = row.on_hand + *MovedSince({row.item, row.location}, reflects);
  if (on_hand < 0) return "MOVEMENTS_EXCEED_COUNT";
  stock->on_hand = on_hand;
  stock->held = std::min(stock->held, on_hand);
  stock->counted_at = reflects;
  return "";
}

PlainAnswer PlainLedger::Do(const ApplySnapshot& action, Micros, ReservationId) {
  if (action.reflects < reflected_) return Refuse("SNAPSHOT_OLDER");
  reflected_ = action.reflects;
  PlainAnswer answer;
  answer.cause = Cause::kSnapshot;
  for (const SnapshotRow& row : action.rows) {
    const Place place{row.item, row.location};
    Stock& stock = stock_.at(place);
    PlainAnswer::Counted& counted = answer.counted.emplace_back();
    counted.before = stock.on_hand;
    counted.set_aside = row.on_hand >= 0 && answer.touched.count(place) > 0
                            ? "DUPLICATE_ROW"
                            : Count(row, action.reflects, &stock);
    counted.after = stock.on_hand;
    if (counted.set_aside.empty()) answer.touched[place];
  }
  return answer;
}

PlainAnswer PlainLedger::Do(const TransferStock& action, Micros now, ReservationId) {
  const SupplyKey key{SupplyKind::kTransfer, action.document, action.line};
  if (supplies_.count(key) > 0) return Refuse("SUPPLY_EXISTS");
  const Place from{action.item, action.from};
  const Place to{action.item, action.to};
  Stock& stock = stock_.at(from);
  if (action.quantity > stock.on_hand - stock.held) return Refuse("INSUFFICIENT_ON_HAND");
  stock.on_hand -= action.quantity;
  stock.moved -= action.quantity;
  const Day day = action.arrival == kNoDay ? DayOf(now) : action.arrival;
  supplies_[key] = {to, SupplyState::kShipped, day, action.quantity, action.quantity, 0};
  PlainAnswer answer;
  answer.cause = Cause::kTransfer;
  answer.touched = {{from, {}}, {to, {}}};
  return answer;
}

std::string PlainLedger::FindOpenSupply(const SupplyKey& key) const {
  const auto it = supplies_.find(key);
  if (it == supplies_.end()) return "UNKNOWN_SUPPLY";
  return IsOpen(it->second.state) ? "" : "SUPPLY_CLOSED";
}

PlainAnswer PlainLedger::Do(const SetSupply& action, Micros, ReservationId) {
  PlainAnswer answer;
  answer.cause = Cause::kSetSupply;
  std::map<SupplyKey, PlainSupply> changed;
  for (const SupplyLine& line : action.lines) {
    const auto it = supplies_.find(line.key);
    PlainSupply supply = it == supplies_.end() ? PlainSupply() : it->second;
    if (it != supplies_.end() && supply.place.first != line.item) {
      return Refuse("SUPPLY_ITEM_CHANGED");
    }
    if (!IsOpen(supply.state)) return Refuse("SUPPLY_CLOSED");
    if (it != supplies_.end()) answer.touched[supply.place];
    supply.place = {line.item, line.location};
    answer.touched[supply.place];
    supply.state = line.state;
    supply.day = line.day;
    supply.quantity = line.quantity;
    supply.open = std::max<Quantity>(0, supply.quantity - supply.received);
    changed[line.key] = supply;
  }
  for (const auto& [key, supply] : changed) supplies_[key] = supply;
  return answer;
}

PlainAnswer PlainLedger::Do(const ReceiveSupply& action, Micros, ReservationId) {
  PlainAnswer answer;
  answer.cause = Cause::kReceiveSupply;
  const ReceiptLine& line = action.lines.at(0);
  const std::string missing = FindOpenSupply(line.key);
  if (!missing.empty()) return Refuse(missing);
  PlainSupply& supply = supplies_.at(line.key);
  stock_[supply.place].on_hand += line.quantity;
  stock_[supply.place].moved += line.quantity;
  supply.received += line.quantity;
  supply.open = std::max<Quantity>(0, supply.quantity - supply.received);
  if (line.close || supply.open == 0) {
    supply.state = SupplyState::kReceived;
    supply.open = 0;
  }
  answer.touched[supply.place];
  return answer;
}

PlainAnswer PlainLedger::Do(const CancelSupply& action, Micros, ReservationId) {
  PlainAnswer answer;
  answer.cause = Cause::kCancelSupply;
  const SupplyKey& key = action.keys.at(0);
  const std::string missing = FindOpenSupply(key);
  if (!missing.empty()) return Refuse(missing);
  supplies_.at(key).state = SupplyState::kCancelled;
  supplies_.at(key).open = 0;
  answer.touched[supplies_.at(key).place];
  return answer;
}

}  // namespace atp::simulation
