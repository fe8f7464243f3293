#ifndef ATP_TESTS_SIMULATION_PLAIN_LEDGER_H_
#define ATP_TESTS_SIMULATION_PLAIN_LEDGER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/model/command.h"
#include "tests/simulation/plain_nouns.h"

namespace atp::simulation {

// Stock and promises as plain loops over maps, for what the actors ask; shares the nouns of
// engine/model with the engine and no arithmetic. A value: a copy is the past kept.
//
// Time may fall from one call to the next. A hold is over in every answer at or after its deadline,
// and for good once a command that concerns it was taken so late. What is refused changes nothing.
class PlainLedger {
 public:
  struct Limits {
    int32_t horizon_days = 0;
    Micros hold_default = 0;
    Micros resolved_window = 0;
  };

  explicit PlainLedger(const Limits& limits) : limits_(limits) {}

  // What the engine must answer at this time. A reservation that is made goes by the id `fresh`.
  PlainAnswer Execute(const Action& action, Micros now, ReservationId fresh);

  // The command that was executed last, with this answer, is at this place of the log.
  void Stamp(Sequence sequence, const PlainAnswer& answer);
  // What came and went at a place after `sequence`, counts apart; nothing if that is too long ago.
  std::optional<Quantity> MovedSince(const Place& place, Sequence sequence) const;
  // Up to where the last snapshot says that it reflects what moved.
  Sequence reflected() const { return reflected_; }

  // Ends every hold whose deadline has come, as time will never fall below `now` again.
  void ExpireUpTo(Micros now);

  // The ATP of each day of the horizon, today first.
  std::vector<Quantity> AtpByDay(const Place& place, Micros now) const;
  Balances BalancesAt(const Place& place, Micros now) const;
  // By how much promises exceed what is projected.
  Quantity ShortAt(const Place& place, Micros now) const;

  // Deadlines of open holds after `from`, up to `to`: the moments at which answers may change.
  std::vector<Micros> DeadlinesIn(Micros from, Micros to) const;
  bool HasDeadlineIn(const Place& place, Micros from, Micros to) const;

  std::vector<Place> Places() const;
  const std::map<ReservationId, PlainReservation>& open() const { return open_; }
  const std::map<ReservationId, PlainReservation>& resolved() const { return resolved_; }
  const std::map<SupplyKey, PlainSupply>& supplies() const { return supplies_; }

 private:
  struct Stock {
    Quantity on_hand = 0;
    Quantity held = 0;
    Quantity safety_stock = 0;
    Quantity moved = 0;
    Sequence counted_at = 0;
    std::vector<std::pair<Sequence, Quantity>> moved_at;  // the last few changes of `moved`
  };
  struct Taken {
    Place place;
    Day day;
    Quantity quantity;
  };

  PlainAnswer Do(const Reserve& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const ChangeReservation& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const MoveStock& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const TransferStock& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const SetSupply& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const ReceiveSupply& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const CancelSupply& action, Micros now, ReservationId fresh);
  PlainAnswer Do(const ApplySnapshot& action, Micros now, ReservationId fresh);
  template <typename Other>
  PlainAnswer Do(const Other&, Micros, ReservationId) {
    return Refuse("NOT_PLAYED");
  }
  static PlainAnswer Refuse(std::string reason);
  std::string Count(const SnapshotRow& row, Sequence reflects, Stock* stock) const;

  std::set<Place> PlacesOf(const Action& action) const;
  void ExpireAt(const std::set<Place>& places, Micros now);
  void Expire(ReservationId id, PlainReservation* reservation);
  void Resolve(ReservationId id);
  std::string FindOpenSupply(const SupplyKey& key) const;
  static std::string Move(Cause cause, Quantity quantity, Stock* stock);
  // The least of the projected balances from each day on, before what `taken` takes.
  std::vector<Quantity> LeastFrom(const Place& place, Micros now, Quantity opening,
                                  const std::vector<Taken>& taken) const;
  std::vector<Quantity> AtpByDay(const Place& place, Micros now,
                                 const std::vector<Taken>& taken) const;

  Limits limits_;
  std::map<Place, Stock> stock_;
  std::map<ReservationId, PlainReservation> open_;
  std::map<ReservationId, PlainReservation> resolved_;  // for as long as they must be remembered
  ReservationId last_forgotten_ = kNoReservation;
  std::map<SupplyKey, PlainSupply> supplies_;
  Sequence reflected_ = 0;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_PLAIN_LEDGER_H_
