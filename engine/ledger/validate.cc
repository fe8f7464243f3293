#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/ledger/decide.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

// Collects the first thing wrong with a command, so that checks read as a list.
class Checker {
 public:
  explicit Checker(const CommandLimits& limits) : limits_(limits) {}

  absl::Status status() const { return status_; }

  void Lines(size_t count, Field field) {
    if (count == 0) Refuse(BadField("NO_LINES", field, "at least one line"));
    if (count > limits_.lines_max) {
      Refuse(BadField("TOO_MANY_LINES", field,
                      absl::StrCat(count, " lines; at most ", limits_.lines_max)));
    }
  }
  void Key(const std::string& key, Field field) { Refuse(CheckKey(key, field)); }
  void Text(const std::string& text, Field field) { Refuse(CheckText(text, field)); }
  void OptionalKey(const std::string& key, Field field) {
    if (!key.empty()) Key(key, field);
  }
  void Positive(Quantity quantity, Field field) {
    if (quantity <= 0) {
      Refuse(BadField("QUANTITY_NOT_POSITIVE", field, absl::StrCat(quantity, " is not above 0")));
    }
  }
  void NotNegative(Quantity quantity, Field field) {
    if (quantity < 0) {
      Refuse(BadField("QUANTITY_NEGATIVE", field, absl::StrCat(quantity, " is below 0")));
    }
  }
  void Range(int64_t value, int64_t least, int64_t most, Field field) {
    if (value >= least && value <= most) return;
    Refuse(BadField("FIELD_OUT_OF_RANGE", field,
                    absl::StrCat(value, "; must be ", least, " to ", most)));
  }
  void Hold(Micros hold_for) {
    if (hold_for < 0 || hold_for > limits_.hold_max) {
      Refuse(BadField("DEADLINE_OUT_OF_RANGE", "hold_for",
                      absl::StrCat("at most ", limits_.hold_max / kMicrosPerSecond, " seconds")));
    }
  }
  void Supply(const SupplyKey& key, std::string_view list, size_t index) {
    Key(key.document, FieldPath(list, index, "document"));
    if (key.line == 0) {
      Refuse(BadField("FIELD_OUT_OF_RANGE", FieldPath(list, index, "line"), "lines begin at 1"));
    }
  }
  void Refuse(const absl::Status& status) {
    if (status_.ok()) status_ = status;
  }

 private:
  const CommandLimits& limits_;
  absl::Status status_;
};

void Check(const Reserve& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  checker->Hold(action.hold_for);
  checker->OptionalKey(action.reference, "reference");
  checker->OptionalKey(action.customer, "customer");
  checker->OptionalKey(action.channel, "channel");
  checker->OptionalKey(action.region, "region");
  checker->Range(static_cast<int>(action.sourcing), static_cast<int>(SourcingStrategy::kPriority),
                 static_cast<int>(SourcingStrategy::kCheapest), "sourcing");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const ReserveLine& line = action.lines[i];
    checker->Key(line.item, FieldPath("lines", i, "item"));
    if (line.group.empty()) {
      checker->Key(line.location, FieldPath("lines", i, "location"));
    } else {
      checker->Key(line.group, FieldPath("lines", i, "group"));
    }
    checker->Positive(line.quantity, FieldPath("lines", i, "quantity"));
    if (line.group.empty()) continue;
    checker->Positive(line.part_min, FieldPath("lines", i, "part_min"));
    if (line.latest_day != kNoDay && line.day != kNoDay && line.latest_day < line.day) {
      checker->Refuse(BadField("FIELD_OUT_OF_RANGE", FieldPath("lines", i, "latest_day"),
                               "the last acceptable day is before the day"));
    }
    if (!line.location.empty()) {
      checker->Refuse(BadField("FIELD_OUT_OF_RANGE", FieldPath("lines", i, "location"),
                               "a line names a location or a group, not both"));
    }
  }
}

void CheckParts(const std::vector<LinePart>& parts, Checker* checker) {
  if (!parts.empty()) checker->Lines(parts.size(), "parts");
  for (size_t i = 0; i < parts.size(); ++i) {
    checker->Positive(parts[i].quantity, FieldPath("parts", i, "quantity"));
  }
}

void Check(const ChangeReservation& action, Checker* checker) {
  checker->Hold(action.hold_for);
  CheckParts(action.parts, checker);
}

void Check(const MoveReservation& action, Checker* checker) {
  CheckParts(action.parts, checker);
  checker->OptionalKey(action.location, "location");
  checker->OptionalKey(action.channel.value_or(""), "channel");
  if (action.location.empty() && action.day == kNoDay && !action.channel.has_value()) {
    checker->Refuse(BadField("NOTHING_TO_CHANGE", "location", "no location, day or channel"));
  }
  if (action.channel.has_value() && !action.parts.empty()) {
    checker->Refuse(BadField("FIELD_OUT_OF_RANGE", "parts",
                             "a reservation has one channel; to change it, name no parts"));
  }
}

void Check(const Reconfirm& action, Checker* checker) {
  checker->Key(action.item, "item");
  checker->OptionalKey(action.location, "location");
  if (!action.strategies.empty()) checker->Lines(action.strategies.size(), "strategies");
  for (size_t i = 0; i < action.strategies.size(); ++i) {
    checker->Range(
        static_cast<int>(action.strategies[i].second), static_cast<int>(ShortageStrategy::kWin),
        static_cast<int>(ShortageStrategy::kLose), FieldPath("strategies", i, "strategy"));
  }
}

void Check(const ChangeQuota& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const QuotaLine& line = action.lines[i];
    checker->Key(line.item, FieldPath("lines", i, "item"));
    checker->Key(line.location, FieldPath("lines", i, "location"));
    checker->Key(line.channel, FieldPath("lines", i, "channel"));
    const Field quantity = FieldPath("lines", i, "quantity");
    const Field period = FieldPath("lines", i, "period_days");
    if (action.verb == ChangeQuota::Verb::kSet) {
      checker->NotNegative(line.quantity, quantity);
      checker->Range(line.period_days, line.carry ? 1 : 0, kHorizonDaysMax, period);
      continue;
    }
    checker->Positive(line.quantity, quantity);
    checker->Range(line.period_days, 0, 0, period);
    if (action.verb == ChangeQuota::Verb::kMove) {
      checker->Key(line.to_channel, FieldPath("lines", i, "to_channel"));
    }
  }
}

void Check(const LearnSuppliers& action, Checker* checker) {
  checker->Range(action.deliveries_min, 1, 1'000'000, "deliveries_min");
  checker->Range(action.guaranteed_percentile, 1, 100, "guaranteed_percentile");
  checker->Range(action.expected_percentile, 1, action.guaranteed_percentile,
                 "expected_percentile");
}

void Check(const MoveStock& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  checker->Text(action.note, "note");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const StockLine& line = action.lines[i];
    checker->Key(line.item, FieldPath("lines", i, "item"));
    checker->Key(line.location, FieldPath("lines", i, "location"));
    const Field field = FieldPath("lines", i, "quantity");
    switch (action.cause) {
      case Cause::kReceive:
      case Cause::kIssue:
      case Cause::kHold:
      case Cause::kUnhold:
      case Cause::kReturn:
        checker->Positive(line.quantity, field);
        break;
      case Cause::kCount:
      case Cause::kSetSafetyStock:
        checker->NotNegative(line.quantity, field);
        break;
      case Cause::kAdjust:
        if (line.quantity == 0) {
          checker->Refuse(BadField("QUANTITY_NOT_POSITIVE", field, "an adjustment is not 0"));
        }
        if (line.quantity == std::numeric_limits<Quantity>::min()) {
          checker->Refuse(BadField("QUANTITY_OVERFLOW", field, "below the range of a quantity"));
        }
        break;
      default:
        checker->Refuse(BadField("FIELD_OUT_OF_RANGE", "cause", "not a stock movement"));
    }
  }
}

void Check(const TransferStock& action, Checker* checker) {
  checker->Key(action.item, "item");
  checker->Key(action.from, "from");
  checker->Key(action.to, "to");
  checker->Key(action.document, "document");
  checker->Text(action.note, "note");
  checker->Positive(action.quantity, "quantity");
  if (action.line == 0) checker->Refuse(BadField("FIELD_OUT_OF_RANGE", "line", "lines begin at 1"));
  if (action.from == action.to) {
    checker->Refuse(BadField("SAME_LOCATION", "to", "a transfer needs two locations"));
  }
}

void Check(const SetSupply& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const SupplyLine& line = action.lines[i];
    checker->Supply(line.key, "lines", i);
    checker->Key(line.item, FieldPath("lines", i, "item"));
    checker->Key(line.location, FieldPath("lines", i, "location"));
    checker->Positive(line.quantity, FieldPath("lines", i, "quantity"));
    checker->OptionalKey(line.order_document, FieldPath("lines", i, "order_document"));
    checker->OptionalKey(line.supplier, FieldPath("lines", i, "supplier"));
    if (line.day == kNoDay) {
      checker->Refuse(BadField("DAY_MISSING", FieldPath("lines", i, "day"), "supply has a day"));
    }
    if (line.key.kind == SupplyKind::kTransfer || !IsOpen(line.state)) {
      checker->Refuse(BadField("SUPPLY_STATE_INVALID", FieldPath("lines", i, "state"),
                               "a commitment or ASN is ordered, acknowledged or shipped"));
    }
    if (line.key.kind != SupplyKind::kAsn && !line.order_document.empty()) {
      checker->Refuse(BadField("FIELD_OUT_OF_RANGE", FieldPath("lines", i, "order_document"),
                               "only an ASN names a commitment"));
    }
  }
}

void Check(const ReceiveSupply& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  checker->Text(action.note, "note");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    checker->Supply(action.lines[i].key, "lines", i);
    const Field field = FieldPath("lines", i, "quantity");
    if (action.lines[i].close) {
      checker->NotNegative(action.lines[i].quantity, field);
    } else {
      checker->Positive(action.lines[i].quantity, field);
    }
  }
}

void Check(const CancelSupply& action, Checker* checker) {
  checker->Lines(action.keys.size(), "keys");
  checker->Text(action.note, "note");
  for (size_t i = 0; i < action.keys.size(); ++i) checker->Supply(action.keys[i], "keys", i);
}

// Rows are judged one by one when they are applied.
void Check(const ApplySnapshot& action, Checker* checker) {
  checker->Key(action.source, "source");
  checker->Key(action.snapshot_id, "snapshot_id");
}

void Check(const Configure& action, Checker* checker) {
  checker->NotNegative(action.request_window, "request_window");
  checker->NotNegative(action.resolved_window, "resolved_window");
}

void Check(const ChangeSettings& action, Checker* checker) {
  checker->Lines(action.settings.size(), "settings");
  for (size_t i = 0; i < action.settings.size(); ++i) {
    const Setting& setting = action.settings[i];
    if (setting.is_removed) continue;  // its key is looked up, its value does not count
    checker->Refuse(Validate(setting.value, absl::StrCat("settings[", i, "]")));
  }
}

}  // namespace

absl::Status Validate(const Action& action, const CommandLimits& limits) {
  Checker checker(limits);
  std::visit([&](const auto& a) { Check(a, &checker); }, action);
  return checker.status();
}

}  // namespace atp
