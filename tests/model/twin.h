#ifndef ATP_TESTS_MODEL_TWIN_H_
#define ATP_TESTS_MODEL_TWIN_H_

#include <functional>
#include <map>
#include <set>
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

  friend bool operator==(const TwinLine& a, const TwinLine& b) {
    return a.line == b.line && a.place == b.place && a.day == b.day && a.requested == b.requested &&
           a.quantity == b.quantity && a.atp == b.atp;
  }
};

// Open lines that are no longer covered: (reservation number, line) and by how much.
using TwinAtRisk = std::map<std::pair<uint64_t, uint32_t>, Quantity>;

// A position as an answer shows it, after the command.
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

struct TwinReservation {
  struct Line {
    Place place;
    Day day = kNoDay;
    Quantity requested = 0;
    Quantity promised = 0;
    Quantity open = 0;
    Quantity fulfilled = 0;
    Quantity released = 0;
  };
  ReservationState state = ReservationState::kHeld;
  Micros deadline = 0;
  Micros resolved = 0;  // for an expired one, its deadline
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

// The engine again, as plainly as can be: one thread, maps by keys, sums taken anew each time they
// are asked for, ATP day by day. What it shares with the engine are the nouns of engine/model;
// reservations have numbers of its own, 1, 2, 3, in the order in which they are made.
//
// Time must not fall from one call to the next.
class Twin {
 public:
  struct Limits {
    int32_t horizon_days = 90;
    Micros hold_default = 15 * 60 * kMicrosPerSecond;
    Micros hold_max = 30 * kMicrosPerDay;
    Micros request_window = 24 * kMicrosPerHour;
    Micros resolved_window = 24 * kMicrosPerHour;
  };

  explicit Twin(const Limits& limits) : limits_(limits) {}

  // In `action` a reservation goes by its number.
  TwinAnswer Execute(const std::string& request_id, const Action& action, bool validate_only,
                     Micros now);

  // Resolves the held reservations whose deadline has come. Execute() begins with it.
  void Expire(Micros now);

  // What follows is true at the time last given.
  // ATP for each day of the horizon, today first.
  std::vector<Quantity> AtpByDay(const Place& place) const;
  TwinStock StockAt(const Place& place) const;
  Quantity OverdueSupplyAt(const Place& place) const;
  // Resolved so long ago that it may be gone.
  bool MayBeForgotten(const TwinReservation& reservation) const;

  std::vector<Place> Places() const;
  const std::map<uint64_t, TwinReservation>& reservations() const { return reservations_; }
  const std::map<SupplyKey, TwinSupply>& supplies() const { return supplies_; }

 private:
  // What is counted and cannot be derived. The other buckets are sums.
  struct Counted {
    Quantity on_hand = 0;
    Quantity held = 0;
    Quantity safety_stock = 0;
    Quantity moved = 0;
  };
  struct Remembered {
    std::string body;
    Micros time = 0;
    TwinAnswer answer;
  };

  // Each returns the reason of an error, or an empty text.
  std::string Check(const Action& action) const;
  std::string Apply(const Reserve& action, TwinAnswer* answer);
  std::string Apply(const ChangeReservation& action, TwinAnswer* answer);
  std::string Apply(const MoveStock& action, TwinAnswer* answer);
  std::string Apply(const TransferStock& action, TwinAnswer* answer);
  std::string Apply(const SetSupply& action, TwinAnswer* answer);
  std::string Apply(const ReceiveSupply& action, TwinAnswer* answer);
  std::string Apply(const CancelSupply& action, TwinAnswer* answer);
  std::string Apply(const ApplySnapshot& action, TwinAnswer* answer);
  std::string Apply(const Configure& action, TwinAnswer* answer);
  // The random commands ask for nothing else; an engine that took it would be found to differ.
  template <typename Other>
  std::string Apply(const Other& action, TwinAnswer* answer) {
    return "NOT_PLAYED";
  }
  std::string ApplyMove(Cause cause, Quantity quantity, Counted* stock) const;
  std::string ShiftOrder(const TwinSupply& asn, Quantity taken);
  void CloseOrderOf(const TwinSupply& asn);
  std::string FindOpenSupply(const SupplyKey& key) const;
  std::string FindPlace(const Place& place) const;
  void MakeKnown(const Place& place);
  void NameLocations(const Action& action);

  Balances BalancesAt(const Place& place) const;
  // Projected on-hand at the end of each day of the horizon, from this opening.
  std::vector<Quantity> ProjectedByDay(const Place& place, Quantity opening) const;

  // The value to change, which Undo() sets back.
  template <typename Map>
  typename Map::mapped_type& Change(Map* map, const typename Map::key_type& key);
  Counted& ChangeStock(const Place& place);
  TwinSupply& ChangeSupply(const SupplyKey& key);
  void Undo();

  const Limits limits_;
  Micros now_ = 0;
  Day today_ = 0;

  std::set<std::string> locations_;
  std::map<std::string, bool> items_;
  std::map<Place, Counted> stock_;
  std::map<uint64_t, TwinReservation> reservations_;
  std::map<SupplyKey, TwinSupply> supplies_;
  std::map<std::string, Remembered> remembered_;
  uint64_t last_reservation_ = 0;

  // Those that may be open; closed ones are dropped when the next command begins.
  std::set<uint64_t> maybe_open_reservations_;
  std::set<SupplyKey> maybe_open_supplies_;

  // Of the command at hand.
  std::vector<std::function<void()>> undo_;
  std::map<Place, Balances> before_;
};

template <typename Map>
typename Map::mapped_type& Twin::Change(Map* map, const typename Map::key_type& key) {
  const auto it = map->find(key);
  if (it == map->end()) {
    undo_.push_back([map, key] { map->erase(key); });
  } else {
    undo_.push_back([map, key, old = it->second] { (*map)[key] = old; });
  }
  return (*map)[key];
}

}  // namespace atp

#endif  // ATP_TESTS_MODEL_TWIN_H_
