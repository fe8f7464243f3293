#include "server/scalars.h"

#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/model/error.h"

namespace atp {
namespace {

constexpr int64_t kSecondsMax = 10'000LL * 366 * 86400;
constexpr int32_t kNanosMax = 999'999'999;
const absl::CivilDay kEpoch(1970, 1, 1);

bool HasShapeOfDay(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

int NumberAt(const std::string& text, size_t begin, size_t size) {
  int number = 0;
  for (size_t i = begin; i < begin + size; ++i) number = number * 10 + (text[i] - '0');
  return number;
}

}  // namespace

absl::StatusOr<Day> ParseDay(const std::string& text, std::string_view field) {
  if (text.empty()) return kNoDay;
  if (HasShapeOfDay(text)) {
    const int year = NumberAt(text, 0, 4);
    const int month = NumberAt(text, 5, 2);
    const int day = NumberAt(text, 8, 2);
    const absl::CivilDay civil(year, month, day);  // carries 02-30 into March
    if (year >= 1970 && civil.month() == month && civil.day() == day) {
      return static_cast<Day>(civil - kEpoch);
    }
  }
  return BadField("DAY_MALFORMED", field, "not a day as 2026-11-23, from 1970 to 9999");
}

std::string FormatDay(Day day) {
  if (day == kNoDay) return "";
  const absl::CivilDay civil = kEpoch + day;
  // Every answer has days in it, and the library's way costs a microsecond.
  const auto year = static_cast<int>(civil.year());
  if (year < 0 || year > 9999) return absl::FormatCivilTime(civil);
  std::string text = "0000-00-00";
  const auto put = [&text](size_t end, int number) {
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, year);
  put(7, civil.month());
  put(10, civil.day());
  return text;
}

absl::StatusOr<ReservationId> ParseReservationId(const std::string& text, std::string_view field) {
  if (text.empty()) return BadField("KEY_EMPTY", field, "a reservation id is needed");
  ReservationId id = kNoReservation;
  const bool is_number =
      text.find_first_not_of("0123456789") == std::string::npos && absl::SimpleAtoi(text, &id);
  if (!is_number || id == kNoReservation || FormatReservationId(id) != text) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_RESERVATION", field,
                     "this is not the id of any reservation");
  }
  return id;
}

std::string FormatReservationId(ReservationId id) {
  return id == kNoReservation ? std::string() : absl::StrCat(id);
}

absl::StatusOr<Micros> ParseDuration(const google::protobuf::Duration& duration,
                                     std::string_view field, std::string_view reason) {
  if (duration.seconds() < 0 || duration.seconds() > kSecondsMax || duration.nanos() < 0 ||
      duration.nanos() > kNanosMax) {
    return BadField(reason, field,
                    "a duration must not be negative, and nanos are 0 to 999,999,999");
  }
  return duration.seconds() * kMicrosPerSecond + (duration.nanos() + 999) / 1000;
}

google::protobuf::Duration FormatDuration(Micros duration) {
  google::protobuf::Duration result;
  result.set_seconds(duration / kMicrosPerSecond);
  result.set_nanos(static_cast<int32_t>(duration % kMicrosPerSecond * 1000));
  return result;
}

absl::StatusOr<Micros> ParseTimestamp(const google::protobuf::Timestamp& timestamp,
                                      std::string_view field) {
  if (timestamp.seconds() < 0 || timestamp.seconds() > kSecondsMax || timestamp.nanos() < 0 ||
      timestamp.nanos() > kNanosMax) {
    return BadField("FIELD_OUT_OF_RANGE", field,
                    "a time must not be before 1970, and nanos are 0 to 999,999,999");
  }
  return timestamp.seconds() * kMicrosPerSecond + timestamp.nanos() / 1000;
}

google::protobuf::Timestamp FormatTimestamp(Micros time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(time / kMicrosPerSecond);
  timestamp.set_nanos(static_cast<int32_t>(time % kMicrosPerSecond * 1000));
  return timestamp;
}

absl::StatusOr<Sequence> ParseSequence(int64_t sequence, std::string_view field) {
  if (sequence < 0) return BadField("FIELD_OUT_OF_RANGE", field, "a sequence is not negative");
  return static_cast<Sequence>(sequence);
}

absl::StatusOr<uint32_t> ParseLineNumber(int32_t line, std::string_view field) {
  if (line < 1) return BadField("FIELD_OUT_OF_RANGE", field, "lines are counted from 1");
  return static_cast<uint32_t>(line);
}

}  // namespace atp
