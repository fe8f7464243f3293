#include "server/translate_stock.h"

#include "server/scalars.h"

namespace atp {

absl::StatusOr<Action> ToAction(const v1::TransferStockRequest& request) {
  const absl::StatusOr<Day> arrival = ParseDay(request.arrival(), "arrival");
  if (!arrival.ok()) return arrival.status();
  const absl::StatusOr<uint32_t> line =
      ParseLineNumber(request.line() == 0 ? 1 : request.line(), "line");
  if (!line.ok()) return line.status();
  TransferStock transfer;
  transfer.item = request.item();
  transfer.from = request.from();
  transfer.to = request.to();
  transfer.quantity = request.quantity();
  transfer.arrival = *arrival;
  transfer.document = request.document();
  transfer.line = *line;
  transfer.note = request.note();
  return transfer;
}

void FillStockChange(const Outcome& outcome, Engine* engine, v1::StockChange* response) {
  FillChanges(outcome.entry, engine, response->mutable_changes());
  response->set_sequence(static_cast<int64_t>(outcome.entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

void FillStock(const StockView& view, v1::Stock* stock) {
  stock->set_item(view.item);
  stock->set_location(view.location);
  FillBalances(view.balances, stock->mutable_balances());
  stock->set_short_by(view.short_by);
  FillAtRisk(view.at_risk, stock->mutable_at_risk());
  stock->set_overdue_supply(view.overdue_supply);
  stock->set_counted_at_sequence(static_cast<int64_t>(view.counted_at));
}

}  // namespace atp
