#include "tools/atpctl/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace atp {
namespace {

std::string Printed(const Table& table) {
  std::ostringstream out;
  table.Print(out);
  return out.str();
}

TEST(TableTest, AlignsTextLeftAndNumbersRight) {
  Table table({"ITEM", "LOCATION", "ON HAND"});
  table.Add("lamp", "shop", 7);
  table.Add("long table", "d", -1200);
  EXPECT_EQ(Printed(table),
            "ITEM        LOCATION  ON HAND\n"
            "lamp        shop            7\n"
            "long table  d           -1200\n");
}

TEST(TableTest, OneWordAmongNumbersMakesText) {
  Table table({"N"});
  table.Add(1);
  table.Add("none");
  EXPECT_EQ(Printed(table), "N\n1\nnone\n");
}

TEST(TableTest, EmptyTableIsItsHeader) { EXPECT_EQ(Printed(Table({"A", "B"})), "A  B\n"); }

TEST(TableTest, CountsCharactersNotBytes) {
  Table table({"ITEM", "X"});
  table.Add("Stühle", "a");
  table.Add("Tisch", "b");
  EXPECT_EQ(Printed(table), "ITEM    X\nStühle  a\nTisch   b\n");
}

TEST(TableTest, ControlCharactersDoNotReachTheTerminal) {
  Table table({"ITEM"});
  table.Add("a\x1b[31mb\n");
  EXPECT_EQ(Printed(table), "ITEM\na?[31mb?\n");
}

}  // namespace
}  // namespace atp
