#include "tests/model/action_text.h"

#include <optional>
#include <sstream>
#include <vector>

namespace atp {
namespace {

// Writes an action as text, field by field.
class Writer {
 public:
  std::string Take() { return out_.str(); }

  void operator()(const Reserve& a) {
    out_ << "reserve mode=" << static_cast<int>(a.mode) << " hold_for=" << a.hold_for
         << " confirm=" << a.confirm << " reference=" << a.reference << " customer=" << a.customer
         << " channel=" << a.channel << " priority=" << a.priority
         << " strategy=" << static_cast<int>(a.strategy) << " emergency=" << a.is_emergency
         << " substitutes=" << a.accepts_substitutes;
    for (const ReserveLine& line : a.lines) {
      Line(line.item, line.location, line.quantity);
      DayIs(line.day);
    }
  }
  void operator()(const ChangeReservation& a) {
    out_ << "change verb=" << static_cast<int>(a.verb) << " reservation=" << a.reservation
         << " hold_for=" << a.hold_for;
    Parts(a.parts);
  }
  void operator()(const MoveReservation& a) {
    out_ << "move reservation=" << a.reservation << " to=" << a.location;
    DayIs(a.day);
    if (a.channel.has_value()) out_ << " channel=" << *a.channel;
    Parts(a.parts);
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
  void operator()(const Reconfirm& a) {
    out_ << "reconfirm item=" << a.item << " location=" << a.location;
    for (const auto& [reservation, strategy] : a.strategies) {
      out_ << " " << reservation << ":" << static_cast<int>(strategy);
    }
  }
  void operator()(const ChangeSettings& a) {
    out_ << "set";
    for (const Setting& setting : a.settings) {
      if (const auto* channel = std::get_if<ChannelSetting>(&setting.value)) {
        out_ << " channel " << channel->channel << " of " << channel->parent << ":"
             << channel->may_use_shared_pool;
      }
      const auto* rule = std::get_if<RuleSetting>(&setting.value);
      if (rule == nullptr) continue;
      out_ << (setting.is_removed ? " no" : "") << " rule of " << rule->item << "@"
           << rule->location << ":";
      Put(rule->rule);
    }
  }
  void operator()(const ChangeQuota& a) {
    out_ << "quota verb=" << static_cast<int>(a.verb);
    for (const QuotaLine& line : a.lines) {
      Line(line.item, line.location, line.quantity);
      out_ << " " << line.channel << " to " << line.to_channel;
    }
  }
  void operator()(const Configure& a) {
    out_ << "configure " << a.request_window << " " << a.resolved_window;
  }
  // What the twin does not play has no text either.
  template <typename Other>
  void operator()(const Other& action) {
    out_ << "not played";
  }

 private:
  void Line(const std::string& item, const std::string& location, Quantity quantity) {
    out_ << " [" << item << "@" << location << " x" << quantity << "]";
  }
  void Parts(const std::vector<LinePart>& parts) {
    for (const LinePart& part : parts) out_ << " [" << part.line << " x" << part.quantity << "]";
  }
  void Key(const SupplyKey& key) {
    out_ << " " << static_cast<int>(key.kind) << ":" << key.document << "/" << key.line;
  }
  void Put(const Rule& rule) {
    const auto days = [](std::optional<int32_t> fence) {
      return fence.has_value() ? std::to_string(*fence) : "none";
    };
    out_ << " mode=" << static_cast<int>(rule.mode) << " horizon=" << rule.horizon_days
         << " supply_fence=" << days(rule.past_due_supply_fence_days) << "+"
         << rule.past_due_supply_offset_days
         << " demand_fence=" << days(rule.past_due_demand_fence_days) << "+"
         << rule.past_due_demand_offset_days << " states=" << int{rule.supply_states}
         << " kinds=" << int{rule.supply_kinds} << " lead_time=" << days(rule.lead_time_days)
         << " safety=" << rule.safety_stock_protected_percent
         << " emergency=" << rule.emergency_uses_safety_stock;
  }
  void DayIs(Day day) {
    out_ << " day=";
    day == kNoDay ? out_ << "unset" : out_ << day;
  }

  std::ostringstream out_;
};

}  // namespace

std::string TextOf(const Action& action) {
  Writer writer;
  std::visit(writer, action);
  return writer.Take();
}

}  // namespace atp
