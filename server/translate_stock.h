#ifndef ATP_SERVER_TRANSLATE_STOCK_H_
#define ATP_SERVER_TRANSLATE_STOCK_H_

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proto/atp/v1/inventory_service.pb.h"
#include "server/translate_position.h"

namespace atp {

// The movements of atp.v1.InventoryService and the engine's commands, outcomes and views.

// Any request with `lines` and `note`.
template <typename Request>
Action ToMovement(Cause cause, const Request& request) {
  MoveStock move;
  move.cause = cause;
  move.note = request.note();
  move.lines.reserve(request.lines_size());
  for (const v1::StockLine& line : request.lines()) {
    move.lines.push_back({line.item(), line.location(), line.quantity()});
  }
  return move;
}

absl::StatusOr<Action> ToAction(const v1::TransferStockRequest& request);

void FillStockChange(const Outcome& outcome, Engine* engine, v1::StockChange* response);
void FillStock(const StockView& view, v1::Stock* stock);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_STOCK_H_
