#include "engine/ledger/dated_rows.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr SupplyState kStates[] = {SupplyState::kOrdered, SupplyState::kAcknowledged,
                                   SupplyState::kShipped};

void Add(std::vector<DatedSupply>* rows, Day day, SupplyState state, Quantity quantity) {
  AddRow(rows, {day, quantity, state});
}

// "day state xquantity" of each row.
std::string TextOf(const std::vector<DatedSupply>& rows) {
  std::string text;
  for (const DatedSupply& row : rows) {
    const char* state = "?";
    if (row.state == SupplyState::kOrdered) state = " ordered x";
    if (row.state == SupplyState::kAcknowledged) state = " acknowledged x";
    if (row.state == SupplyState::kShipped) state = " shipped x";
    text +=
        (text.empty() ? "" : ", ") + std::to_string(row.day) + state + std::to_string(row.quantity);
  }
  return text;
}

std::string TextOf(const std::vector<DatedDemand>& rows) {
  std::string text;
  for (const DatedDemand& row : rows) {
    text +=
        (text.empty() ? "" : ", ") + std::to_string(row.day) + " x" + std::to_string(row.quantity);
  }
  return text;
}

TEST(DatedRowsTest, DemandIsSummedByDayInDayOrder) {
  const struct {
    const char* name;
    std::vector<std::pair<Day, Quantity>> added;
    const char* rows;
  } kCases[] = {
      {"nothing", {}, ""},
      {"zero", {{5, 0}}, ""},
      {"in order", {{5, 1}, {6, 2}}, "5 x1, 6 x2"},
      {"out of order", {{6, 2}, {5, 1}, {4, 3}}, "4 x3, 5 x1, 6 x2"},
      {"the same day", {{5, 1}, {6, 2}, {5, 4}}, "5 x5, 6 x2"},
      {"taken back in part", {{5, 4}, {5, -1}}, "5 x3"},
      {"taken back", {{5, 4}, {6, 1}, {5, -4}}, "6 x1"},
      {"the last taken back", {{5, 4}, {5, -4}}, ""},
      {"before the epoch", {{1, 1}, {-1, 2}, {0, 3}}, "-1 x2, 0 x3, 1 x1"},
  };
  for (const auto& c : kCases) {
    std::vector<DatedDemand> rows;
    for (const auto& [day, quantity] : c.added) AddRow(&rows, day, quantity);
    EXPECT_EQ(TextOf(rows), c.rows) << c.name;
  }
}

TEST(DatedRowsTest, SupplyIsSummedByDayAndState) {
  std::vector<DatedSupply> rows;
  Add(&rows, 6, SupplyState::kShipped, 1);
  Add(&rows, 5, SupplyState::kShipped, 2);
  Add(&rows, 5, SupplyState::kOrdered, 3);
  Add(&rows, 5, SupplyState::kAcknowledged, 4);
  Add(&rows, 5, SupplyState::kOrdered, 5);
  Add(&rows, 7, SupplyState::kOrdered, 0);
  EXPECT_EQ(TextOf(rows), "5 ordered x8, 5 acknowledged x4, 5 shipped x2, 6 shipped x1");
  Add(&rows, 5, SupplyState::kAcknowledged, -4);
  Add(&rows, 6, SupplyState::kShipped, -1);
  EXPECT_EQ(TextOf(rows), "5 ordered x8, 5 shipped x2");
}

TEST(DatedRowsTest, ShippedIsInTransitAndTheRestOnOrder) {
  const std::pair<SupplyState, Quantity Balances::*> kCases[] = {
      {SupplyState::kOrdered, &Balances::on_order},
      {SupplyState::kAcknowledged, &Balances::on_order},
      {SupplyState::kShipped, &Balances::in_transit},
  };
  for (const auto& [state, bucket] : kCases) {
    EXPECT_EQ(BucketOf(state), bucket) << static_cast<int>(state);
  }
}

// Each addition is taken back in the end, in another order; the twin is a map.
TEST(DatedRowsTest, RowsAreTheSumsAndNoneOfThemIsZero) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<std::pair<std::pair<Day, int>, Quantity>> changes;
  for (int i = 0; i < 500; ++i) {
    const auto day = static_cast<Day>(random() % 20);
    const auto state = static_cast<int>(random() % 3);
    changes.push_back({{day, state}, static_cast<Quantity>(1 + random() % 5)});
  }
  std::vector<DatedSupply> supply;
  std::vector<DatedDemand> demand;
  std::map<std::pair<Day, int>, Quantity> supply_twin;
  std::map<Day, Quantity> demand_twin;
  for (const Quantity sign : {1, -1}) {
    for (const auto& [what, quantity] : changes) {
      const auto& [day, state] = what;
      Add(&supply, day, kStates[state], sign * quantity);
      AddRow(&demand, day, sign * quantity);
      if ((supply_twin[what] += sign * quantity) == 0) supply_twin.erase(what);
      if ((demand_twin[day] += sign * quantity) == 0) demand_twin.erase(day);
      std::vector<DatedSupply> expected_supply;
      for (const auto& [key, sum] : supply_twin) {
        Add(&expected_supply, key.first, kStates[key.second], sum);
      }
      std::vector<DatedDemand> expected_demand;
      for (const auto& [key, sum] : demand_twin) expected_demand.push_back({key, sum});
      ASSERT_EQ(TextOf(supply), TextOf(expected_supply));
      ASSERT_EQ(TextOf(demand), TextOf(expected_demand));
    }
    std::shuffle(changes.begin(), changes.end(), random);
  }
  EXPECT_TRUE(supply.empty());
  EXPECT_TRUE(demand.empty());
}

}  // namespace
}  // namespace atp
