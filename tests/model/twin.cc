#include "tests/model/twin.h"

#include <iterator>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tests/model/action_text.h"

namespace atp {
namespace {

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
// Of what is wrong with a rule only this is played.
std::string CheckRule(const Rule& rule) {
  if (rule.horizon_days < 1) return "FIELD_OUT_OF_RANGE";
  return (rule.supply_states == 0) != (rule.supply_kinds == 0) ? "RULE_CONTRADICTS_ITSELF" : "";
}
template <typename Lines>
std::string CheckLines(const Lines& lines) {
  if (lines.empty()) return "NO_LINES";
  return lines.size() > 1000 ? "TOO_MANY_LINES" : "";
}

}  // namespace

TwinAnswer Twin::Execute(const std::string& request_id, const Action& action, bool validate_only,
                         Micros now) {
  Settle(now);
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
  ServeWaiting();
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
  } else if (const auto* go = std::get_if<MoveReservation>(&action)) {
    for (const LinePart& part : go->parts) found.push_back(CheckPositive(part.quantity));
    if (!go->location.empty()) found.push_back(CheckKeyText(go->location));
    if (go->location.empty() && go->day == kNoDay && !go->channel.has_value()) {
      found.push_back("NOTHING_TO_CHANGE");
    }
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
  } else if (const auto* settings = std::get_if<ChangeSettings>(&action)) {
    found = {CheckLines(settings->settings)};
    for (const Setting& setting : settings->settings) {
      const auto* rule = std::get_if<RuleSetting>(&setting.value);
      if (rule != nullptr && !setting.is_removed) found.push_back(CheckRule(rule->rule));
    }
  } else if (const auto* quota = std::get_if<ChangeQuota>(&action)) {
    found = {CheckLines(quota->lines)};
    for (const QuotaLine& line : quota->lines) {
      const bool is_set = quota->verb == ChangeQuota::Verb::kSet;
      found.push_back(
          First({CheckKeyText(line.item), CheckKeyText(line.location),
                 is_set ? CheckNotNegative(line.quantity) : CheckPositive(line.quantity)}));
    }
  } else if (const auto* reconfirm = std::get_if<Reconfirm>(&action)) {
    found = {CheckKeyText(reconfirm->item)};
    if (!reconfirm->location.empty()) found.push_back(CheckKeyText(reconfirm->location));
  } else if (const auto* cancel = std::get_if<CancelSupply>(&action)) {
    found = {CheckLines(cancel->keys)};
    for (const SupplyKey& key : cancel->keys) found.push_back(CheckSupplyKey(key));
  }
  return First(found);
}

void Twin::Settle(Micros now) {
  bool is_changed = DayOf(now) != today_;
  now_ = now;
  today_ = DayOf(now);
  for (auto it = maybe_open_reservations_.begin(); it != maybe_open_reservations_.end();) {
    TwinReservation& reservation = reservations_.at(*it);
    if (reservation.state == ReservationState::kHeld && reservation.deadline <= now) {
      is_changed = true;
      reservation.state = ReservationState::kExpired;
      reservation.resolved = reservation.deadline;
      for (TwinReservation::Line& line : reservation.lines) {
        line.released += line.open;
        GiveBack(&line, line.open);
      }
    }
    it = IsOpen(reservation.state) ? std::next(it) : maybe_open_reservations_.erase(it);
  }
  for (auto it = maybe_open_supplies_.begin(); it != maybe_open_supplies_.end();) {
    const auto supply = supplies_.find(*it);
    const bool is_open = supply != supplies_.end() && IsOpen(supply->second.state);
    it = is_open ? std::next(it) : maybe_open_supplies_.erase(it);
  }
  if (is_changed) ServeWaiting();
}

void Twin::Undo() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) (*undo)();
}

std::string Twin::Apply(const Configure&, TwinAnswer*) { return "NOT_MODELLED"; }

}  // namespace atp
