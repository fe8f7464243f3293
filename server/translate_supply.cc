#include "server/translate_supply.h"

#include "engine/model/error.h"
#include "server/scalars.h"
#include "server/translate_position.h"

namespace atp {
namespace {

absl::StatusOr<SupplyKind> ToKind(v1::SupplyKey::Kind kind, const std::string& field) {
  switch (kind) {
    case v1::SupplyKey::COMMITMENT:
      return SupplyKind::kCommitment;
    case v1::SupplyKey::ASN:
      return SupplyKind::kAsn;
    case v1::SupplyKey::TRANSFER:
      return SupplyKind::kTransfer;
    default:
      return BadField("FIELD_OUT_OF_RANGE", field, "a kind of supply is needed");
  }
}

// What `line` is to be. An ASN is shipped; a commitment whose state is not set is acknowledged.
absl::StatusOr<SupplyState> ToState(const v1::SetSupplyRequest::Line& line,
                                    const std::string& field) {
  if (line.kind() == v1::SupplyKey::ASN) return SupplyState::kShipped;
  switch (line.state()) {
    case v1::Supply::STATE_UNSPECIFIED:
    case v1::Supply::ACKNOWLEDGED:
      return SupplyState::kAcknowledged;
    case v1::Supply::ORDERED:
      return SupplyState::kOrdered;
    case v1::Supply::SHIPPED:
      return SupplyState::kShipped;
    default:
      return BadField("SUPPLY_STATE_INVALID", field,
                      "only ORDERED, ACKNOWLEDGED and SHIPPED are set");
  }
}

absl::StatusOr<SupplyLine> ToLine(const v1::SetSupplyRequest::Line& from, const std::string& path) {
  absl::StatusOr<SupplyKey> key = ToSupplyKey(from, path);
  if (!key.ok()) return key.status();
  const absl::StatusOr<SupplyState> state = ToState(from, path + "state");
  if (!state.ok()) return state.status();
  const absl::StatusOr<Day> day = ParseDay(from.day(), path + "day");
  if (!day.ok()) return day.status();
  if (from.order_line() < 0) {
    return BadField("FIELD_OUT_OF_RANGE", path + "order_line", "lines are counted from 1");
  }
  SupplyLine line;
  line.key = *std::move(key);
  line.item = from.item();
  line.location = from.location();
  line.state = *state;
  line.quantity = from.quantity();
  line.day = *day;
  line.order_document = from.order_document();
  line.order_line = static_cast<uint32_t>(from.order_line());
  line.supplier = from.supplier();
  return line;
}

v1::Supply::State ToProto(SupplyState state) {
  switch (state) {
    case SupplyState::kOrdered:
      return v1::Supply::ORDERED;
    case SupplyState::kAcknowledged:
      return v1::Supply::ACKNOWLEDGED;
    case SupplyState::kShipped:
      return v1::Supply::SHIPPED;
    case SupplyState::kReceived:
      return v1::Supply::RECEIVED;
    case SupplyState::kCancelled:
      return v1::Supply::CANCELLED;
  }
  return v1::Supply::STATE_UNSPECIFIED;
}

v1::SupplyKey::Kind ToProto(SupplyKind kind) {
  switch (kind) {
    case SupplyKind::kCommitment:
      return v1::SupplyKey::COMMITMENT;
    case SupplyKind::kAsn:
      return v1::SupplyKey::ASN;
    case SupplyKind::kTransfer:
      return v1::SupplyKey::TRANSFER;
  }
  return v1::SupplyKey::KIND_UNSPECIFIED;
}

}  // namespace

template <typename Message>
absl::StatusOr<SupplyKey> ToSupplyKey(const Message& message, const std::string& path) {
  const absl::StatusOr<SupplyKind> kind = ToKind(message.kind(), path + "kind");
  if (!kind.ok()) return kind.status();
  const absl::StatusOr<uint32_t> line = ParseLineNumber(message.line(), path + "line");
  if (!line.ok()) return line.status();
  return SupplyKey{*kind, message.document(), *line};
}
template absl::StatusOr<SupplyKey> ToSupplyKey(const v1::GetSupplyRequest&, const std::string&);

absl::StatusOr<Action> ToAction(const v1::SetSupplyRequest& request) {
  SetSupply set;
  set.lines.reserve(request.lines_size());
  for (const auto& from : request.lines()) {
    absl::StatusOr<SupplyLine> line = ToLine(from, FieldPath("lines", set.lines.size(), "").Path());
    if (!line.ok()) return line.status();
    set.lines.push_back(*std::move(line));
  }
  return set;
}

absl::StatusOr<Action> ToAction(const v1::ReceiveSupplyRequest& request) {
  ReceiveSupply receive;
  receive.note = request.note();
  receive.lines.reserve(request.lines_size());
  for (const auto& from : request.lines()) {
    absl::StatusOr<SupplyKey> key =
        ToSupplyKey(from, FieldPath("lines", receive.lines.size(), "").Path());
    if (!key.ok()) return key.status();
    receive.lines.push_back({*std::move(key), from.quantity(), from.close()});
  }
  return receive;
}

absl::StatusOr<Action> ToAction(const v1::CancelSupplyRequest& request) {
  CancelSupply cancel;
  cancel.note = request.note();
  cancel.keys.reserve(request.keys_size());
  for (const auto& from : request.keys()) {
    absl::StatusOr<SupplyKey> key =
        ToSupplyKey(from, FieldPath("keys", cancel.keys.size(), "").Path());
    if (!key.ok()) return key.status();
    cancel.keys.push_back(*std::move(key));
  }
  return cancel;
}

void FillSupply(const SupplyView& view, v1::Supply* supply) {
  const ScheduledReceipt& receipt = view.receipt;
  supply->set_kind(ToProto(receipt.key.kind));
  supply->set_document(receipt.key.document);
  supply->set_line(static_cast<int32_t>(receipt.key.line));
  supply->set_item(view.item);
  supply->set_location(view.location);
  supply->set_state(ToProto(receipt.state));
  supply->set_day(FormatDay(receipt.day));
  supply->set_quantity(receipt.quantity);
  supply->set_open(receipt.open);
  supply->set_received(receipt.received);
  supply->set_shipped(receipt.shipped);
  supply->set_order_document(receipt.order_document);
  supply->set_order_line(static_cast<int32_t>(receipt.order_line));
  supply->set_is_overdue(view.is_overdue);
  supply->set_supplier(view.supplier);
}

void FillSupplyChange(const Outcome& outcome, Engine* engine, v1::SupplyChange* response) {
  const Entry& entry = outcome.entry;
  for (const ScheduledReceipt& receipt : entry.receipts) {
    Engine::PositionKeys keys = engine->KeysOf(receipt.position);
    SupplyView view;
    view.receipt = receipt;
    view.item = std::move(keys.item);
    view.location = std::move(keys.location);
    if (receipt.supplier != kNoSupplier) {
      view.supplier = engine->KeyOf(NameKind::kSupplier, receipt.supplier);
    }
    view.is_overdue = IsOpen(receipt.state) && receipt.day < DayOf(entry.time);
    FillSupply(view, response->add_supply());
  }
  FillChanges(entry, engine, response->mutable_changes());
  response->set_sequence(static_cast<int64_t>(entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

}  // namespace atp
