#include "tools/supply_history/supply_replay.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/csv/csv_reader.h"
#include "tools/supply_history/order_line.h"

namespace atp {
namespace {

OrderHistory Read(const std::string& path) {
  auto reader = CsvReader::Open(path);
  EXPECT_TRUE(reader.ok()) << reader.status();
  auto history = ReadOrderHistory(reader->get());
  EXPECT_TRUE(history.ok()) << history.status();
  return *std::move(history);
}

// A line that is ordered on a day, promised for 30 days later and so many days late.
OrderLine Line(uint64_t number, Day ordered, int days_late) {
  OrderLine line;
  line.line = number;
  line.id = "PO-" + std::to_string(number);
  line.location = "Kenya";
  line.supplier = "acme";
  line.quantity = 10;
  line.ordered = ordered;
  line.promised = ordered + 30;
  line.delivered = line.promised + days_late;
  return line;
}

constexpr Day kFirst = 20'000;

TEST(SupplyReplayTest, TextCellsAreSetAsideWithLineAndReason) {
  const std::string path = testing::TempDir() + "/cells.csv";
  std::ofstream(path) << "ID,Country,Vendor,PO Sent to Vendor Date,Scheduled Delivery Date,"
                         "Delivered to Client Date,Line Item Quantity\n"
                         "1,Kenya,\"A, Inc.\",11/13/06,2-Dec-06,27-Nov-06,5\n"
                         "2,Kenya,A,Date Not Captured,2-Dec-06,27-Nov-06,5\n"
                         "3,Kenya,A,11/13/06,soon,27-Nov-06,5\n"
                         "4,Kenya,A,11/13/06,2-Dec-06,,5\n"
                         "5,Kenya,A,11/13/06,2-Dec-06,27-Nov-06,few\n"
                         "6,Kenya,,11/13/06,2-Dec-06,27-Nov-06,5\n"
                         "7,Kenya,A,11/13/06,12-Nov-06,27-Nov-06,5\n"
                         "8,Kenya,A,11/13/06,2-Dec-06,12-Nov-06,5\n"
                         "9,Kenya,A\n";
  const OrderHistory history = Read(path);
  ASSERT_EQ(history.lines.size(), 1u);
  EXPECT_EQ(history.lines[0].line, 2u);
  EXPECT_EQ(history.lines[0].supplier, "A, Inc.");
  EXPECT_EQ(history.lines[0].promised - history.lines[0].ordered, 19);
  EXPECT_EQ(history.lines[0].promised - history.lines[0].delivered, 5);
  std::string set_aside;
  for (const LineSetAside& line : history.set_aside) {
    set_aside += std::to_string(line.line) + " " + line.reason + "\n";
  }
  EXPECT_EQ(set_aside,
            "3 ORDERED_NOT_A_DATE: Date Not Captured\n"
            "4 PROMISED_NOT_A_DATE: soon\n"
            "5 DELIVERED_NOT_A_DATE: \n"
            "6 QUANTITY_NOT_A_COUNT: few\n"
            "7 KEY_EMPTY\n"
            "8 PROMISED_BEFORE_ORDERED\n"
            "9 DELIVERED_BEFORE_ORDERED\n"
            "10 TOO_FEW_FIELDS\n");
}

TEST(SupplyReplayTest, WordsAreCountedDayByDay) {
  const ReplayReport report = ReplaySupply({Line(1, kFirst, 3)}, ReplayRules()).value();
  for (const WordTally& tally : report.all) {
    EXPECT_EQ(tally.words, 335u);  // days 30 to 364
    EXPECT_EQ(tally.words_kept, 332u);
    EXPECT_EQ(tally.first_words, 1u);
    EXPECT_EQ(tally.first_kept, 0u);
  }
  EXPECT_EQ(report.missed, 1u);
  EXPECT_EQ(report.missed_told_before, 1u);
  EXPECT_TRUE(report.untold.empty());
}

TEST(SupplyReplayTest, WhoIsToldTooLateIsNamed) {
  ReplayRules rules;
  rules.slip_notice_days = 0;
  const ReplayReport report = ReplaySupply({Line(1, kFirst, 3), Line(2, kFirst, 0)}, rules).value();
  EXPECT_EQ(report.kept, 1u);
  EXPECT_EQ(report.missed, 1u);
  EXPECT_EQ(report.missed_told_before, 0u);
  ASSERT_EQ(report.untold.size(), 1u);
  EXPECT_EQ(report.untold[0].line, 1u);
  EXPECT_EQ(report.untold[0].told, kFirst + 30);
  EXPECT_EQ(report.untold[0].missed, kFirst + 30);
}

// What is learned is what was closed before: a change of the future changes no earlier answer.
TEST(SupplyReplayTest, NothingIsLearnedFromTheFuture) {
  std::vector<OrderLine> lines;
  for (uint64_t i = 1; i <= 30; ++i) lines.push_back(Line(i, kFirst + static_cast<Day>(i), 10));
  ReplayRules rules;
  rules.deliveries_min = 30;
  // 30 are closed on day 70 and learned on the first of the month after it.
  lines.push_back(Line(31, kFirst + 69, 10));
  lines.push_back(Line(32, kFirst + 110, 10));
  const ReplayReport report = ReplaySupply(lines, rules).value();
  EXPECT_EQ(report.learned[0].lines, 1u);
  EXPECT_EQ(report.learned[0].first_kept, 1u);
  EXPECT_EQ(report.learned[0].first_days_after_promised, 10);
  EXPECT_EQ(report.learned[2].first_kept, 0u);
  EXPECT_EQ(report.missed, 31u);
  EXPECT_EQ(report.kept, 1u);

  lines.back().delivered = lines.back().promised + 50;
  const ReplayReport other = ReplaySupply(lines, rules).value();
  EXPECT_EQ(other.learned[0].first_days_after_promised, 10);
  EXPECT_EQ(other.learned[0].first_kept, 0u);
}

TEST(SupplyReplayTest, ASampleOfTwoYears) {
  const OrderHistory history = Read("tools/supply_history/sample.csv");
  EXPECT_EQ(history.lines.size() + history.set_aside.size(), 280u);
  const ReplayReport report = ReplaySupply(history.lines, ReplayRules()).value();
  EXPECT_EQ(report.lines, history.lines.size());
  EXPECT_EQ(report.reservations + report.not_reserved, report.lines);
  EXPECT_EQ(report.kept + report.missed, report.reservations);
  EXPECT_EQ(report.missed_told_before + report.untold.size(), report.missed);
  EXPECT_GT(report.settings_learned, 0u);
  // The more careful the level, the better its word, and the later.
  for (size_t i = 1; i < kConfidenceLevels; ++i) {
    EXPECT_LE(report.learned[i].first_kept, report.learned[i - 1].first_kept);
    EXPECT_LE(report.learned[i].first_days_after_promised,
              report.learned[i - 1].first_days_after_promised);
  }
  EXPECT_LT(report.learned[2].first_kept, report.learned[0].first_kept);
}

}  // namespace
}  // namespace atp
