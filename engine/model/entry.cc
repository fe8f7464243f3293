#include "engine/model/entry.h"

namespace atp {

const char* CauseName(Cause cause) {
  switch (cause) {
    case Cause::kDefine:
      return "define";
    case Cause::kReserve:
      return "reserve";
    case Cause::kRefuse:
      return "refuse";
    case Cause::kConfirm:
      return "confirm";
    case Cause::kExtend:
      return "extend";
    case Cause::kFulfil:
      return "fulfil";
    case Cause::kRelease:
      return "release";
    case Cause::kExpire:
      return "expire";
    case Cause::kReceive:
      return "receive";
    case Cause::kIssue:
      return "issue";
    case Cause::kAdjust:
      return "adjust";
    case Cause::kCount:
      return "count";
    case Cause::kHold:
      return "hold";
    case Cause::kUnhold:
      return "unhold";
    case Cause::kReturn:
      return "return";
    case Cause::kSetSafetyStock:
      return "set_safety_stock";
    case Cause::kTransfer:
      return "transfer";
    case Cause::kSetSupply:
      return "set_supply";
    case Cause::kReceiveSupply:
      return "receive_supply";
    case Cause::kCancelSupply:
      return "cancel_supply";
    case Cause::kSnapshot:
      return "snapshot";
    case Cause::kConfigure:
      return "configure";
    case Cause::kSet:
      return "set";
    case Cause::kSetQuota:
      return "set_quota";
    case Cause::kMove:
      return "move";
    case Cause::kFillBackorder:
      return "fill_backorder";
    case Cause::kReconfirm:
      return "reconfirm";
  }
  return "unknown";
}

const char* NameKindName(NameKind kind) {
  switch (kind) {
    case NameKind::kItem:
      return "item";
    case NameKind::kLocation:
      return "location";
    case NameKind::kSupplier:
      return "supplier";
    case NameKind::kChannel:
      return "channel";
  }
  return "unknown";
}

}  // namespace atp
