#ifndef ATP_ENGINE_ATP_OPEN_DEMAND_H_
#define ATP_ENGINE_ATP_OPEN_DEMAND_H_

#include <cstdint>
#include <tuple>

#include "engine/model/types.h"

namespace atp {

// What one reservation line still wants of a position.
struct OpenDemand {
  Day day = 0;
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;
  Quantity quantity = 0;  // >= 0

  // The rank in which lines keep their cover: the older day, then the older reservation.
  friend bool operator<(const OpenDemand& a, const OpenDemand& b) {
    return std::tie(a.day, a.reservation, a.line) < std::tie(b.day, b.reservation, b.line);
  }
};

}  // namespace atp

#endif  // ATP_ENGINE_ATP_OPEN_DEMAND_H_
