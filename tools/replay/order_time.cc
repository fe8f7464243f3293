#include "tools/replay/order_time.h"

#include "absl/time/civil_time.h"

namespace atp {
namespace {

// Reads text from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // A number of `digits_min` to `digits_max` digits.
  bool Number(size_t digits_min, size_t digits_max, int* value) {
    size_t digits = 0;
    *value = 0;
    while (digits < rest_.size() && digits < digits_max && IsDigit(rest_[digits])) {
      *value = *value * 10 + (rest_[digits++] - '0');
    }
    rest_.remove_prefix(digits);
    return digits >= digits_min;
  }

  bool OneOf(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool AtEnd() const { return rest_.empty(); }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  std::string_view rest_;
};

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

bool ReadYearFirst(Scanner* in, Date* date) {
  return in->Number(4, 4, &date->year) && in->OneOf("-") && in->Number(1, 2, &date->month) &&
         in->OneOf("-") && in->Number(1, 2, &date->day);
}

bool ReadMonthFirst(Scanner* in, Date* date) {
  return in->Number(1, 2, &date->month) && in->OneOf("/") && in->Number(1, 2, &date->day) &&
         in->OneOf("/") && in->Number(4, 4, &date->year);
}

// The time of day in minutes; seconds are read and dropped.
bool ReadTimeOfDay(Scanner* in, int* minutes) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!in->Number(1, 2, &hour) || !in->OneOf(":") || !in->Number(2, 2, &minute)) return false;
  if (in->OneOf(":") && !in->Number(2, 2, &second)) return false;
  *minutes = hour * 60 + minute;
  return hour < 24 && minute < 60 && second < 60;
}

}  // namespace

std::optional<int64_t> ParseOrderTime(std::string_view text) {
  const bool is_month_first = text.find('/') != std::string_view::npos;
  Scanner in(text);
  Date date;
  if (!(is_month_first ? ReadMonthFirst(&in, &date) : ReadYearFirst(&in, &date))) {
    return std::nullopt;
  }
  if (date.year < 1970 || date.year > 2099) return std::nullopt;
  int minutes = 0;
  if (!in.AtEnd() && (!in.OneOf(" T") || !ReadTimeOfDay(&in, &minutes))) return std::nullopt;
  if (!in.AtEnd()) return std::nullopt;

  const absl::CivilDay day(date.year, date.month, date.day);
  // A day that the calendar does not have has been normalised to another one.
  if (day.year() != date.year || day.month() != date.month || day.day() != date.day) {
    return std::nullopt;
  }
  return (day - absl::CivilDay(1970, 1, 1)) * kMinutesPerDay + minutes;
}

}  // namespace atp
