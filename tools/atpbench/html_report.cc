#include "tools/atpbench/html_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/atpbench/chart.h"

namespace atp {
namespace {

constexpr char kHead[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<title>atpbench: %s</title>\n<style>\n"
    "body { font: 16px/1.5 sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em; }\n"
    "table { border-collapse: collapse; margin: 1em 0; }\n"
    "th, td { text-align: right; padding: 0.25em 0.8em; border-bottom: 1px solid #ddd; }\n"
    "th:first-child, td:first-child, .words { text-align: left; }\n"
    ".good { color: #00614a; } .bad { color: #b00020; font-weight: bold; }\n"
    "svg { width: 100%%; margin: 0.5em 0; }\n"
    "</style>\n</head>\n<body>\n";

// Bars are a quarter of a power of two wide.
constexpr double kBarsAnOctave = 4;

double Ms(int64_t nanos) { return static_cast<double>(nanos) / 1e6; }

std::string Milliseconds(int64_t nanos) { return absl::StrFormat("%.3f", Ms(nanos)); }

std::string Row(const char* tag, const std::vector<std::string>& cells) {
  std::string row = "<tr>";
  for (const std::string& cell : cells)
    absl::StrAppend(&row, "<", tag, ">", EscapeXml(cell), "</", tag, ">");
  return absl::StrCat(row, "</tr>\n");
}

std::string Introduction(const Report& report) {
  const BenchOptions& options = report.options;
  const std::string loop =
      options.rate > 0
          ? absl::StrFormat(
                "Open loop: %.0f operations were sent each second at instants fixed in advance, "
                "and "
                "waiting counts from these instants, so that a stall counts for everybody who "
                "would "
                "have come meanwhile.",
                options.rate)
          : absl::StrFormat(
                "Closed loop: %d operations were on their way at any time, and each answer was "
                "followed by the next operation. This shows how much the server bears, not how "
                "long "
                "customers would wait at a given rate: that is what the open loop is for.",
                options.in_flight);
  return absl::StrFormat(
      "<h1>atpbench: %s</h1>\n<p>%s</p>\n<p>%s</p>\n"
      "<p>Operations travelled %s. %d items at %d location%s with %d units each; orders of up to "
      "%d "
      "lines; seed %d. Measured "
      "for "
      "%.1f s after a warm-up of %.1f s, on %s; server %s and load together on %d cores of %s, "
      "%s.</p>\n",
      EscapeXml(options.scenario.name), EscapeXml(options.scenario.meaning), EscapeXml(loop),
      absl::StrCat(
          options.is_batched ? "together, on batched streams" : "one by one, a call for each",
          options.credentials.tls_ca.empty() ? "" : ", over TLS"),
      options.catalogue.items, options.catalogue.locations,
      options.catalogue.locations == 1 ? "" : "s", options.stock, options.basket_lines_max,
      options.seed, report.measured_seconds, options.warm_up_seconds,
      EscapeXml(report.machine.time), EscapeXml(report.server_version), report.machine.cores,
      EscapeXml(report.machine.processor), EscapeXml(report.machine.kernel));
}

std::string Verdict(const Report& report) {
  if (report.IsSound()) {
    return absl::StrFormat(
        "<p class=\"good\">Nothing was oversold: of %d units that were promised and %d that were "
        "given "
        "back, added up from the answers alone and position by position, never more was promised "
        "than "
        "there was. No call failed.</p>\n",
        report.books.promised_units, report.books.released_units);
  }
  return absl::StrFormat(
      "<p class=\"bad\">Not sound: %d units oversold, %d calls failed, %d turned away, %d deltas "
      "lost. "
      "%s</p>\n",
      report.books.oversold_units, report.failed(), report.turned_away(),
      report.follow ? report.follow->gaps : 0, EscapeXml(report.recording.first_error));
}

std::string LatencyTable(const Report& report) {
  std::string html =
      "<h2>How long answers took</h2>\n<p>Half of all answers came within p50, 99 of 100 "
      "within p99, 999 of 1,000 within p99.9. In milliseconds.</p>\n<table>\n";
  absl::StrAppend(&html, Row("th", {"", "answers", "a second", "p50", "p99", "p99.9", "longest",
                                    "refused: too little", "turned away", "failed"}));
  for (size_t k = 0; k < kOperationKinds; ++k) {
    const KindResult& kind = report.recording.kinds[k];
    const Histogram& latency = kind.latency;
    if (latency.count() + kind.turned_away + kind.failed == 0) continue;
    const auto operation = static_cast<OperationKind>(k);
    absl::StrAppend(&html, Row("td", {NameOf(operation), absl::StrCat(latency.count()),
                                      absl::StrFormat("%.0f", report.rate_of(operation)),
                                      Milliseconds(latency.Percentile(50)),
                                      Milliseconds(latency.Percentile(99)),
                                      Milliseconds(latency.Percentile(99.9)),
                                      Milliseconds(latency.max()), absl::StrCat(kind.refused),
                                      absl::StrCat(kind.turned_away), absl::StrCat(kind.failed)}));
  }
  return absl::StrCat(html, "</table>\n");
}

// A line for each kind that was answered at all; `read` gives its value of a second.
LineChart OverTime(const Report& report, double (*read)(const SecondOfKind&)) {
  LineChart chart;
  chart.x_label = "seconds from the start, warm-up included";
  // The run ended within the last one, which would look like a collapse.
  const size_t whole_seconds = std::max<size_t>(report.recording.seconds.size(), 2) - 1;
  if (report.recording.seconds.empty()) return chart;
  for (size_t k = 0; k < kOperationKinds; ++k) {
    if (report.recording.kinds[k].latency.count() == 0) continue;
    ChartLine line{NameOf(static_cast<OperationKind>(k)), {}};
    for (size_t i = 0; i < whole_seconds; ++i) {
      line.values.push_back(read(report.recording.seconds[i][k]));
    }
    chart.lines.push_back(std::move(line));
  }
  return chart;
}

std::string Throughput(const Report& report) {
  LineChart chart = OverTime(
      report, [](const SecondOfKind& second) { return static_cast<double>(second.count); });
  chart.title = "Answers a second";
  chart.y_label = "answers";
  return ToSvg(chart);
}

std::string LatencyOverTime(const Report& report) {
  std::string html;
  LineChart typical =
      OverTime(report, [](const SecondOfKind& s) { return s.count == 0 ? -1 : Ms(s.p50); });
  typical.title = "p50 of each second";
  LineChart slow =
      OverTime(report, [](const SecondOfKind& s) { return s.count == 0 ? -1 : Ms(s.p99); });
  slow.title = "p99 of each second";
  LineChart slowest =
      OverTime(report, [](const SecondOfKind& s) { return s.count == 0 ? -1 : Ms(s.max); });
  slowest.title = "Longest of each second";
  for (LineChart* chart : {&typical, &slow, &slowest}) {
    chart->y_label = "ms";
    chart->is_logarithmic = true;
    absl::StrAppend(&html, ToSvg(*chart));
  }
  return html;
}

std::string Distribution(const KindResult& kind, OperationKind operation) {
  std::map<int, int64_t> counts;
  kind.latency.ForEachBucket([&counts](int64_t low, int64_t high, int64_t count) {
    const double middle = (static_cast<double>(low) + static_cast<double>(high)) / 2;
    counts[static_cast<int>(std::floor(std::log2(std::max(middle, 1.0)) * kBarsAnOctave))] += count;
  });
  BarChart chart;
  chart.title = absl::StrCat("How long each ", NameOf(operation), " took");
  chart.x_label = "ms";
  chart.y_label = "answers";
  for (const auto& [step, count] : counts) {
    chart.bars.push_back({std::exp2(step / kBarsAnOctave) / 1e6,
                          std::exp2((step + 1) / kBarsAnOctave) / 1e6, static_cast<double>(count)});
  }
  return ToSvg(chart);
}

std::string Meanwhile(const Report& report) {
  std::string html;
  if (report.pushes) {
    absl::StrAppendFormat(&html,
                          "<p>Meanwhile %d stock counts were pushed, %d rows in all, %.0f rows a "
                          "second.</p>\n",
                          report.pushes->pushes, report.pushes->rows,
                          report.pushes->rows_a_second());
  }
  if (report.follow) {
    const FollowUse& follow = *report.follow;
    absl::StrAppendFormat(
        &html,
        "<p>Meanwhile %d subscribers got %d deltas. From when the change was decided to "
        "when a subscriber had it, its sync included: p50 %s ms, p99 %s ms, longest "
        "%s ms.</p>\n",
        follow.subscribers, follow.deltas, Milliseconds(follow.delay.Percentile(50)),
        Milliseconds(follow.delay.Percentile(99)), Milliseconds(follow.delay.max()));
  }
  return html;
}

std::string Sizing(const Report& report) {
  std::string html = "<h2>Sizing</h2>\n<table>\n";
  absl::StrAppend(&html, "<tr><th></th><th>measured</th><th class=\"words\">how</th></tr>\n");
  for (const SizingRow& row : SizingOf(report)) {
    absl::StrAppend(&html, "<tr><td>", EscapeXml(row.what), "</td><td>", EscapeXml(row.value),
                    "</td><td class=\"words\">", EscapeXml(row.how), "</td></tr>\n");
  }
  return absl::StrCat(html, "</table>\n");
}

}  // namespace

std::string ToHtml(const Report& report) {
  std::string html = absl::StrFormat(kHead, EscapeXml(report.options.scenario.name));
  absl::StrAppend(&html, Introduction(report), Verdict(report), LatencyTable(report),
                  Meanwhile(report), "<h2>Over time</h2>\n", Throughput(report),
                  LatencyOverTime(report), "<h2>Distribution</h2>\n");
  for (size_t k = 0; k < kOperationKinds; ++k) {
    if (report.recording.kinds[k].latency.count() == 0) continue;
    absl::StrAppend(&html, Distribution(report.recording.kinds[k], static_cast<OperationKind>(k)));
  }
  return absl::StrCat(html, Sizing(report), "</body>\n</html>\n");
}

}  // namespace atp
