#include "server/translate_batch.h"

#include <algorithm>
#include <utility>

#include "engine/model/error.h"
#include "server/errors.h"
#include "server/translate_reservation.h"
#include "server/translate_reserve.h"
#include "server/translate_stock.h"

namespace atp {
namespace {

using Item = v1::BatchItem;

int CountOf(const Item& item) {
  switch (item.request_case()) {
    case Item::kReserve:
      return item.reserve().lines_size();
    case Item::kCheck:
      return item.check().lines_size();
    case Item::kFulfil:
      return item.fulfil().parts_size();
    case Item::kRelease:
      return item.release().parts_size();
    case Item::kMove:
      return item.move().parts_size();
    case Item::kReceiveStock:
      return item.receive_stock().lines_size();
    case Item::kIssueStock:
      return item.issue_stock().lines_size();
    case Item::kAdjustStock:
      return item.adjust_stock().lines_size();
    case Item::kCountStock:
      return item.count_stock().lines_size();
    case Item::kHoldStock:
      return item.hold_stock().lines_size();
    case Item::kUnholdStock:
      return item.unhold_stock().lines_size();
    case Item::kReturnStock:
      return item.return_stock().lines_size();
    case Item::kSetSafetyStock:
      return item.set_safety_stock().lines_size();
    case Item::kConfirm:
    case Item::kExtend:
    case Item::kTransferStock:
    case Item::REQUEST_NOT_SET:
      break;
  }
  return 1;
}

template <typename Request>
absl::StatusOr<Command> MakeCommand(const Request& request, absl::StatusOr<Action> action) {
  if (!action.ok()) return action.status();
  Command command;
  command.request.request_id = request.request_id();
  command.action = *std::move(action);
  command.validate_only = request.validate_only();
  return command;
}

template <typename Request>
absl::StatusOr<Command> Change(const Request& request) {
  return MakeCommand(request, ToAction(request));
}

template <typename Request>
absl::StatusOr<Command> Movement(Cause cause, const Request& request) {
  return MakeCommand(request, ToMovement(cause, request));
}

void FillBrief(const Outcome& outcome, v1::ChangeBrief* brief) {
  const Entry& entry = outcome.entry;
  if (entry.reservation != kNoReservation) brief->set_state(ToProto(entry.state));
  brief->set_sequence(static_cast<int64_t>(entry.sequence));
  brief->set_is_repeat(outcome.repeated);
}

bool ChangesReservation(const Item& item) {
  return item.has_confirm() || item.has_extend() || item.has_fulfil() || item.has_release() ||
         item.has_move();
}

}  // namespace

size_t LinesOf(const Item& item) { return static_cast<size_t>(std::max(1, CountOf(item))); }

absl::StatusOr<Command> ToCommand(const Item& item) {
  switch (item.request_case()) {
    case Item::kReserve:
      return Change(item.reserve());
    case Item::kConfirm:
      return Change(item.confirm());
    case Item::kExtend:
      return Change(item.extend());
    case Item::kFulfil:
      return Change(item.fulfil());
    case Item::kRelease:
      return Change(item.release());
    case Item::kMove:
      return Change(item.move());
    case Item::kReceiveStock:
      return Movement(Cause::kReceive, item.receive_stock());
    case Item::kIssueStock:
      return Movement(Cause::kIssue, item.issue_stock());
    case Item::kAdjustStock:
      return Movement(Cause::kAdjust, item.adjust_stock());
    case Item::kCountStock:
      return Movement(Cause::kCount, item.count_stock());
    case Item::kHoldStock:
      return Movement(Cause::kHold, item.hold_stock());
    case Item::kUnholdStock:
      return Movement(Cause::kUnhold, item.unhold_stock());
    case Item::kReturnStock:
      return Movement(Cause::kReturn, item.return_stock());
    case Item::kSetSafetyStock:
      return Movement(Cause::kSetSafetyStock, item.set_safety_stock());
    case Item::kTransferStock:
      return Change(item.transfer_stock());
    case Item::kCheck:
    case Item::REQUEST_NOT_SET:
      break;
  }
  return BadField("FIELD_OUT_OF_RANGE", "request", "not an item that this server knows");
}

void FillResult(const Item& item, const Outcome& outcome, v1::BatchRequest::Answers answers,
                Engine* engine, v1::BatchResult* result) {
  const bool is_brief = answers == v1::BatchRequest::BRIEF;
  if (item.has_reserve()) {
    if (is_brief) return FillReserve(outcome, result->mutable_reserve_brief());
    return FillReserve(outcome, KeysFrom(engine), result->mutable_reserve());
  }
  if (is_brief) return FillBrief(outcome, result->mutable_change_brief());
  if (ChangesReservation(item)) return FillChange(outcome, engine, result->mutable_change());
  FillStockChange(outcome, engine, result->mutable_stock());
}

void FillError(const absl::Status& status, v1::BatchError* error) {
  // The same bytes: see the message.
  error->ParseFromString(ToRichStatus(status).SerializeAsString());
}

}  // namespace atp
