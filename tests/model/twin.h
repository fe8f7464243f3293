#ifndef ATP_TESTS_MODEL_TWIN_H_
#define ATP_TESTS_MODEL_TWIN_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/atp/inputs.h"
#include "engine/model/command.h"
#include "tests/model/twin_nouns.h"

namespace atp {

// The engine again, as plainly as can be: one thread, maps by keys, sums taken anew each time they
// are asked for, ATP day by day. What it shares with the engine are the nouns of engine/model, and
// the slow twin of the arithmetic, which is the definitions as loops over days; reservations have
// numbers of its own, 1, 2, 3, in the order in which they are made.
//
// Time must not fall from one call to the next.
class Twin {
 public:
  struct Limits {
    Rule rule;  // where none is set
    Micros hold_default = 15 * 60 * kMicrosPerSecond;
    Micros hold_max = 30 * kMicrosPerDay;
    Micros request_window = 24 * kMicrosPerHour;
    Micros resolved_window = 24 * kMicrosPerHour;
  };

  // Where something can be given to who waits at several places, the order in which that is done
  // only decides how the new lines of one reservation are numbered. It is the engine's to choose.
  using PlaceOrder = std::function<bool(const Place&, const Place&)>;

  Twin(const Limits& limits, PlaceOrder order) : limits_(limits), order_(std::move(order)) {}

  // In `action` a reservation goes by its number.
  TwinAnswer Execute(const std::string& request_id, const Action& action, bool validate_only,
                     Micros now);

  // Resolves the held reservations whose deadline has come, and gives what there is to who waits.
  // Execute() begins with it.
  void Settle(Micros now);

  // What follows is true at the time last given.
  // ATP for each day of the horizon of its rule, today first.
  std::vector<Quantity> AtpByDay(const Place& place, const std::string& channel = "",
                                 bool is_emergency = false) const;
  // The reason why nothing is promised to a channel, if there is one.
  std::string CheckChannel(const std::string& name) const;
  // Those of the place, by channel.
  std::map<std::string, TwinQuota> QuotasAt(const Place& place) const;
  // In the order in which they became known, which is that of their numbers.
  const std::vector<TwinChannel>& channels() const { return channels_; }
  TwinStock StockAt(const Place& place) const;
  Quantity OverdueSupplyAt(const Place& place) const;
  // Resolved so long ago that it may be gone.
  bool MayBeForgotten(const TwinReservation& reservation) const;

  // Whether anything waits that was wanted before today. When it is served decides how many new
  // lines it is served by.
  bool WaitsPastItsDay() const;

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
  std::string Apply(const MoveReservation& action, TwinAnswer* answer);
  std::string Apply(const MoveStock& action, TwinAnswer* answer);
  std::string Apply(const TransferStock& action, TwinAnswer* answer);
  std::string Apply(const SetSupply& action, TwinAnswer* answer);
  std::string Apply(const ReceiveSupply& action, TwinAnswer* answer);
  std::string Apply(const CancelSupply& action, TwinAnswer* answer);
  std::string Apply(const ApplySnapshot& action, TwinAnswer* answer);
  std::string Apply(const ChangeSettings& action, TwinAnswer* answer);
  std::string Apply(const Reconfirm& action, TwinAnswer* answer);
  std::string Apply(const ChangeQuota& action, TwinAnswer* answer);
  std::string Apply(const Configure& action, TwinAnswer* answer);
  // The random commands ask for nothing else; an engine that took it would be found to differ.
  template <typename Other>
  std::string Apply(const Other& action, TwinAnswer* answer) {
    return "NOT_PLAYED";
  }
  std::string TakeLines(const ChangeReservation& action, TwinReservation* reservation,
                        TwinAnswer* answer);
  // The reason why nothing more can be done with a reservation.
  std::string FindOpen(uint64_t number, TwinAnswer* answer) const;
  std::string ApplyMove(Cause cause, Quantity quantity, Counted* stock) const;
  std::string ShiftOrder(const TwinSupply& asn, Quantity taken);
  void CloseOrderOf(const TwinSupply& asn);
  std::string FindOpenSupply(const SupplyKey& key) const;
  std::string FindPlace(const Place& place) const;
  void MakeKnown(const Place& place);
  void NameLocations(const Action& action);

  Balances BalancesAt(const Place& place) const;
  // The most specific rule that is set: item and location, item, location, neither.
  const Rule& RuleAt(const Place& place) const;
  bool IsInHorizon(const Place& place, Day day) const;
  // Open supply and open promises, row by row.
  std::vector<DatedSupply> SupplyRows(const Place& place) const;
  std::vector<DatedDemand> DemandRows(const Place& place) const;

  // The same for all channels together.
  std::vector<Quantity> UndividedByDay(const Place& place, bool is_emergency) const;
  // How so much of a place is divided: by channel what is its own, and what all share under "".
  std::map<std::string, Quantity> Divide(const Place& place, Quantity atp) const;
  void Serve(const Place& place, const std::string& above, Quantity atp,
             std::map<std::string, Quantity>* own) const;
  const TwinChannel* FindChannel(const std::string& name) const;
  // The channel, what it lies in, and so on: the topmost last.
  std::vector<std::string> Upwards(std::string channel) const;
  // The nearest above that has a quota there; empty: none.
  std::string Above(const Place& place, const std::string& channel) const;
  Quantity WithinQuota(const Place& place, const std::string& above) const;
  // A line is promised more, or less, and its quotas pay or are paid back. What is fulfilled is
  // gone, of the own channel's first; what is not comes back, to the pool first.
  void AddPromise(TwinReservation::Line* line, Quantity quantity, const std::string& channel,
                  bool is_emergency = false);
  void GiveBack(TwinReservation::Line* line, Quantity quantity);
  void UseUp(TwinReservation::Line* line, Quantity quantity);
  std::string ChangeOne(ChangeQuota::Verb verb, const QuotaLine& line);

  // A line of a kept reservation, as supply is given out anew.
  struct Claim {
    uint64_t number = 0;
    uint32_t line = 0;
    int32_t minus_priority = 0;
    ShortageStrategy strategy = ShortageStrategy::kRedistribute;
    Quantity has = 0;
    Quantity wants = 0;
  };
  void Give(ShortageStrategy strategy, Quantity Claim::*limit, const std::vector<Claim>& claims);
  void GiveOutAnew(const Place& place, const Reconfirm& action, TwinAnswer* answer);

  // A line that waits, in the order in which lines are served: the higher priority, the older.
  struct Waiting {
    int32_t minus_priority = 0;
    uint64_t number = 0;
    uint32_t line = 0;
  };
  std::vector<Waiting> WaitingAt(const Place& place) const;
  void ServeWaiting();
  // Gives to the first who can have any; false if nobody can.
  bool ServeOne(const Place& place);

  // The value to change, which Undo() sets back.
  template <typename Map>
  typename Map::mapped_type& Change(Map* map, const typename Map::key_type& key);
  Counted& ChangeStock(const Place& place);
  TwinSupply& ChangeSupply(const SupplyKey& key);
  void Undo();

  const Limits limits_;
  const PlaceOrder order_;
  Micros now_ = 0;
  Day today_ = 0;

  std::set<std::string> locations_;
  std::map<std::string, bool> items_;
  std::map<std::pair<std::string, std::string>, Rule> rules_;  // by item and location, or neither
  std::vector<TwinChannel> channels_;
  std::map<Place, std::map<std::string, TwinQuota>> quotas_;
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
