#include "server/scalars.h"

#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(ScalarsTest, DaysGoBothWays) {
  struct Case {
    const char* text;
    Day day;
  };
  for (const Case& c : {Case{"1970-01-01", 0}, Case{"1970-01-02", 1}, Case{"2000-02-29", 11016},
                        Case{"2026-11-23", 20780}, Case{"9999-12-31", 2932896}, Case{"", kNoDay}}) {
    const auto day = ParseDay(c.text, "day");
    ASSERT_TRUE(day.ok()) << c.text;
    EXPECT_EQ(*day, c.day) << c.text;
    EXPECT_EQ(FormatDay(c.day), c.text);
  }
}

TEST(ScalarsTest, WhatIsNoDayIsRefused) {
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "1969-12-31",
        "0000-01-01", "26-01-01", "2026-1-1", "2026/01/01", "2026-01-01T00:00", " 2026-01-01",
        "2026-01-0x", "-026-01-01", "today"}) {
    const auto day = ParseDay(text, "lines[1].day");
    ASSERT_FALSE(day.ok()) << text;
    EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ErrorReason(day.status()), "DAY_MALFORMED");
    EXPECT_EQ(ErrorField(day.status()), "lines[1].day");
  }
}

TEST(ScalarsTest, ReservationIdsGoBothWays) {
  for (const ReservationId id : {ReservationId{1}, ReservationId{257}, ~ReservationId{0}}) {
    const auto parsed = ParseReservationId(FormatReservationId(id), "reservation_id");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(*parsed, id);
  }
  EXPECT_EQ(FormatReservationId(kNoReservation), "");
}

TEST(ScalarsTest, WhatIsNoReservationIdIsUnknown) {
  for (const char* text :
       {"0", "x", "1x", "-1", "+1", " 1", "01", "0x10", "1.0", "18446744073709551616"}) {
    const auto id = ParseReservationId(text, "reservation_id");
    ASSERT_FALSE(id.ok()) << text;
    EXPECT_EQ(id.status().code(), absl::StatusCode::kNotFound) << text;
    EXPECT_EQ(ErrorReason(id.status()), "UNKNOWN_RESERVATION");
  }
  EXPECT_EQ(ErrorReason(ParseReservationId("", "reservation_id").status()), "KEY_EMPTY");
}

google::protobuf::Duration MakeDuration(int64_t seconds, int32_t nanos) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  duration.set_nanos(nanos);
  return duration;
}

TEST(ScalarsTest, DurationsRoundUpToMicroseconds) {
  EXPECT_EQ(*ParseDuration(MakeDuration(0, 0), "f", "R"), 0);
  EXPECT_EQ(*ParseDuration(MakeDuration(2, 1000), "f", "R"), 2'000'001);
  EXPECT_EQ(*ParseDuration(MakeDuration(0, 1), "f", "R"), 1);
}

TEST(ScalarsTest, DurationsOutOfRangeAreRefused) {
  for (const auto& duration : {MakeDuration(-1, 0), MakeDuration(0, -1),
                               MakeDuration(0, 1'000'000'000), MakeDuration(int64_t{1} << 62, 0)}) {
    const auto micros = ParseDuration(duration, "hold_for", "DEADLINE_OUT_OF_RANGE");
    ASSERT_FALSE(micros.ok()) << duration.ShortDebugString();
    EXPECT_EQ(ErrorReason(micros.status()), "DEADLINE_OUT_OF_RANGE");
  }
}

TEST(ScalarsTest, TimestampsGoBothWays) {
  const Micros time = 1'795'430'400'123'456;
  EXPECT_EQ(*ParseTimestamp(FormatTimestamp(time), "f"), time);
  google::protobuf::Timestamp before_the_epoch;
  before_the_epoch.set_seconds(-1);
  EXPECT_EQ(ErrorReason(ParseTimestamp(before_the_epoch, "f").status()), "FIELD_OUT_OF_RANGE");
}

TEST(ScalarsTest, NumbersBelowTheirLeastAreRefused) {
  EXPECT_EQ(*ParseSequence(7, "f"), 7u);
  EXPECT_EQ(ErrorReason(ParseSequence(-1, "f").status()), "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(*ParseLineNumber(1, "f"), 1u);
  EXPECT_EQ(ErrorReason(ParseLineNumber(0, "f").status()), "FIELD_OUT_OF_RANGE");
}

}  // namespace
}  // namespace atp
