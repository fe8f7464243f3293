#ifndef ATP_TOOLS_REPLAY_ORDER_TIME_H_
#define ATP_TOOLS_REPLAY_ORDER_TIME_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace atp {

inline constexpr int64_t kMinutesPerDay = 24 * 60;

// Minutes since the Unix epoch of a time as order files write it: "2010-12-01 08:26:00",
// "2010-12-01T08:26", or month first, "12/1/2010 8:26". The time of day may be missing. Nothing if
// the text is anything else, no day of the calendar (the 30th of February) or not in the years
// 1970 to 2099, where a wrong century would stretch the history over a thousand years.
std::optional<int64_t> ParseOrderTime(std::string_view text);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_ORDER_TIME_H_
