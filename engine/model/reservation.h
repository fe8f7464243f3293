#ifndef ATP_ENGINE_MODEL_RESERVATION_H_
#define ATP_ENGINE_MODEL_RESERVATION_H_

#include <string>

#include "absl/container/inlined_vector.h"
#include "engine/model/types.h"

namespace atp {

// HELD -> CONFIRMED -> FULFILLED; or RELEASED, or EXPIRED. The last three are final.
enum class ReservationState : uint8_t {
  kHeld = 1,       // kept until its deadline
  kConfirmed = 2,  // kept until fulfilled or released
  kFulfilled = 3,  // nothing open, something was issued
  kReleased = 4,   // nothing open, nothing was issued
  kExpired = 5,    // its deadline passed while held
};

inline bool IsOpen(ReservationState state) { return state <= ReservationState::kConfirmed; }

// One promise: a quantity of one position, due on a day.
// Invariant: promised == open + fulfilled + released (expired quantity counts as released).
struct ReservationLine {
  PositionId position;
  Day day = kNoDay;
  Quantity requested = 0;
  Quantity promised = 0;
  Quantity open = 0;
  Quantity fulfilled = 0;
  Quantity released = 0;
};

struct Reservation {
  ReservationId id = kNoReservation;
  ReservationState state = ReservationState::kHeld;
  Micros created = 0;
  Micros deadline = 0;    // meaningful while HELD, and for EXPIRED the instant it expired
  Micros resolved = 0;    // 0 while open
  std::string reference;  // the caller's own number, may be empty
  absl::InlinedVector<ReservationLine, 1> lines;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_RESERVATION_H_
