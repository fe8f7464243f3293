#ifndef ATP_TOOLS_SUPPLY_HISTORY_SUPPLY_REPLAY_H_
#define ATP_TOOLS_SUPPLY_HISTORY_SUPPLY_REPLAY_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/confidence.h"
#include "engine/model/types.h"
#include "tools/supply_history/order_line.h"

namespace atp {

struct ReplayRules {
  // A supplier who will be late says so, and for which day, so many days before the promised one;
  // at the earliest on the day of the order.
  int32_t slip_notice_days = 7;
  uint32_t deliveries_min = 20;  // suppliers with fewer closed lines are not learned
  int32_t guaranteed_percentile = 95;
  int32_t expected_percentile = 50;
};

// How a level of trust kept its word. A word is the quantity said, on the day of the order, to be
// there on one day of the year that follows; it is kept if so much had arrived by then.
struct WordTally {
  uint64_t lines = 0;  // asked about
  uint64_t words = 0;  // one for each line and day with a quantity above 0
  uint64_t words_kept = 0;
  // Of each line the word for the first day on which all of it is said to be there: the hardest.
  uint64_t first_words = 0;
  uint64_t first_kept = 0;
  int64_t first_days_after_promised = 0;  // sum of how much later than promised that is
};

// A reservation that was missed though nobody was told before its day.
struct UntoldMiss {
  uint64_t line = 0;  // of the file
  std::string id;
  Day ordered = kNoDay;
  Day promised = kNoDay;
  Day told = kNoDay;  // kNoDay: never
  Day missed = kNoDay;
};

struct ReplayReport {
  std::array<WordTally, kConfidenceLevels> all;
  // Of these, orders from suppliers that something had been learned of by then.
  std::array<WordTally, kConfidenceLevels> learned;
  uint64_t lines = 0;
  uint64_t lines_late = 0;  // delivered after the promised day
  uint64_t lessons = 0;     // times that suppliers were learned
  uint64_t settings_learned = 0;
  uint64_t reservations = 0;
  uint64_t not_reserved = 0;  // nothing was promised within the year
  uint64_t kept = 0;
  uint64_t missed = 0;
  uint64_t missed_told_before = 0;
  uint64_t kept_though_at_risk = 0;  // told, and then it came in time
  std::vector<UntoldMiss> untold;
};

// Plays the history day by day through an engine of its own, whose clock is the history's. Each
// day: on the first of a month suppliers are learned, from what was closed before that day; orders
// become commitments, are asked about at each level, and are promised on the first day on which the
// guaranteed ATP has all of it; slips are announced; what was delivered is received; what is due is
// fulfilled. So no answer knows of anything later than its own day but what a supplier announces.
//
// Each line is an item of its own: no other delivery can make its word good.
//
// INTERNAL if the engine refuses what the history says happened.
absl::StatusOr<ReplayReport> ReplaySupply(const std::vector<OrderLine>& lines,
                                          const ReplayRules& rules);

}  // namespace atp

#endif  // ATP_TOOLS_SUPPLY_HISTORY_SUPPLY_REPLAY_H_
