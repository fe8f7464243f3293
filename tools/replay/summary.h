#ifndef ATP_TOOLS_REPLAY_SUMMARY_H_
#define ATP_TOOLS_REPLAY_SUMMARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/replay/ledger_client.h"
#include "tools/replay/player.h"
#include "tools/replay/traffic.h"

namespace atp {

// What a replay found. Its first part is what the answers said; the second what is wrong with
// them.
struct Summary {
  uint64_t order_lines = 0;
  uint64_t return_lines = 0;
  uint64_t requests = 0;
  int64_t source_units = 0;
  int64_t ordered_units = 0;
  int64_t promised_units = 0;
  int64_t refused_units = 0;
  int64_t returned_units = 0;
  int64_t set_aside_units = 0;
  uint64_t set_aside_lines = 0;
  std::map<std::string, uint64_t> set_aside_by_reason;
  uint64_t positions = 0;
  int64_t check_p50_us = 0;
  int64_t check_p99_us = 0;
  int64_t reserve_p50_us = 0;
  int64_t reserve_p99_us = 0;

  // Units that were promised, for some day, beyond what was there or expected by that day.
  int64_t oversold_units = 0;
  // source = promised + refused + returned + set aside; this is what is missing on the right.
  int64_t unaccounted_units = 0;
  // Positions whose on-hand or reserved is not what the answers add up to.
  uint64_t tally_mismatches = 0;
  uint64_t failed_requests = 0;

  // Of the watcher: filled in by its owner. On a sound feed deltas_seen = last - first + 1.
  uint64_t first_sequence = 0;
  uint64_t last_sequence = 0;
  uint64_t deltas_seen = 0;
  uint64_t delta_gaps = 0;
  uint64_t delta_repeats = 0;
  uint64_t watch_resumes = 0;

  double seconds = 0;

  bool IsSound() const;
};

// Adds up what was played, and holds the tally against the server's own `stock` at the end.
Summary Summarise(const Traffic& traffic, PlayResult result, const std::vector<HoldingRow>& stock);

// One line of JSON, the fields in the order of Summary.
std::string ToJson(const Summary& summary);

// Some lines for people.
std::string ToTable(const Summary& summary);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_SUMMARY_H_
