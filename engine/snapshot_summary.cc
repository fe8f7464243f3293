#include "engine/snapshot_summary.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace atp {
namespace {

// Takes "name=number" and the space after it, if there is one, from the front of *text.
template <typename Number>
bool Take(absl::string_view name, absl::string_view* text, Number* number) {
  const absl::string_view word = text->substr(0, text->find(' '));
  text->remove_prefix(word.size());
  absl::ConsumePrefix(text, " ");
  absl::string_view digits = word;
  return absl::ConsumePrefix(&digits, name) && absl::ConsumePrefix(&digits, "=") &&
         absl::SimpleAtoi(digits, number);
}

}  // namespace

std::string FormatSummary(const DriftReport& report) {
  return absl::StrCat("rows=", report.rows, " set=", report.set, " unchanged=", report.unchanged,
                      " set_aside=", report.set_aside, " drift_absolute=", report.drift_absolute,
                      " drift_net=", report.drift_net);
}

std::optional<DriftReport> ParseSummary(std::string_view text) {
  absl::string_view rest(text.data(), text.size());
  DriftReport report;
  const bool is_whole = Take("rows", &rest, &report.rows) && Take("set", &rest, &report.set) &&
                        Take("unchanged", &rest, &report.unchanged) &&
                        Take("set_aside", &rest, &report.set_aside) &&
                        Take("drift_absolute", &rest, &report.drift_absolute) &&
                        Take("drift_net", &rest, &report.drift_net);
  // Numbers can be written in more ways than one.
  if (!is_whole || FormatSummary(report) != text) return std::nullopt;
  return report;
}

}  // namespace atp
