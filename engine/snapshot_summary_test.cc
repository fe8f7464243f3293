#include "engine/snapshot_summary.h"

#include <limits>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr char kText[] = "rows=4 set=1 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5";

TEST(SnapshotSummaryTest, WhatIsWrittenIsOnDiskAndStays) {
  DriftReport report;
  report.rows = 4;
  report.set = 1;
  report.unchanged = 2;
  report.set_aside = 1;
  report.drift_absolute = 5;
  report.drift_net = -5;
  EXPECT_EQ(FormatSummary(report), kText);
}

TEST(SnapshotSummaryTest, WhatIsWrittenIsReadBack) {
  DriftReport most;
  most.rows = most.set = most.unchanged = most.set_aside = std::numeric_limits<uint64_t>::max();
  most.drift_absolute = std::numeric_limits<Quantity>::max();
  most.drift_net = std::numeric_limits<Quantity>::min();
  for (const DriftReport& report : {DriftReport(), *ParseSummary(kText), most}) {
    const std::string text = FormatSummary(report);
    ASSERT_TRUE(ParseSummary(text).has_value()) << text;
    EXPECT_EQ(FormatSummary(*ParseSummary(text)), text);
  }
}

TEST(SnapshotSummaryTest, AnyOtherTextIsNone) {
  const std::string text = kText;
  for (size_t size = 0; size < text.size() - 1; ++size) {
    EXPECT_FALSE(ParseSummary(text.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(ParseSummary(text + " more=1").has_value());
  EXPECT_FALSE(ParseSummary("set=1 rows=4 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5"));
  EXPECT_FALSE(ParseSummary(text + " ").has_value());
  EXPECT_FALSE(ParseSummary("rows=04 set=1 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5"));
  EXPECT_FALSE(ParseSummary("rows=+4 set=1 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5"));
  EXPECT_FALSE(ParseSummary("rows=x set=1 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5"));
}

}  // namespace
}  // namespace atp
