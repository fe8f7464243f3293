#include "tests/simulation/plain_ledger.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace atp::simulation {

PlainAnswer PlainLedger::Execute(const Action& action, Micros now, ReservationId fresh) {
  const std::set<Place> places = PlacesOf(action);
  PlainAnswer answer = std::visit([&](const auto& a) { return Do(a, now, fresh); }, action);
  if (!answer.reason.empty()) return answer;
  ExpireAt(places, now);
  for (auto& [place, balances] : answer.touched) balances = BalancesAt(place, now);
  return answer;
}

PlainAnswer PlainLedger::Refuse(std::string reason) {
  PlainAnswer answer;
  answer.reason = std::move(reason);
  return answer;
}

// What the engine must lock to do it, so that what is due there is settled first.
std::set<Place> PlainLedger::PlacesOf(const Action& action) const {
  std::set<Place> places;
  const auto add = [&](const auto& lines) {
    for (const auto& line : lines) places.insert({line.item, line.location});
  };
  const auto add_supply = [&](const SupplyKey& key) {
    const auto it = supplies_.find(key);
    if (it != supplies_.end()) places.insert(it->second.place);
  };
  if (const auto* reserve = std::get_if<Reserve>(&action)) add(reserve->lines);
  if (const auto* move = std::get_if<MoveStock>(&action)) add(move->lines);
  if (const auto* snapshot = std::get_if<ApplySnapshot>(&action)) add(snapshot->rows);
  if (const auto* transfer = std::get_if<TransferStock>(&action)) {
    places = {{transfer->item, transfer->from}, {transfer->item, transfer->to}};
  }
  if (const auto* set = std::get_if<SetSupply>(&action)) {
    add(set->lines);
    for (const SupplyLine& line : set->lines) add_supply(line.key);
  }
  if (const auto* receive = std::get_if<ReceiveSupply>(&action)) {
    for (const ReceiptLine& line : receive->lines) add_supply(line.key);
  }
  if (const auto* cancel = std::get_if<CancelSupply>(&action)) {
    for (const SupplyKey& key : cancel->keys) add_supply(key);
  }
  if (const auto* change = std::get_if<ChangeReservation>(&action)) {
    const auto it = open_.find(change->reservation);
    if (it != open_.end()) {
      for (const auto& line : it->second.lines) places.insert(line.place);
    }
  }
  return places;
}

void PlainLedger::ExpireAt(const std::set<Place>& places, Micros now) {
  std::vector<ReservationId> due;
  for (const auto& [id, reservation] : open_) {
    if (!IsOver(reservation, now)) continue;
    bool is_concerned = false;
    // A place of which nothing is held knows nothing of it.
    for (const auto& line : reservation.lines) {
      is_concerned |= line.open > 0 && places.count(line.place) > 0;
    }
    if (is_concerned) due.push_back(id);
  }
  for (const ReservationId id : due) Expire(id, &open_.at(id));
}

void PlainLedger::ExpireUpTo(Micros now) {
  std::vector<ReservationId> due;
  for (const auto& [id, reservation] : open_) {
    if (IsOver(reservation, now)) due.push_back(id);
  }
  for (const ReservationId id : due) Expire(id, &open_.at(id));
  for (auto it = resolved_.begin(); it != resolved_.end();) {
    const bool is_old = it->second.resolved <= now - 2 * limits_.resolved_window;
    if (is_old) last_forgotten_ = std::max(last_forgotten_, it->first);
    it = is_old ? resolved_.erase(it) : std::next(it);
  }
}

void PlainLedger::Expire(ReservationId id, PlainReservation* reservation) {
  reservation->state = ReservationState::kExpired;
  reservation->resolved = reservation->deadline;
  for (auto& line : reservation->lines) {
    line.released += line.open;
    line.open = 0;
  }
  Resolve(id);
}

void PlainLedger::Resolve(ReservationId id) { resolved_.insert(open_.extract(id)); }

std::vector<Quantity> PlainLedger::LeastFrom(const Place& place, Micros now, Quantity opening,
                                             const std::vector<Taken>& taken) const {
  // What comes and goes on each day of the horizon; what is late goes today, and does not come.
  const Day today = DayOf(now);
  std::vector<Quantity> projected(limits_.horizon_days, 0);
  const auto add = [&](Day day, Quantity quantity) {
    if (day < today + limits_.horizon_days) projected[day - today] += quantity;
  };
  add(today, opening);
  for (const auto& [key, supply] : supplies_) {
    if (supply.place != place || supply.day < today) continue;
    const bool counts =
        supply.state == SupplyState::kAcknowledged || supply.state == SupplyState::kShipped;
    if (counts) add(supply.day, supply.open);
  }
  for (const auto& [id, reservation] : open_) {
    if (IsOver(reservation, now)) continue;
    for (const auto& line : reservation.lines) {
      if (line.place == place) add(std::max(line.day, today), -line.open);
    }
  }
  for (const Taken& row : taken) {
    if (row.place == place) add(std::max(row.day, today), -row.quantity);
  }
  for (size_t t = 1; t < projected.size(); ++t) projected[t] += projected[t - 1];
  for (size_t t = projected.size() - 1; t > 0; --t) {
    projected[t - 1] = std::min(projected[t - 1], projected[t]);
  }
  return projected;
}

std::vector<Quantity> PlainLedger::AtpByDay(const Place& place, Micros now,
                                            const std::vector<Taken>& taken) const {
  const auto it = stock_.find(place);
  const Stock stock = it == stock_.end() ? Stock() : it->second;
  return LeastFrom(place, now, stock.on_hand - stock.held - stock.safety_stock, taken);
}

std::vector<Quantity> PlainLedger::AtpByDay(const Place& place, Micros now) const {
  return AtpByDay(place, now, {});
}

Quantity PlainLedger::ShortAt(const Place& place, Micros now) const {
  const Stock& stock = stock_.at(place);
  const Quantity least = LeastFrom(place, now, stock.on_hand - stock.held, {})[0];
  return std::min(std::max<Quantity>(0, -least), BalancesAt(place, now).reserved);
}

Balances PlainLedger::BalancesAt(const Place& place, Micros now) const {
  Balances balances;
  const auto it = stock_.find(place);
  if (it != stock_.end()) {
    balances.on_hand = it->second.on_hand;
    balances.held = it->second.held;
    balances.safety_stock = it->second.safety_stock;
    balances.moved = it->second.moved;
  }
  for (const auto& [id, reservation] : open_) {
    if (IsOver(reservation, now)) continue;
    for (const auto& line : reservation.lines) {
      if (line.place == place) balances.reserved += line.open;
    }
  }
  for (const auto& [key, supply] : supplies_) {
    if (supply.place != place) continue;
    (supply.state == SupplyState::kShipped ? balances.in_transit : balances.on_order) +=
        supply.open;
  }
  return balances;
}

std::vector<Micros> PlainLedger::DeadlinesIn(Micros from, Micros to) const {
  std::vector<Micros> deadlines;
  for (const auto& [id, reservation] : open_) {
    const bool is_held = reservation.state == ReservationState::kHeld;
    if (is_held && reservation.deadline > from && reservation.deadline <= to) {
      deadlines.push_back(reservation.deadline);
    }
  }
  return deadlines;
}

bool PlainLedger::HasDeadlineIn(const Place& place, Micros from, Micros to) const {
  for (const auto& [id, reservation] : open_) {
    if (reservation.state != ReservationState::kHeld) continue;
    if (reservation.deadline <= from || reservation.deadline > to) continue;
    for (const auto& line : reservation.lines) {
      if (line.place == place) return true;
    }
  }
  return false;
}

std::vector<Place> PlainLedger::Places() const {
  std::vector<Place> places;
  for (const auto& [place, stock] : stock_) places.push_back(place);
  return places;
}

}  // namespace atp::simulation
