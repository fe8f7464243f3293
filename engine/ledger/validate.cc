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

  void Lines(size_t count, std::string_view field) {
    if (count == 0) Refuse(BadField("NO_LINES", field, "at least one line"));
    if (count > limits_.lines_max) {
      Refuse(BadField("TOO_MANY_LINES", field,
                      absl::StrCat(count, " lines; at most ", limits_.lines_max)));
    }
  }
  void Key(const std::string& key, std::string_view field) { Refuse(CheckKey(key, field)); }
  void Text(const std::string& text, std::string_view field) { Refuse(CheckText(text, field)); }
  void OptionalKey(const std::string& key, std::string_view field) {
    if (!key.empty()) Key(key, field);
  }
  void Positive(Quantity quantity, std::string_view field) {
    if (quantity <= 0) {
      Refuse(BadField("QUANTITY_NOT_POSITIVE", field, absl::StrCat(quantity, " is not above 0")));
    }
  }
  void NotNegative(Quantity quantity, std::string_view field) {
    if (quantity < 0) {
      Refuse(BadField("QUANTITY_NEGATIVE", field, absl::StrCat(quantity, " is below 0")));
    }
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
  for (size_t i = 0; i < action.lines.size(); ++i) {
    checker->Key(action.lines[i].item, FieldPath("lines", i, "item"));
    checker->Key(action.lines[i].location, FieldPath("lines", i, "location"));
    checker->Positive(action.lines[i].quantity, FieldPath("lines", i, "quantity"));
  }
}

void Check(const ChangeReservation& action, Checker* checker) {
  checker->Hold(action.hold_for);
  if (!action.parts.empty()) checker->Lines(action.parts.size(), "parts");
  for (size_t i = 0; i < action.parts.size(); ++i) {
    checker->Positive(action.parts[i].quantity, FieldPath("parts", i, "quantity"));
  }
}

void Check(const MoveStock& action, Checker* checker) {
  checker->Lines(action.lines.size(), "lines");
  checker->Text(action.note, "note");
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const StockLine& line = action.lines[i];
    checker->Key(line.item, FieldPath("lines", i, "item"));
    checker->Key(line.location, FieldPath("lines", i, "location"));
    const std::string field = FieldPath("lines", i, "quantity");
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
    const std::string field = FieldPath("lines", i, "quantity");
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

}  // namespace

absl::Status Validate(const Action& action, const CommandLimits& limits) {
  Checker checker(limits);
  std::visit([&](const auto& a) { Check(a, &checker); }, action);
  return checker.status();
}

}  // namespace atp
