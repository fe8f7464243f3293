#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// On-hand rises or falls by a physical movement.
absl::Status Move(PositionId id, Quantity change, Field field, Draft* draft) {
  const absl::Status on_hand = draft->Add(id, &Balances::on_hand, change, field);
  return on_hand.ok() ? draft->Add(id, &Balances::moved, change, field) : on_hand;
}

// What is not there cannot be held.
void ClampHeld(Balances* balances) { balances->held = std::min(balances->held, balances->on_hand); }

absl::Status Apply(Cause cause, PositionId id, Quantity quantity, Field field, Draft* draft) {
  Balances& balances = draft->balances(id);
  const Quantity sellable = balances.on_hand - balances.held;
  switch (cause) {
    case Cause::kReceive:
    case Cause::kReturn:
      return Move(id, quantity, field, draft);
    case Cause::kIssue:
      if (quantity > sellable) return InsufficientOnHand(quantity, sellable, field);
      return Move(id, -quantity, field, draft);
    case Cause::kAdjust: {
      if (quantity < -balances.on_hand) {
        return InsufficientOnHand(-quantity, balances.on_hand, field);
      }
      const absl::Status moved = Move(id, quantity, field, draft);
      ClampHeld(&draft->balances(id));
      return moved;
    }
    case Cause::kCount:
      balances.on_hand = quantity;
      ClampHeld(&balances);
      return absl::OkStatus();
    case Cause::kHold:
      if (quantity > sellable) return InsufficientOnHand(quantity, sellable, field);
      balances.held += quantity;
      return absl::OkStatus();
    case Cause::kUnhold:
      if (quantity > balances.held) {
        return WithDetail(
            MakeError(absl::StatusCode::kFailedPrecondition, "INSUFFICIENT_HELD", field,
                      absl::StrCat(quantity, " asked, ", balances.held, " held")),
            "short_by", absl::StrCat(quantity - balances.held));
      }
      balances.held -= quantity;
      return absl::OkStatus();
    case Cause::kSetSafetyStock:
      balances.safety_stock = quantity;
      return absl::OkStatus();
    default:
      return absl::InternalError("Validate() lets no other cause through");
  }
}

// Find() names the fields of one of a request's lines; a transfer has but one, and its own names.
absl::Status NameTransferField(const absl::Status& unknown) {
  const std::string reason = ErrorReason(unknown);
  return MakeError(unknown.code(), reason, reason == "UNKNOWN_ITEM" ? "item" : "from",
                   {unknown.message().data(), unknown.message().size()});
}

}  // namespace

bool MakesItemsKnown(Cause cause) {
  return cause == Cause::kReceive || cause == Cause::kCount || cause == Cause::kReturn ||
         cause == Cause::kSetSafetyStock;
}

absl::Status DecideAction(const DecideContext& context, const MoveStock& action, Draft* draft) {
  draft->entry().cause = action.cause;
  draft->entry().note = action.note;
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const StockLine& line = action.lines[i];
    PositionId id;
    if (MakesItemsKnown(action.cause)) {
      id = draft->FindOrDefine(line.item, line.location);
    } else {
      const auto found = draft->Find(line.item, line.location, "lines", i);
      if (!found.ok()) return found.status();
      id = *found;
    }
    const absl::Status applied =
        Apply(action.cause, id, line.quantity, FieldPath("lines", i, "quantity"), draft);
    if (!applied.ok()) return applied;
  }
  return draft->Finish(/*is_fact=*/true);
}

absl::Status DecideAction(const DecideContext& context, const TransferStock& action, Draft* draft) {
  draft->entry().cause = Cause::kTransfer;
  draft->entry().note = action.note;
  const auto from = draft->Find(action.item, action.from, "lines", 0);
  if (!from.ok()) return NameTransferField(from.status());
  const SupplyKey key{SupplyKind::kTransfer, action.document, action.line};
  if (context.ledger->shard(context.ledger->ShardOf(key)).FindDocument(key) != kNoItem) {
    return MakeError(absl::StatusCode::kAlreadyExists, "SUPPLY_EXISTS", "document",
                     absl::StrCat("transfer ", action.document, " line ", action.line, " exists"));
  }
  const Balances& there = draft->balances(*from);
  const Quantity sellable = there.on_hand - there.held;
  if (action.quantity > sellable) {
    return InsufficientOnHand(action.quantity, sellable, "quantity");
  }
  const absl::Status moved = Move(*from, -action.quantity, "quantity", draft);
  if (!moved.ok()) return moved;

  ScheduledReceipt receipt;
  receipt.key = key;
  receipt.position = draft->FindOrDefine(action.item, action.to);
  receipt.state = SupplyState::kShipped;
  receipt.day = action.arrival == kNoDay ? draft->today() : action.arrival;
  receipt.quantity = action.quantity;
  receipt.open = action.quantity;
  draft->AddReceipt(receipt);
  return draft->Finish(/*is_fact=*/true);
}

absl::Status DecideAction(const DecideContext& context, const Configure& action, Draft* draft) {
  draft->entry().cause = Cause::kConfigure;
  draft->entry().request_window = action.request_window;
  draft->entry().resolved_window = action.resolved_window;
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
