#ifndef ATP_ENGINE_MODEL_CONFIDENCE_H_
#define ATP_ENGINE_MODEL_CONFIDENCE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace atp {

// The three answers to "how many": what can be kept though suppliers fail as they sometimes do,
// what can be kept if they do as they usually do, and what could be kept if all goes well. From
// the most careful to the least. Values are on disk: add, never change.
enum class ConfidenceLevel : uint8_t { kGuaranteed = 1, kExpected = 2, kOptimistic = 3 };
inline constexpr size_t kConfidenceLevels = 3;

// How far a future supply is trusted: so much of it, so many days after its day.
struct Haircut {
  int32_t percent = 100;  // 0 to 100 of the quantity counts; rounded down to a unit
  int32_t late_days = 0;  // 0 to 365 days after the day that was promised

  bool IsNone() const { return percent == 100 && late_days == 0; }

  friend bool operator==(const Haircut& a, const Haircut& b) {
    return a.percent == b.percent && a.late_days == b.late_days;
  }
};

// Of two opinions on one supply the more careful.
inline Haircut MoreCareful(const Haircut& a, const Haircut& b) {
  return {std::min(a.percent, b.percent), std::max(a.late_days, b.late_days)};
}

// One haircut for each level. Invariant: a more careful level never counts more, nor sooner.
struct Confidence {
  std::array<Haircut, kConfidenceLevels> haircuts;

  const Haircut& At(ConfidenceLevel level) const {
    return haircuts[static_cast<size_t>(level) - 1];
  }
  bool IsFull() const {
    return std::all_of(haircuts.begin(), haircuts.end(),
                       [](const Haircut& haircut) { return haircut.IsNone(); });
  }

  friend bool operator==(const Confidence& a, const Confidence& b) {
    return a.haircuts == b.haircuts;
  }
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_CONFIDENCE_H_
