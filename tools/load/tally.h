#ifndef ATP_TOOLS_LOAD_TALLY_H_
#define ATP_TOOLS_LOAD_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace atp {

// One thing that an answer said had happened at a position.
struct TallyEvent {
  enum class Kind : uint8_t {
    kSupply,    // on hand from now: opening stock, a return
    kExpect,    // announced for `day`
    kReceive,   // what was expected on `day` is on hand from now
    kPromise,   // promised for `day`
    kWithdraw,  // a promise for `day` was released
    kFulfil,    // a promised quantity left the shelf
  };
  uint64_t sequence = 0;  // the ledger's, as the answer gave it
  uint32_t position = 0;  // index into the traffic's positions
  Kind kind = Kind::kSupply;
  int32_t day = 0;  // days since the epoch; not used by kSupply and kFulfil
  int64_t quantity = 0;
};

// What the tally says a position must hold after all events.
struct TallyBalance {
  int64_t on_hand = 0;
  int64_t reserved = 0;
  bool operator==(const TallyBalance& other) const {
    return on_hand == other.on_hand && reserved == other.reserved;
  }
};

// The books of one position, kept only from what the server answered. It knows nothing of how the
// server decides: it adds up.
class PositionTally {
 public:
  void Apply(const TallyEvent& event);

  // The most by which promises for days up to some day ever exceeded what was on hand or expected
  // by that day. 0 if the server never oversold.
  int64_t oversold() const { return oversold_; }
  const TallyBalance& balance() const { return balance_; }

 private:
  // Promises less supply up to the worst day; at least 0.
  int64_t Excess() const;

  TallyBalance balance_;
  int64_t supply_ = 0;                   // all that ever was on hand
  std::map<int32_t, int64_t> expected_;  // open, by day
  std::map<int32_t, int64_t> promised_;  // not withdrawn, by day
  int64_t oversold_ = 0;
};

struct TallyResult {
  int64_t oversold_units = 0;
  std::vector<TallyBalance> balances;  // by position
};

// Applies `events` in the ledger's order, whatever the order of their arrival: several connections
// learn of their answers in another order than the ledger gave them, and only the ledger's own
// order says which supply was known when a promise was made.
TallyResult Settle(std::vector<TallyEvent> events, size_t positions);

}  // namespace atp

#endif  // ATP_TOOLS_LOAD_TALLY_H_
