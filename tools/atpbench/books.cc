#include "tools/atpbench/books.h"

#include <utility>

#include "absl/container/flat_hash_map.h"

namespace atp {

using Kind = TallyEvent::Kind;

void Books::Note(const Operation& operation, const Answer& answer) {
  if (answer.result != Answer::Result::kDone) return;
  const bool is_promise = operation.kind == OperationKind::kReserve;
  if (!is_promise && operation.kind != OperationKind::kRelease) return;
  MutexLock lock(&mu_);
  for (size_t k = 0; k < operation.lines.size(); ++k) {
    TallyEvent event;
    event.sequence = answer.sequence;
    event.position = operation.lines[k].position;
    event.kind = is_promise ? Kind::kPromise : Kind::kWithdraw;
    event.quantity = is_promise ? answer.PromisedOf(operation, k) : operation.lines[k].quantity;
    events_.push_back(event);
  }
}

void Books::NoteReceipt(uint64_t sequence, uint32_t position, int64_t quantity) {
  MutexLock lock(&mu_);
  events_.push_back({sequence, position, Kind::kSupply, 0, quantity});
}

BooksResult Books::Close() {
  MutexLock lock(&mu_);
  BooksResult result;
  // Only what was touched, numbered anew: of ten million positions that may be few.
  absl::flat_hash_map<uint32_t, uint32_t> touched;
  for (TallyEvent& event : events_) {
    event.position =
        touched.try_emplace(event.position, static_cast<uint32_t>(touched.size())).first->second;
    if (event.kind == Kind::kPromise) result.promised_units += event.quantity;
    if (event.kind == Kind::kWithdraw) result.released_units += event.quantity;
    if (event.kind == Kind::kSupply) result.received_units += event.quantity;
  }
  for (uint32_t position = 0; position < touched.size(); ++position) {
    events_.push_back({0, position, Kind::kSupply, 0, stock_});
  }
  const TallyResult tally = Settle(std::move(events_), touched.size());
  events_.clear();
  result.oversold_units = tally.oversold_units;
  return result;
}

}  // namespace atp
