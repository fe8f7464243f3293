#ifndef ATP_ENGINE_LEDGER_LINES_AT_HOME_H_
#define ATP_ENGINE_LEDGER_LINES_AT_HOME_H_

#include <cstdint>

#include "engine/model/reservation.h"

namespace atp {

// Where a checkpoint keeps what a reservation's line has of a position: its promise, and what of it
// waits.
//
// A reservation's row holds all its lines. Those of positions of its own shard are at home there:
// the row says all there is. The position of another shard is checkpointed at another moment, so
// there the line has rows of its own, RowType::kPromise and kWaiting. Never both.
inline bool IsAtHome(PositionId position, ReservationId owner) {
  return ShardOfItem(position.item) == HomeOf(owner);
}

// Calls visit(number of the line, line) for each line of `reservation` that is at home and has or
// awaits anything: what its row stands for beside the reservation itself. Stops where `visit`
// returns false, and returns that.
template <typename Visit>
bool VisitLinesAtHome(const Reservation& reservation, Visit visit) {
  for (uint32_t i = 0; i < reservation.lines.size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    if (line.open == 0 && line.backordered == 0) continue;
    if (IsAtHome(line.position, reservation.id) && !visit(i, line)) return false;
  }
  return true;
}

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_LINES_AT_HOME_H_
