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
absl::Status Take(Request* request, absl::StatusOr<Action> action, Command* command) {
  if (!action.ok()) return action.status();
  command->request.request_id = std::move(*request->mutable_request_id());
  command->action = *std::move(action);
  command->validate_only = request->validate_only();
  return absl::OkStatus();
}

template <typename Request>
absl::Status Change(Request* request, Command* command) {
  return Take(request, ToAction(*request), command);
}

template <typename Request>
absl::Status Movement(Cause cause, Request* request, Command* command) {
  return Take(request, ToMovement(cause, *request), command);
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

absl::Status TakeCommand(Item* item, Command* command) {
  switch (item->request_case()) {
    case Item::kReserve:
      return Change(item->mutable_reserve(), command);
    case Item::kConfirm:
      return Change(item->mutable_confirm(), command);
    case Item::kExtend:
      return Change(item->mutable_extend(), command);
    case Item::kFulfil:
      return Change(item->mutable_fulfil(), command);
    case Item::kRelease:
      return Change(item->mutable_release(), command);
    case Item::kMove:
      return Change(item->mutable_move(), command);
    case Item::kReceiveStock:
      return Movement(Cause::kReceive, item->mutable_receive_stock(), command);
    case Item::kIssueStock:
      return Movement(Cause::kIssue, item->mutable_issue_stock(), command);
    case Item::kAdjustStock:
      return Movement(Cause::kAdjust, item->mutable_adjust_stock(), command);
    case Item::kCountStock:
      return Movement(Cause::kCount, item->mutable_count_stock(), command);
    case Item::kHoldStock:
      return Movement(Cause::kHold, item->mutable_hold_stock(), command);
    case Item::kUnholdStock:
      return Movement(Cause::kUnhold, item->mutable_unhold_stock(), command);
    case Item::kReturnStock:
      return Movement(Cause::kReturn, item->mutable_return_stock(), command);
    case Item::kSetSafetyStock:
      return Movement(Cause::kSetSafetyStock, item->mutable_set_safety_stock(), command);
    case Item::kTransferStock:
      return Change(item->mutable_transfer_stock(), command);
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
