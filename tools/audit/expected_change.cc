#include "tools/audit/expected_change.h"

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

std::string Differs(const char* bucket, Quantity change, Quantity explained) {
  if (change == explained) return "";
  return absl::StrCat(bucket, " changed by ", change, ", explained are ", explained);
}

std::string WrongSign(const char* bucket, Quantity change) {
  return absl::StrCat(bucket, " changed by ", change, ", which this cause does not do");
}

std::string UnexplainedHeld(Cause cause, Quantity held) {
  switch (cause) {
    case Cause::kHold:
      return held >= 0 ? "" : WrongSign("held", held);
    case Cause::kUnhold:
    // What turns out not to be there is no longer held.
    case Cause::kAdjust:
    case Cause::kCount:
    case Cause::kSnapshot:
      return held <= 0 ? "" : WrongSign("held", held);
    default:
      return Differs("held", held, 0);
  }
}

std::string UnexplainedOnHand(Cause cause, Quantity on_hand, const ExpectedChange& expected) {
  switch (cause) {
    case Cause::kCount:
    case Cause::kSnapshot:
    case Cause::kAdjust:
      return "";
    case Cause::kReceive:
    case Cause::kReturn:
      return on_hand >= 0 ? "" : WrongSign("on_hand", on_hand);
    case Cause::kIssue:
    case Cause::kTransfer:
      return on_hand <= 0 ? "" : WrongSign("on_hand", on_hand);
    case Cause::kFulfil:
      return Differs("on_hand", on_hand, -expected.issued);
    case Cause::kReceiveSupply:
      if (expected.is_supply_known) return Differs("on_hand", on_hand, expected.received);
      return on_hand >= 0 ? "" : WrongSign("on_hand", on_hand);
    default:
      return Differs("on_hand", on_hand, 0);
  }
}

}  // namespace

std::string Unexplained(Cause cause, const Balances& change, const ExpectedChange& expected) {
  std::string problem = Differs("reserved", change.reserved, expected.reserved);
  if (problem.empty() && expected.is_supply_known) {
    problem = Differs("in_transit", change.in_transit, expected.in_transit);
    if (problem.empty()) problem = Differs("on_order", change.on_order, expected.on_order);
  }
  if (problem.empty() && cause != Cause::kSetSafetyStock) {
    problem = Differs("safety_stock", change.safety_stock, 0);
  }
  if (problem.empty()) problem = UnexplainedHeld(cause, change.held);
  if (problem.empty()) problem = UnexplainedOnHand(cause, change.on_hand, expected);
  if (problem.empty()) {
    problem = Differs("moved", change.moved, IsCount(cause) ? 0 : change.on_hand);
  }
  return problem;
}

}  // namespace atp
