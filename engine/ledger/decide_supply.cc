#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/dated_rows.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

std::string NameOf(const SupplyKey& key) {
  const char* const kind = key.kind == SupplyKind::kCommitment ? "commitment"
                           : key.kind == SupplyKind::kAsn      ? "ASN"
                                                               : "transfer";
  return absl::StrCat(kind, " ", key.document, " line ", key.line);
}

absl::Status Unknown(const SupplyKey& key, Field field) {
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_SUPPLY", field,
                   absl::StrCat(NameOf(key), " is not known"));
}

absl::Status Closed(const SupplyKey& key, Field field) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPLY_CLOSED", field,
                   absl::StrCat(NameOf(key), " is received or cancelled"));
}

Quantity OpenOf(const ScheduledReceipt& receipt) {
  return std::max<Quantity>(0, receipt.quantity - receipt.received - receipt.shipped);
}

// What an ASN has taken over from its commitment: arrived, or still to come.
Quantity TakenOver(const ScheduledReceipt& asn) { return asn.received + asn.open; }

// Moves quantity between the commitment that an ASN names and the ASN.
absl::Status ShiftOrder(const DecideContext& context, const ScheduledReceipt& asn, Quantity taken,
                        Field field, Draft* draft) {
  if (asn.order_document.empty() || taken == 0) return absl::OkStatus();
  const SupplyKey key = OrderOf(asn);
  const ItemId known = context.ledger->shard(context.ledger->ShardOf(key)).FindDocument(key);
  // An order of another item may live in a shard that is not locked; its item is enough to refuse.
  ScheduledReceipt* order = known != kNoItem && known != asn.position.item
                                ? nullptr
                                : draft->FindReceipt(key, ShardOfItem(asn.position.item));
  if (order == nullptr && known == kNoItem) return Unknown(key, field);
  if (order == nullptr || order->position.item != asn.position.item) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPLY_ITEM_CHANGED", field,
                     absl::StrCat(NameOf(key), " is for another item"));
  }
  if (!AddOk(order->shipped, taken, &order->shipped)) {
    return BadField("QUANTITY_OVERFLOW", field, "shipped quantity leaves its range");
  }
  if (IsOpen(order->state)) order->open = OpenOf(*order);
  return absl::OkStatus();
}

// A commitment that was shipped to the last unit is received with the last ASN that ships it.
void CloseOrder(const ScheduledReceipt& asn, Draft* draft) {
  if (asn.order_document.empty() || IsOpen(asn.state)) return;
  const SupplyKey key = OrderOf(asn);
  const ShardId shard = ShardOfItem(asn.position.item);
  const ScheduledReceipt* order = draft->SeeReceipt(key, shard);
  if (order == nullptr || !IsOpen(order->state) || order->open > 0) return;
  if (!draft->HasOpenAsn(key, shard))
    draft->FindReceipt(key, shard)->state = SupplyState::kReceived;
}

// The open supply line of this key, wherever its item lives.
absl::StatusOr<ScheduledReceipt*> FindOpen(const DecideContext& context, const SupplyKey& key,
                                           Field field, Draft* draft) {
  const ItemId item = context.ledger->shard(context.ledger->ShardOf(key)).FindDocument(key);
  ScheduledReceipt* receipt =
      item == kNoItem ? nullptr : draft->FindReceipt(key, ShardOfItem(item));
  if (receipt == nullptr) return Unknown(key, field);
  if (!IsOpen(receipt->state)) return Closed(key, field);
  return receipt;
}

absl::Status SetLine(const DecideContext& context, const SupplyLine& line, size_t index,
                     Draft* draft) {
  const Field key_field = FieldPath("lines", index, "document");
  const PositionId position = draft->FindOrDefine(line.item, line.location);
  const ItemId known =
      context.ledger->shard(context.ledger->ShardOf(line.key)).FindDocument(line.key);
  if (known != kNoItem && known != position.item) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPLY_ITEM_CHANGED",
                     FieldPath("lines", index, "item"),
                     absl::StrCat(NameOf(line.key), " is for another item; cancel it instead"));
  }
  ScheduledReceipt* receipt = draft->FindReceipt(line.key, ShardOfItem(position.item));
  if (receipt == nullptr) {
    ScheduledReceipt fresh;
    fresh.key = line.key;
    fresh.position = position;
    receipt = draft->AddReceipt(fresh);
  } else if (!IsOpen(receipt->state)) {
    return Closed(line.key, key_field);
  }
  if (receipt->position.item != position.item) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPLY_ITEM_CHANGED",
                     FieldPath("lines", index, "item"),
                     absl::StrCat(NameOf(line.key), " is named twice with different items"));
  }
  const ScheduledReceipt before = *receipt;
  receipt->position = position;
  receipt->state = line.key.kind == SupplyKind::kAsn ? SupplyState::kShipped : line.state;
  receipt->day = line.day;
  receipt->quantity = line.quantity;
  receipt->open = OpenOf(*receipt);
  receipt->order_document = line.order_document;
  receipt->order_line = line.order_line;
  receipt->supplier = draft->NumberOf(NameKind::kSupplier, line.supplier);
  // What the supplier said first is what it is judged by.
  const bool is_promised = receipt->state >= SupplyState::kAcknowledged;
  if (receipt->promised_day == kNoDay && is_promised) receipt->promised_day = line.day;
  const Field order_field = FieldPath("lines", index, "order_document");
  const ScheduledReceipt after = *receipt;
  const absl::Status given_back =
      ShiftOrder(context, before, -TakenOver(before), order_field, draft);
  if (!given_back.ok()) return given_back;
  return ShiftOrder(context, after, TakenOver(after), order_field, draft);
}

absl::Status ReceiveLine(const DecideContext& context, const ReceiptLine& line, size_t index,
                         Draft* draft) {
  const auto found = FindOpen(context, line.key, FieldPath("lines", index, "document"), draft);
  if (!found.ok()) return found.status();
  ScheduledReceipt* receipt = *found;
  const Field field = FieldPath("lines", index, "quantity");
  const Quantity taken_before = TakenOver(*receipt);
  for (const auto bucket : {&Balances::on_hand, &Balances::moved}) {
    const absl::Status added = draft->Add(receipt->position, bucket, line.quantity, field);
    if (!added.ok()) return added;
  }
  if (!AddOk(receipt->received, line.quantity, &receipt->received)) {
    return BadField("QUANTITY_OVERFLOW", field, "received quantity leaves its range");
  }
  receipt->open = OpenOf(*receipt);
  if (line.close || receipt->open == 0) {
    receipt->state = SupplyState::kReceived;
    receipt->open = 0;
  }
  const ScheduledReceipt after = *receipt;
  const absl::Status shifted =
      ShiftOrder(context, after, TakenOver(after) - taken_before, field, draft);
  if (shifted.ok()) CloseOrder(after, draft);
  return shifted;
}

absl::Status CancelLine(const DecideContext& context, const SupplyKey& key, size_t index,
                        Draft* draft) {
  const Field field = FieldPath("keys", index, "document");
  const auto found = FindOpen(context, key, field, draft);
  if (!found.ok()) return found.status();
  const Quantity never_came = (*found)->open;
  (*found)->state = SupplyState::kCancelled;
  (*found)->open = 0;
  const ScheduledReceipt after = **found;
  return ShiftOrder(context, after, -never_came, field, draft);
}

}  // namespace

absl::Status DecideAction(const DecideContext& context, const SetSupply& action, Draft* draft) {
  draft->entry().cause = Cause::kSetSupply;
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const absl::Status set = SetLine(context, action.lines[i], i, draft);
    if (!set.ok()) return set;
  }
  return draft->Finish(/*is_fact=*/true);
}

absl::Status DecideAction(const DecideContext& context, const ReceiveSupply& action, Draft* draft) {
  draft->entry().cause = Cause::kReceiveSupply;
  draft->entry().note = action.note;
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const absl::Status received = ReceiveLine(context, action.lines[i], i, draft);
    if (!received.ok()) return received;
  }
  return draft->Finish(/*is_fact=*/true);
}

absl::Status DecideAction(const DecideContext& context, const CancelSupply& action, Draft* draft) {
  draft->entry().cause = Cause::kCancelSupply;
  draft->entry().note = action.note;
  for (size_t i = 0; i < action.keys.size(); ++i) {
    const absl::Status cancelled = CancelLine(context, action.keys[i], i, draft);
    if (!cancelled.ok()) return cancelled;
  }
  return draft->Finish(/*is_fact=*/true);
}

}  // namespace atp
