#include "tests/model/twin.h"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace atp {
namespace {

// Writes an action as text, field by field.
class Writer {
 public:
  std::string Take() { return out_.str(); }

  void operator()(const Reserve& a) {
    out_ << "reserve mode=" << static_cast<int>(a.mode) << " hold_for=" << a.hold_for
         << " confirm=" << a.confirm << " reference=" << a.reference;
    for (const ReserveLine& line : a.lines) {
      Line(line.item, line.location, line.quantity);
      DayIs(line.day);
    }
  }
  void operator()(const ChangeReservation& a) {
    out_ << "change verb=" << static_cast<int>(a.verb) << " reservation=" << a.reservation
         << " hold_for=" << a.hold_for;
    for (const LinePart& part : a.parts) out_ << " [" << part.line << " x" << part.quantity << "]";
  }
  void operator()(const MoveStock& a) {
    out_ << CauseName(a.cause) << " note=" << a.note;
    for (const StockLine& line : a.lines) Line(line.item, line.location, line.quantity);
  }
  void operator()(const TransferStock& a) {
    out_ << "transfer to=" << a.to << " document=" << a.document << "/" << a.line
         << " note=" << a.note;
    DayIs(a.arrival);
    Line(a.item, a.from, a.quantity);
  }
  void operator()(const SetSupply& a) {
    out_ << "set_supply";
    for (const SupplyLine& line : a.lines) {
      Key(line.key);
      Line(line.item, line.location, line.quantity);
      DayIs(line.day);
      out_ << " state=" << static_cast<int>(line.state) << " order=" << line.order_document << "/"
           << line.order_line;
    }
  }
  void operator()(const ReceiveSupply& a) {
    out_ << "receive_supply note=" << a.note;
    for (const ReceiptLine& line : a.lines) {
      Key(line.key);
      out_ << " x" << line.quantity << (line.close ? " close" : "");
    }
  }
  void operator()(const CancelSupply& a) {
    out_ << "cancel_supply note=" << a.note;
    for (const SupplyKey& key : a.keys) Key(key);
  }
  void operator()(const ApplySnapshot& a) { out_ << "snapshot " << a.snapshot_id; }
  void operator()(const Configure& a) {
    out_ << "configure " << a.request_window << " " << a.resolved_window;
  }

 private:
  void Line(const std::string& item, const std::string& location, Quantity quantity) {
    out_ << " [" << item << "@" << location << " x" << quantity << "]";
  }
  void Key(const SupplyKey& key) {
    out_ << " " << static_cast<int>(key.kind) << ":" << key.document << "/" << key.line;
  }
  void DayIs(Day day) {
    out_ << " day=";
    day == kNoDay ? out_ << "unset" : out_ << day;
  }

  std::ostringstream out_;
};

// The first reason, if any, in the order given.
std::string First(const std::vector<std::string>& reasons) {
  for (const std::string& reason : reasons) {
    if (!reason.empty()) return reason;
  }
  return "";
}

std::string CheckKeyText(const std::string& key) {
  if (key.empty()) return "KEY_EMPTY";
  return key.size() > 64 ? "KEY_TOO_LONG" : "";
}
std::string CheckPositive(Quantity quantity) {
  return quantity <= 0 ? "QUANTITY_NOT_POSITIVE" : "";
}
std::string CheckNotNegative(Quantity quantity) { return quantity < 0 ? "QUANTITY_NEGATIVE" : ""; }
std::string CheckSupplyKey(const SupplyKey& key) {
  return First({CheckKeyText(key.document), key.line == 0 ? "FIELD_OUT_OF_RANGE" : ""});
}
template <typename Lines>
std::string CheckLines(const Lines& lines) {
  if (lines.empty()) return "NO_LINES";
  return lines.size() > 1000 ? "TOO_MANY_LINES" : "";
}

bool MakesItemKnown(Cause cause) {
  return cause == Cause::kReceive || cause == Cause::kReturn || cause == Cause::kCount ||
         cause == Cause::kSetSafetyStock;
}

// Of what the document says, what is still to come.
Quantity StillToCome(const TwinSupply& supply) {
  return std::max<Quantity>(0, supply.quantity - supply.received - supply.shipped);
}

// What an ASN has taken from the commitment that it ships.
Quantity TakenByAsn(const TwinSupply& asn) { return asn.received + asn.open; }

}  // namespace

std::string TextOf(const Action& action) {
  Writer writer;
  std::visit(writer, action);
  return writer.Take();
}

template <typename Map>
typename Map::mapped_type& Twin::Change(Map* map, const typename Map::key_type& key) {
  const auto it = map->find(key);
  if (it == map->end()) {
    undo_.push_back([map, key] { map->erase(key); });
  } else {
    undo_.push_back([map, key, old = it->second] { (*map)[key] = old; });
  }
  return (*map)[key];
}

Twin::Counted& Twin::ChangeStock(const Place& place) {
  before_.try_emplace(place, BalancesAt(place));
  return Change(&stock_, place);
}

TwinSupply& Twin::ChangeSupply(const SupplyKey& key) {
  const auto it = supplies_.find(key);
  if (it != supplies_.end()) ChangeStock(it->second.place);
  maybe_open_supplies_.insert(key);
  return Change(&supplies_, key);
}

void Twin::Undo() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) (*undo)();
}

void Twin::Expire(Micros now) {
  now_ = now;
  today_ = DayOf(now);
  for (auto it = maybe_open_reservations_.begin(); it != maybe_open_reservations_.end();) {
    TwinReservation& reservation = reservations_.at(*it);
    if (reservation.state == ReservationState::kHeld && reservation.deadline <= now) {
      reservation.state = ReservationState::kExpired;
      reservation.resolved = reservation.deadline;
      for (TwinReservation::Line& line : reservation.lines) {
        line.released += line.open;
        line.open = 0;
      }
    }
    it = IsOpen(reservation.state) ? std::next(it) : maybe_open_reservations_.erase(it);
  }
  for (auto it = maybe_open_supplies_.begin(); it != maybe_open_supplies_.end();) {
    const auto supply = supplies_.find(*it);
    const bool is_open = supply != supplies_.end() && IsOpen(supply->second.state);
    it = is_open ? std::next(it) : maybe_open_supplies_.erase(it);
  }
}

TwinAnswer Twin::Execute(const std::string& request_id, const Action& action, bool validate_only,
                         Micros now) {
  Expire(now);
  TwinAnswer answer;
  answer.reason = Check(action);
  if (!answer.reason.empty()) return answer;
  const std::string body = TextOf(action);
  if (!validate_only) {
    NameLocations(action);
    const auto first = remembered_.find(request_id);
    if (first != remembered_.end() && first->second.time > now - limits_.request_window) {
      if (first->second.body != body) {
        answer.reason = "REQUEST_ID_REUSED";
        return answer;
      }
      answer = first->second.answer;
      answer.is_repeated = true;
      return answer;
    }
  }
  undo_.clear();
  before_.clear();
  const uint64_t last_reservation = last_reservation_;
  // A rehearsal knows the locations that the command would make known.
  const std::set<std::string> locations = locations_;
  if (validate_only) NameLocations(action);
  answer.reason = std::visit([&](const auto& a) { return Apply(a, &answer); }, action);
  if (answer.reason.empty()) {
    for (const auto& [place, before] : before_) {
      TwinStock& stock = answer.touched[place];
      stock = StockAt(place);
      stock.is_changed = stock.balances != before;
    }
  }
  if (!answer.reason.empty() || validate_only) {
    Undo();
    last_reservation_ = last_reservation;
    locations_ = locations;
    while (!maybe_open_reservations_.empty() &&
           *maybe_open_reservations_.rbegin() > last_reservation) {
      maybe_open_reservations_.erase(*maybe_open_reservations_.rbegin());
    }
    return answer;
  }
  remembered_[request_id] = {body, now, answer};
  return answer;
}

std::string Twin::Check(const Action& action) const {
  const auto check_hold = [&](Micros hold_for) {
    return std::string(hold_for < 0 || hold_for > limits_.hold_max ? "DEADLINE_OUT_OF_RANGE" : "");
  };
  std::vector<std::string> found;
  if (const auto* reserve = std::get_if<Reserve>(&action)) {
    found = {CheckLines(reserve->lines), check_hold(reserve->hold_for)};
    for (const ReserveLine& line : reserve->lines) {
      found.push_back(First(
          {CheckKeyText(line.item), CheckKeyText(line.location), CheckPositive(line.quantity)}));
    }
  } else if (const auto* change = std::get_if<ChangeReservation>(&action)) {
    found = {check_hold(change->hold_for)};
    for (const LinePart& part : change->parts) found.push_back(CheckPositive(part.quantity));
  } else if (const auto* move = std::get_if<MoveStock>(&action)) {
    found = {CheckLines(move->lines)};
    for (const StockLine& line : move->lines) {
      found.push_back(First({CheckKeyText(line.item), CheckKeyText(line.location)}));
      if (move->cause == Cause::kCount || move->cause == Cause::kSetSafetyStock) {
        found.push_back(CheckNotNegative(line.quantity));
      } else if (move->cause == Cause::kAdjust) {
        found.push_back(line.quantity == 0 ? "QUANTITY_NOT_POSITIVE" : "");
      } else {
        found.push_back(CheckPositive(line.quantity));
      }
    }
  } else if (const auto* transfer = std::get_if<TransferStock>(&action)) {
    found = {CheckKeyText(transfer->item),
             CheckKeyText(transfer->from),
             CheckKeyText(transfer->to),
             CheckKeyText(transfer->document),
             CheckPositive(transfer->quantity),
             transfer->line == 0 ? "FIELD_OUT_OF_RANGE" : "",
             transfer->from == transfer->to ? "SAME_LOCATION" : ""};
  } else if (const auto* set = std::get_if<SetSupply>(&action)) {
    found = {CheckLines(set->lines)};
    for (const SupplyLine& line : set->lines) {
      const bool is_asn = line.key.kind == SupplyKind::kAsn;
      found.push_back(First(
          {CheckSupplyKey(line.key), CheckKeyText(line.item), CheckKeyText(line.location),
           CheckPositive(line.quantity), line.day == kNoDay ? "DAY_MISSING" : "",
           line.key.kind == SupplyKind::kTransfer || !IsOpen(line.state) ? "SUPPLY_STATE_INVALID"
                                                                         : "",
           !is_asn && !line.order_document.empty() ? "FIELD_OUT_OF_RANGE" : ""}));
    }
  } else if (const auto* receive = std::get_if<ReceiveSupply>(&action)) {
    found = {CheckLines(receive->lines)};
    for (const ReceiptLine& line : receive->lines) {
      found.push_back(First({CheckSupplyKey(line.key), line.close ? CheckNotNegative(line.quantity)
                                                                  : CheckPositive(line.quantity)}));
    }
  } else if (const auto* cancel = std::get_if<CancelSupply>(&action)) {
    found = {CheckLines(cancel->keys)};
    for (const SupplyKey& key : cancel->keys) found.push_back(CheckSupplyKey(key));
  }
  return First(found);
}

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

std::string Twin::Apply(const Reserve& action, TwinAnswer* answer) {
  const uint64_t number = ++last_reservation_;
  TwinReservation& reservation = Change(&reservations_, number);
  maybe_open_reservations_.insert(number);
  reservation.state = action.confirm ? ReservationState::kConfirmed : ReservationState::kHeld;
  bool is_short = false;
  bool has_promise = false;
  for (const ReserveLine& line : action.lines) {
    const Place place{line.item, line.location};
    const std::string unknown = FindPlace(place);
    if (!unknown.empty()) return unknown;
    const Day day = line.day == kNoDay ? today_ : line.day;
    if (day < today_ || day >= today_ + limits_.horizon_days) return "DAY_OUTSIDE_HORIZON";
    before_.try_emplace(place, BalancesAt(place));
    const Quantity atp = AtpByDay(place)[day - today_];
    const Quantity promised = std::max<Quantity>(0, std::min(atp, line.quantity));
    const auto number_of_line = static_cast<uint32_t>(answer->lines.size());
    answer->lines.push_back({number_of_line, place, day, line.quantity, promised, atp});
    is_short |= promised < line.quantity;
    has_promise |= promised > 0;
    // What will be refused as a whole takes nothing from the lines after it.
    const bool takes = action.mode == ReserveMode::kPartial || promised == line.quantity;
    const Quantity taken = takes ? promised : 0;
    reservation.lines.push_back({place, day, line.quantity, taken, taken, 0, 0});
  }
  if (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing)) {
    answer->cause = Cause::kRefuse;
    before_.clear();
    Undo();
    maybe_open_reservations_.erase(number);
    --last_reservation_;
    return "";
  }
  answer->cause = Cause::kReserve;
  answer->reservation = number;
  answer->state = reservation.state;
  if (!action.confirm) {
    reservation.deadline = now_ + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  }
  answer->deadline = reservation.deadline;
  for (const TwinReservation::Line& line : reservation.lines) {
    if (line.promised > 0) Change(&stock_, line.place);
  }
  return "";
}

bool Twin::MayBeForgotten(const TwinReservation& reservation) const {
  return !IsOpen(reservation.state) && reservation.resolved <= now_ - limits_.resolved_window;
}

std::string Twin::Apply(const ChangeReservation& action, TwinAnswer* answer) {
  using Verb = ChangeReservation::Verb;
  const auto it = reservations_.find(action.reservation);
  if (it == reservations_.end()) return "UNKNOWN_RESERVATION";
  answer->may_be_forgotten = MayBeForgotten(it->second);
  const ReservationState state = it->second.state;
  if (state == ReservationState::kExpired) return "RESERVATION_EXPIRED";
  if (!IsOpen(state)) return "RESERVATION_RESOLVED";
  const bool is_held = state == ReservationState::kHeld;
  const bool is_fulfil = action.verb == Verb::kFulfil;
  if (is_held && is_fulfil) return "RESERVATION_NOT_CONFIRMED";
  if (!is_held && (action.verb == Verb::kConfirm || action.verb == Verb::kExtend)) {
    return "RESERVATION_NOT_HELD";
  }
  TwinReservation& reservation = Change(&reservations_, action.reservation);
  if (action.verb == Verb::kConfirm) {
    answer->cause = Cause::kConfirm;
    reservation.state = ReservationState::kConfirmed;
    reservation.deadline = 0;
  } else if (action.verb == Verb::kExtend) {
    answer->cause = Cause::kExtend;
    reservation.deadline = now_ + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  } else {
    answer->cause = is_fulfil ? Cause::kFulfil : Cause::kRelease;
    std::vector<Quantity> take(reservation.lines.size(), 0);
    for (size_t i = 0; action.parts.empty() && i < take.size(); ++i) {
      take[i] = reservation.lines[i].open;
    }
    for (const LinePart& part : action.parts) {
      if (part.line >= take.size()) return "UNKNOWN_LINE";
      take[part.line] += part.quantity;
      if (take[part.line] > reservation.lines[part.line].open) {
        return is_fulfil ? "OVER_FULFIL" : "OVER_RELEASE";
      }
    }
    bool is_open = false;
    bool is_fulfilled = false;
    for (size_t i = 0; i < take.size(); ++i) {
      TwinReservation::Line& line = reservation.lines[i];
      if (take[i] > 0) {
        Counted& stock = ChangeStock(line.place);
        if (is_fulfil) {
          if (take[i] > stock.on_hand - stock.held) return "INSUFFICIENT_ON_HAND";
          stock.on_hand -= take[i];
          stock.moved -= take[i];
        }
        line.open -= take[i];
        (is_fulfil ? line.fulfilled : line.released) += take[i];
        answer->lines.push_back({static_cast<uint32_t>(i), line.place, line.day, 0, take[i], 0});
      }
      is_open |= line.open > 0;
      is_fulfilled |= line.fulfilled > 0;
    }
    if (!is_open) {
      reservation.state = is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
      reservation.resolved = now_;
    }
  }
  answer->reservation = action.reservation;
  answer->state = reservation.state;
  answer->deadline = reservation.deadline;
  return "";
}

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
    const std::string refused =
        First({ShiftOrder(before, -TakenByAsn(before)), ShiftOrder(supply, TakenByAsn(supply))});
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
  }
  return "";
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

std::string Twin::Apply(const ApplySnapshot&, TwinAnswer*) { return "NOT_MODELLED"; }
std::string Twin::Apply(const Configure&, TwinAnswer*) { return "NOT_MODELLED"; }

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

Quantity Twin::OverdueSupplyAt(const Place& place) const {
  Quantity overdue = 0;
  for (const auto& [key, supply] : supplies_) {
    if (supply.place == place && supply.day < today_) overdue += supply.open;
  }
  return overdue;
}

std::vector<Place> Twin::Places() const {
  std::vector<Place> places;
  for (const auto& [place, stock] : stock_) places.push_back(place);
  return places;
}

}  // namespace atp
