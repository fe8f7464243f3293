#include "tools/atpbench/html_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tools/atpbench/axis.h"
#include "tools/atpbench/chart.h"

namespace atp {
namespace {

// What is wrong with the tags of `xml`, or empty. It knows elements, attributes in quotes, and the
// doctype.
std::string FindBreak(const std::string& xml) {
  std::vector<std::string> open;
  for (size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const size_t end = xml.find('>', at);
    if (end == std::string::npos) return "a tag does not end";
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.find('<') != std::string::npos) return "a tag in a tag: " + tag;
    if (tag[0] == '!') continue;
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "closes what is not open: " + tag;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

Report Measured() {
  Report report;
  report.options.scenario = *FindScenario("flash-sale");
  report.measured_seconds = 2;
  report.machine.processor = "a <fast> \"one\" & only";
  Recorder recorder(0, 0, INT64_MAX);
  for (int64_t k = 1; k <= 2000; ++k) {
    recorder.Record(OperationKind::kReserve, Answer(), k * 1'000'000, k * 1'000'000 + k * k);
  }
  report.recording = recorder.Take();
  report.server.emplace();
  report.server->busy_cores = 0.5;
  report.server->resident_loaded_bytes = 1 << 20;
  report.server->changes = 10;
  report.server->written_bytes = 1000;
  return report;
}

TEST(HtmlReportTest, IsWellFormedWhateverTheTextsHold) {
  EXPECT_EQ(FindBreak(ToHtml(Measured())), "");
  EXPECT_NE(ToHtml(Measured()).find("a &lt;fast&gt; &quot;one&quot; &amp; only"),
            std::string::npos);
  Report failed = Measured();
  failed.recording.first_error = "<no> & \"never\"";
  failed.recording.kinds[0].failed = 1;
  EXPECT_EQ(FindBreak(ToHtml(failed)), "");
  EXPECT_NE(ToHtml(failed).find("Not sound"), std::string::npos);
}

TEST(ReportTest, WhoSetsADeadlineMayBeTurnedAway) {
  Report report = Measured();
  EXPECT_TRUE(report.IsSound());
  report.recording.kinds[0].turned_away = 1;
  EXPECT_FALSE(report.IsSound());
  report.options.deadline_ms = 10;
  EXPECT_TRUE(report.IsSound());
  report.recording.kinds[0].failed = 1;
  EXPECT_FALSE(report.IsSound());
}

TEST(HtmlReportTest, TheCheckerOfThisTestFindsBreaks) {
  EXPECT_NE(FindBreak("<a><b></a></b>"), "");
  EXPECT_NE(FindBreak("<a>"), "");
  EXPECT_NE(FindBreak("<a"), "");
  EXPECT_EQ(FindBreak("<!DOCTYPE html><a><b x=\"1\"/></a>"), "");
}

TEST(HtmlReportTest, NeedsNoNetworkAndEndsWithTheSizingTable) {
  const std::string html = ToHtml(Measured());
  for (const char* const outside : {"http:", "https:", "<script", "<link", "src=", "@import"}) {
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  }
  const size_t sizing = html.rfind("<h2>");
  EXPECT_EQ(html.substr(sizing, 15), "<h2>Sizing</h2>");
  for (const char* const row : {"orders per second per core", "memory per million positions",
                                "disk per million changes", "recovery time"}) {
    EXPECT_NE(html.find(row, sizing), std::string::npos) << row;
  }
}

TEST(HtmlReportTest, ARunWithoutAnswersIsAReportToo) {
  Report report;
  report.options.scenario = *FindScenario("uniform");
  const std::string html = ToHtml(report);
  EXPECT_EQ(FindBreak(html), "");
  EXPECT_NE(html.find("nothing was measured"), std::string::npos);
}

TEST(SizingTest, RowsAreWhatWasMeasuredDivided) {
  const std::vector<SizingRow> rows = SizingOf(Measured());
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].value, "2000");    // 1,000 a second on half a core
  EXPECT_EQ(rows[1].value, "10 MiB");  // 1 MiB for 100,000 positions
  EXPECT_EQ(rows[2].value, "95 MiB");  // 100 bytes each
  EXPECT_EQ(rows[3].value, "not measured");
}

TEST(SizingTest, OfSomebodyElsesServerNothingIsKnown) {
  Report report = Measured();
  report.server.reset();
  for (const SizingRow& row : SizingOf(report)) EXPECT_EQ(row.value, "not measured") << row.what;
}

TEST(AxisTest, TicksAreRoundAndCoverTheValues) {
  const Axis linear(0, 930, false, 0, 100);
  EXPECT_EQ(linear.ticks(), (std::vector<double>{0, 200, 400, 600, 800, 1000}));
  EXPECT_DOUBLE_EQ(linear.PlaceOf(500), 50);
  const Axis logarithmic(0.3, 70, true, 100, 0);
  EXPECT_EQ(logarithmic.ticks(), (std::vector<double>{0.1, 1, 10, 100}));
  EXPECT_DOUBLE_EQ(logarithmic.PlaceOf(0.1), 100);
  EXPECT_DOUBLE_EQ(logarithmic.PlaceOf(100), 0);
}

TEST(ChartTest, ALineIsLiftedWhereThereIsNoValue) {
  LineChart chart;
  chart.lines.push_back({"a", {1, -1, 1, 1}});
  const std::string svg = ToSvg(chart);
  const std::string path = svg.substr(svg.find("d=\"") + 3);
  EXPECT_EQ(std::count(path.begin(), path.begin() + path.find('"'), 'M'), 2);
  EXPECT_EQ(FindBreak(svg), "");
}

}  // namespace
}  // namespace atp
