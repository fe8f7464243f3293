#ifndef ATP_TOOLS_REPLAY_TRAFFIC_H_
#define ATP_TOOLS_REPLAY_TRAFFIC_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atp {

// What is played at a server, whatever it was made from. Positions are numbers into one table, so
// that a line is small and the tally can count by index.

struct PositionKey {
  std::string item;
  std::string location;
  bool operator<(const PositionKey& other) const {
    return item != other.item ? item < other.item : location < other.location;
  }
};

struct TrafficLine {
  uint32_t position = 0;
  int64_t quantity = 0;    // > 0
  int32_t days_ahead = 0;  // from the server's today
};

// One caller's business, played in this order on one connection: what comes back is returned, then
// what is ordered is reserved by one partial reservation, and the reservation brought to its end.
struct Invoice {
  enum class End : uint8_t {
    kFulfil,   // confirmed, then fulfilled
    kConfirm,  // confirmed, to be fulfilled on a later day: stays reserved
    kRelease,  // released: the customer thought better of it
  };
  std::string key;  // unique; becomes part of the request ids
  std::vector<TrafficLine> ordered;
  std::vector<TrafficLine> returned;
  End end = End::kFulfil;
};

// One line of a supplier's order. `line` is its number within the week's document.
struct Receipt {
  uint32_t line = 0;
  uint32_t position = 0;
  int64_t quantity = 0;
};

// Weeks are barriers: first the receipts of this week arrive, then later ones are announced, then
// its invoices are played over all connections.
struct Week {
  std::vector<Receipt> receipts;  // arrive at the beginning of this week
  int32_t announced_week = 0;     // index of the week at whose beginning they were announced
  std::vector<Invoice> invoices;
};

struct Traffic {
  std::vector<PositionKey> positions;
  std::vector<int64_t> opening;  // by position
  std::vector<Week> weeks;

  // Of the source, for the summary.
  uint64_t order_lines = 0;  // lines with a quantity to order
  uint64_t return_lines = 0;
  int64_t source_units = 0;  // sum of |quantity| over everything that was read
  int64_t set_aside_units = 0;
  uint64_t set_aside_lines = 0;
  std::map<std::string, uint64_t> set_aside_by_reason;
};

// A request takes at most this many lines (the server's limit).
inline constexpr size_t kRequestLinesMax = 1000;

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_TRAFFIC_H_
