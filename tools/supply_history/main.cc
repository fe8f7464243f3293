// Replays a delivery history through the engine and says how far the words of each level were kept.

#include <cstdio>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "engine/model/rule.h"
#include "nlohmann/json.hpp"
#include "tools/csv/csv_reader.h"
#include "tools/supply_history/order_line.h"
#include "tools/supply_history/supply_replay.h"

namespace atp {
namespace {

constexpr const char* kLevelNames[] = {"guaranteed", "expected", "optimistic"};

std::string FormatDay(Day day) {
  if (day == kNoDay) return "never";
  return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day);
}

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double Mean(int64_t sum, uint64_t count) {
  return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

void PrintTable(const char* title, const std::array<WordTally, kConfidenceLevels>& tallies) {
  std::printf("\n%s\n%-11s %7s %9s %9s %8s %7s %7s %8s %10s\n", title, "level", "lines", "words",
              "kept", "kept %", "first", "kept", "kept %", "days added");
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    const WordTally& t = tallies[i];
    std::printf("%-11s %7lu %9lu %9lu %8.2f %7lu %7lu %8.2f %10.1f\n", kLevelNames[i], t.lines,
                t.words, t.words_kept, 100 * Share(t.words_kept, t.words), t.first_words,
                t.first_kept, 100 * Share(t.first_kept, t.first_words),
                Mean(t.first_days_after_promised, t.first_words));
  }
}

nlohmann::json ToJson(const std::array<WordTally, kConfidenceLevels>& tallies) {
  nlohmann::json json;
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    const WordTally& t = tallies[i];
    json[kLevelNames[i]] = {
        {"lines", t.lines},
        {"words", t.words},
        {"words_kept", t.words_kept},
        {"first_words", t.first_words},
        {"first_words_kept", t.first_kept},
        {"first_days_after_promised_mean", Mean(t.first_days_after_promised, t.first_words)}};
  }
  return json;
}

void PrintReport(const ReplayReport& report, const std::map<std::string, uint64_t>& set_aside) {
  std::printf("%lu lines replayed, %lu of them delivered after the promised day\n", report.lines,
              report.lines_late);
  for (const auto& [reason, count] : set_aside) {
    std::printf("%lu lines set aside: %s\n", count, reason.c_str());
  }
  std::printf("suppliers learned %lu times, %lu settings\n", report.lessons,
              report.settings_learned);
  PrintTable("all orders", report.all);
  PrintTable("orders from suppliers learned by then", report.learned);
  std::printf("\nreservations: %lu made, %lu not promised, %lu kept, %lu missed\n",
              report.reservations, report.not_reserved, report.kept, report.missed);
  std::printf("missed: %lu told before the day; kept though told at risk: %lu\n",
              report.missed_told_before, report.kept_though_at_risk);
  for (const UntoldMiss& miss : report.untold) {
    std::printf("  not told before: line %lu (id %s) ordered %s, promised %s, told %s, missed %s\n",
                miss.line, miss.id.c_str(), FormatDay(miss.ordered).c_str(),
                FormatDay(miss.promised).c_str(), FormatDay(miss.told).c_str(),
                FormatDay(miss.missed).c_str());
  }
}

int Fail(const char* path, const absl::Status& status) {
  std::fprintf(stderr, "supply_replay: %s: %s\n", path, status.ToString().c_str());
  return 1;
}

int Run(const char* path, const ReplayRules& rules, bool only_json) {
  const auto reader = CsvReader::Open(path);
  if (!reader.ok()) return Fail(path, reader.status());
  const auto history = ReadOrderHistory(reader->get());
  if (!history.ok()) return Fail(path, history.status());
  std::map<std::string, uint64_t> set_aside;
  for (const LineSetAside& line : history->set_aside) {
    std::fprintf(stderr, "line %lu set aside: %s\n", line.line, line.reason.c_str());
    ++set_aside[line.reason];
  }
  const auto report = ReplaySupply(history->lines, rules);
  if (!report.ok()) return Fail(path, report.status());
  if (!only_json) PrintReport(*report, set_aside);
  nlohmann::json untold = nlohmann::json::array();
  for (const UntoldMiss& miss : report->untold) untold.push_back(miss.line);
  const nlohmann::json json = {{"lines", report->lines},
                               {"lines_late", report->lines_late},
                               {"slip_notice_days", rules.slip_notice_days},
                               {"lines_set_aside", history->set_aside.size()},
                               {"lessons", report->lessons},
                               {"settings_learned", report->settings_learned},
                               {"all", ToJson(report->all)},
                               {"learned", ToJson(report->learned)},
                               {"reservations", report->reservations},
                               {"not_reserved", report->not_reserved},
                               {"kept", report->kept},
                               {"missed", report->missed},
                               {"missed_told_before", report->missed_told_before},
                               {"kept_though_at_risk", report->kept_though_at_risk},
                               {"missed_untold_lines", untold}};
  std::printf("%s\n", json.dump().c_str());
  return 0;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  constexpr char kUsage[] = "usage: supply_replay FILE [--json] [--slip-notice-days=0..365]\n";
  constexpr absl::string_view kNotice = "--slip-notice-days=";
  atp::ReplayRules rules;
  bool only_json = false;
  bool is_bad = argc < 2;
  for (int i = 2; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (argument == "--json") {
      only_json = true;
    } else if (absl::ConsumePrefix(&argument, kNotice)) {
      is_bad |= !absl::SimpleAtoi(argument, &rules.slip_notice_days) ||
                rules.slip_notice_days < 0 || rules.slip_notice_days > atp::kHorizonDaysMax;
    } else {
      is_bad = true;
    }
  }
  if (is_bad) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return atp::Run(argv[1], rules, only_json);
}
