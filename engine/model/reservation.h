#ifndef ATP_ENGINE_MODEL_RESERVATION_H_
#define ATP_ENGINE_MODEL_RESERVATION_H_

#include <string>

#include "absl/container/inlined_vector.h"
#include "engine/model/types.h"

namespace atp {

// HELD -> CONFIRMED -> FULFILLED; or RELEASED, or EXPIRED, which are final. BACKORDERED becomes
// CONFIRMED when nothing waits any more; CONFIRMED may become BACKORDERED when supply is given to
// others.
enum class ReservationState : uint8_t {
  kHeld = 1,         // kept until its deadline
  kConfirmed = 2,    // kept until fulfilled or released
  kFulfilled = 3,    // nothing open, something was issued
  kReleased = 4,     // nothing open, nothing was issued
  kExpired = 5,      // its deadline passed while held
  kBackordered = 6,  // kept, and some of it waits for supply
};
inline constexpr ReservationState kReservationStateLast = ReservationState::kBackordered;

inline bool IsOpen(ReservationState state) {
  return state <= ReservationState::kConfirmed || state == ReservationState::kBackordered;
}

// What a demand wants when supply that was promised twice is given out anew. Values are on disk.
enum class ShortageStrategy : uint8_t {
  kWin = 1,           // all of it, at the expense of those below
  kGain = 2,          // keeps what it has, and more if there is
  kRedistribute = 3,  // by priority and age, more or less than it has
  kFill = 4,          // at most what it has, from what is left
  kLose = 5,          // gives up what it has
};

// How much of a promise was taken from a channel's quota.
struct QuotaPart {
  ChannelId channel = kNoChannel;
  Quantity quantity = 0;

  friend bool operator==(const QuotaPart& a, const QuotaPart& b) {
    return a.channel == b.channel && a.quantity == b.quantity;
  }
};
using QuotaParts = absl::InlinedVector<QuotaPart, 1>;

// One promise: a quantity of one position, due on a day.
// Invariant: promised == open + fulfilled + released (expired quantity counts as released).
struct ReservationLine {
  PositionId position;
  Day day = kNoDay;
  uint32_t request_line = 0;  // of the request that this line serves, or serves part of
  Quantity requested = 0;
  Quantity promised = 0;
  Quantity open = 0;
  Quantity fulfilled = 0;
  Quantity released = 0;
  Quantity backordered = 0;         // waits for supply, beyond what is promised
  ItemId substitute_for = kNoItem;  // the item that was asked for, if another is given
  QuotaParts quota = {};            // of the open quantity, the own channel's part first
};

struct Reservation {
  ReservationId id = kNoReservation;
  ReservationState state = ReservationState::kHeld;
  Micros created = 0;
  Micros deadline = 0;    // meaningful while HELD, and for EXPIRED the instant it expired
  Micros resolved = 0;    // 0 while open
  std::string reference;  // the caller's own number, may be empty
  std::string customer;   // for whom, may be empty
  ChannelId channel = kNoChannel;
  int32_t priority = 0;  // the higher the sooner a backorder is served
  ShortageStrategy strategy = ShortageStrategy::kRedistribute;
  absl::InlinedVector<ReservationLine, 1> lines;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_RESERVATION_H_
