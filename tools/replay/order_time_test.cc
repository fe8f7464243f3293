#include "tools/replay/order_time.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(OrderTimeTest, ReadsBothWaysOfWritingIt) {
  constexpr int64_t kDay = 14944;  // 2010-12-01
  struct {
    const char* text;
    std::optional<int64_t> minute;
  } rows[] = {
      {"1970-01-01", 0},
      {"1970-01-02 00:01", kMinutesPerDay + 1},
      {"2010-12-01 08:26:00", kDay * kMinutesPerDay + 506},
      {"2010-12-01T08:26:59", kDay * kMinutesPerDay + 506},
      {"2010-12-01", kDay * kMinutesPerDay},
      {"12/1/2010 8:26", kDay * kMinutesPerDay + 506},
      {"12/01/2010 08:26", kDay * kMinutesPerDay + 506},
      {"12/1/2010", kDay * kMinutesPerDay},
      {"2/29/2012 0:00", 15399 * kMinutesPerDay},
      {"2/29/2011 0:00", std::nullopt},
      {"13/1/2010 8:26", std::nullopt},
      {"2010-13-01 08:26:00", std::nullopt},
      {"1969-12-31", std::nullopt},
      {"2100-01-01", std::nullopt},
      {"2010-12-32", std::nullopt},
      {"2010-00-01", std::nullopt},
      {"2010-12-01 24:00:00", std::nullopt},
      {"2010-12-01 08:60:00", std::nullopt},
      {"2010-12-01 08:26:61", std::nullopt},
      {"2010-12-01 08:26:00Z", std::nullopt},
      {"2010-12-01 ", std::nullopt},
      {"2010-12-01 8", std::nullopt},
      {"10-12-01 08:26", std::nullopt},
      {"yesterday", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(ParseOrderTime(row.text), row.minute) << row.text;
}

}  // namespace
}  // namespace atp
