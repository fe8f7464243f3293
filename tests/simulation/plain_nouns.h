#ifndef ATP_TESTS_SIMULATION_PLAIN_NOUNS_H_
#define ATP_TESTS_SIMULATION_PLAIN_NOUNS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/balances.h"
#include "engine/model/entry.h"

namespace atp::simulation {

// An item at a location, by their keys.
using Place = std::pair<std::string, std::string>;

// What a command is answered with. An error has a reason and nothing else.
struct PlainAnswer {
  struct Line {
    Place place;
    Day day = kNoDay;
    Quantity requested = 0;
    Quantity quantity = 0;  // promised, fulfilled or released
    Quantity atp = 0;       // kReserve, kRefuse: what the line saw
  };
  std::string reason;
  // The reservation was resolved so long ago that it may be unknown, or may not.
  bool may_be_forgotten = false;
  Cause cause = Cause::kDefine;
  ReservationId reservation = kNoReservation;
  ReservationState state = ReservationState::kHeld;
  Micros deadline = 0;
  std::vector<Line> lines;
  std::map<Place, Balances> touched;  // as they are after it
  // Of a snapshot: what each of its rows made of a place, or why it was set aside.
  struct Counted {
    std::string set_aside;
    Quantity before = 0;
    Quantity after = 0;
  };
  std::vector<Counted> counted;
};

struct PlainReservation {
  struct Line {
    Place place;
    Day day = kNoDay;
    Quantity promised = 0;
    Quantity open = 0;
    Quantity fulfilled = 0;
    Quantity released = 0;
  };
  ReservationState state = ReservationState::kHeld;
  Micros deadline = 0;
  Micros resolved = 0;
  std::vector<Line> lines;
};

// Whether its deadline has come at `now`.
inline bool IsOver(const PlainReservation& reservation, Micros now) {
  return reservation.state == ReservationState::kHeld && reservation.deadline <= now;
}

struct PlainSupply {
  Place place;
  SupplyState state = SupplyState::kOrdered;
  Day day = kNoDay;
  Quantity quantity = 0;
  Quantity open = 0;
  Quantity received = 0;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_PLAIN_NOUNS_H_
