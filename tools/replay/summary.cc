#include "tools/replay/summary.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/load/tally.h"
#include "tools/replay/percentile.h"

namespace atp {
namespace {

uint64_t CountMismatches(const Traffic& traffic, const std::vector<TallyBalance>& tally,
                         const std::vector<HoldingRow>& stock) {
  std::map<PositionKey, TallyBalance> held;
  for (const HoldingRow& row : stock) held[row.position] = {row.quantity, row.reserved};
  uint64_t mismatches = 0;
  for (size_t p = 0; p < tally.size(); ++p) {
    const auto found = held.find(traffic.positions[p]);
    const TallyBalance actual = found == held.end() ? TallyBalance{} : found->second;
    mismatches += !(actual == tally[p]);
  }
  return mismatches;
}

std::string Row(const char* name, int64_t value) {
  return absl::StrFormat("  %-22s %14d\n", name, value);
}

}  // namespace

bool Summary::IsSound() const {
  return oversold_units == 0 && unaccounted_units == 0 && tally_mismatches == 0 &&
         failed_requests == 0 && delta_gaps == 0 && delta_repeats == 0 &&
         deltas_seen == last_sequence + 1 - first_sequence;
}

Summary Summarise(const Traffic& traffic, PlayResult result, const std::vector<HoldingRow>& stock) {
  Summary summary;
  summary.order_lines = traffic.order_lines;
  summary.return_lines = traffic.return_lines;
  summary.requests = result.requests;
  summary.source_units = traffic.source_units;
  summary.ordered_units = result.ordered_units;
  summary.promised_units = result.promised_units;
  summary.refused_units = result.refused_units;
  summary.returned_units = result.returned_units;
  summary.set_aside_units = traffic.set_aside_units;
  summary.set_aside_lines = traffic.set_aside_lines;
  summary.set_aside_by_reason = traffic.set_aside_by_reason;
  summary.positions = traffic.positions.size();
  summary.check_p50_us = Percentile(&result.check_us, 50);
  summary.check_p99_us = Percentile(&result.check_us, 99);
  summary.reserve_p50_us = Percentile(&result.reserve_us, 50);
  summary.reserve_p99_us = Percentile(&result.reserve_us, 99);
  summary.failed_requests = result.failed_requests;
  summary.unaccounted_units = traffic.source_units - result.promised_units - result.refused_units -
                              result.returned_units - traffic.set_aside_units;

  const TallyResult tally = Settle(std::move(result.events), traffic.positions.size());
  summary.oversold_units = tally.oversold_units;
  summary.tally_mismatches = CountMismatches(traffic, tally.balances, stock);
  return summary;
}

std::string ToJson(const Summary& summary) {
  const nlohmann::ordered_json json = {
      {"order_lines", summary.order_lines},
      {"return_lines", summary.return_lines},
      {"requests", summary.requests},
      {"source_units", summary.source_units},
      {"ordered_units", summary.ordered_units},
      {"promised_units", summary.promised_units},
      {"refused_units", summary.refused_units},
      {"returned_units", summary.returned_units},
      {"set_aside_units", summary.set_aside_units},
      {"set_aside_lines", summary.set_aside_lines},
      {"set_aside_by_reason", summary.set_aside_by_reason},
      {"positions", summary.positions},
      {"check_p50_us", summary.check_p50_us},
      {"check_p99_us", summary.check_p99_us},
      {"reserve_p50_us", summary.reserve_p50_us},
      {"reserve_p99_us", summary.reserve_p99_us},
      {"oversold_units", summary.oversold_units},
      {"unaccounted_units", summary.unaccounted_units},
      {"tally_mismatches", summary.tally_mismatches},
      {"failed_requests", summary.failed_requests},
      {"first_sequence", summary.first_sequence},
      {"last_sequence", summary.last_sequence},
      {"deltas_seen", summary.deltas_seen},
      {"delta_gaps", summary.delta_gaps},
      {"delta_repeats", summary.delta_repeats},
      {"watch_resumes", summary.watch_resumes},
      {"seconds", static_cast<int64_t>(summary.seconds * 1000) / 1000.0},
  };
  return json.dump();
}

std::string ToTable(const Summary& summary) {
  std::string set_aside;
  for (const auto& [reason, count] : summary.set_aside_by_reason) {
    absl::StrAppendFormat(&set_aside, "    %-20s %14d\n", reason, count);
  }
  return absl::StrCat(
      Row("order lines", summary.order_lines), Row("return lines", summary.return_lines),
      Row("lines set aside", summary.set_aside_lines), set_aside,
      Row("positions", summary.positions), Row("requests", summary.requests), "units\n",
      Row("promised", summary.promised_units), Row("refused", summary.refused_units),
      Row("returned", summary.returned_units), Row("set aside", summary.set_aside_units),
      Row("unaccounted", summary.unaccounted_units), Row("= of the source", summary.source_units),
      "latency in microseconds    p50       p99\n",
      absl::StrFormat("  check            %10d %9d\n", summary.check_p50_us, summary.check_p99_us),
      absl::StrFormat("  reserve          %10d %9d\n", summary.reserve_p50_us,
                      summary.reserve_p99_us),
      "must be 0\n", Row("units oversold", summary.oversold_units),
      Row("positions mismatched", summary.tally_mismatches),
      Row("requests failed", summary.failed_requests), Row("delta gaps", summary.delta_gaps),
      Row("delta repeats", summary.delta_repeats),
      absl::StrFormat("deltas %d for the sequences %d to %d; %.1f s\n", summary.deltas_seen,
                      summary.first_sequence, summary.last_sequence, summary.seconds));
}

}  // namespace atp
