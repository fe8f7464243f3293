#ifndef ATP_TESTS_MODEL_TWIN_NOUNS_H_
#define ATP_TESTS_MODEL_TWIN_NOUNS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/command.h"

namespace atp {

// An item at a location, by their keys.
using Place = std::pair<std::string, std::string>;

// What one line of a reservation was promised, or what moved of it.
struct TwinLine {
  uint32_t line = 0;
  Place place;
  Day day = kNoDay;
  Quantity requested = 0;
  Quantity quantity = 0;
  Quantity atp = 0;
  Quantity backordered = 0;  // by how much what waits changed
  uint64_t reservation = 0;  // where an answer touches many: its number

  friend bool operator==(const TwinLine& a, const TwinLine& b) {
    return a.line == b.line && a.place == b.place && a.day == b.day && a.requested == b.requested &&
           a.quantity == b.quantity && a.atp == b.atp && a.backordered == b.backordered &&
           a.reservation == b.reservation;
  }
};

// Open lines that are no longer covered: (reservation number, line) and by how much.
using TwinAtRisk = std::map<std::pair<uint64_t, uint32_t>, Quantity>;

// A position as an answer shows it: after the command, before anything is given to who waits.
struct TwinStock {
  Balances balances;
  Quantity short_by = 0;
  TwinAtRisk at_risk;
  bool is_changed = false;

  friend bool operator==(const TwinStock& a, const TwinStock& b) {
    return a.balances == b.balances && a.short_by == b.short_by && a.at_risk == b.at_risk;
  }
};

// What a command is answered with. An error has a reason and nothing else.
struct TwinAnswer {
  std::string reason;
  // The reservation was resolved longer ago than it must be kept: it may be unknown by now.
  bool may_be_forgotten = false;
  bool is_repeated = false;
  Cause cause = Cause::kDefine;
  uint64_t reservation = 0;  // its number; 0: none
  ReservationState state = ReservationState::kHeld;
  Micros deadline = 0;
  std::vector<TwinLine> lines;
  std::map<Place, TwinStock> touched;
};

// What of a promise came from quotas, by channel.
using TwinParts = std::map<std::string, Quantity>;

struct TwinQuota {
  Quantity limit = 0;
  Quantity remaining = 0;
};

struct TwinChannel {
  std::string name;
  std::string parent;  // empty: none
  bool may_use_shared_pool = true;
};

struct TwinReservation {
  struct Line {
    Place place;
    Day day = kNoDay;
    Quantity requested = 0;
    Quantity promised = 0;
    Quantity open = 0;
    Quantity fulfilled = 0;
    Quantity released = 0;
    Quantity backordered = 0;  // waits, beyond what is promised
    TwinParts quota = {};      // of what is open
  };
  ReservationState state = ReservationState::kHeld;
  Micros deadline = 0;
  Micros resolved = 0;  // for an expired one, its deadline
  int32_t priority = 0;
  std::string channel;
  ShortageStrategy strategy = ShortageStrategy::kRedistribute;
  std::vector<Line> lines;
};

struct TwinSupply {
  Place place;
  SupplyState state = SupplyState::kOrdered;
  Day day = kNoDay;
  Quantity quantity = 0;
  Quantity open = 0;
  Quantity received = 0;
  Quantity shipped = 0;
  std::string order_document;
  uint32_t order_line = 0;
};

}  // namespace atp

#endif  // ATP_TESTS_MODEL_TWIN_NOUNS_H_
