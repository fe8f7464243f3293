#ifndef ATP_ENGINE_MODEL_RULE_H_
#define ATP_ENGINE_MODEL_RULE_H_

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "engine/model/confidence.h"
#include "engine/model/supply.h"
#include "engine/model/types.h"

namespace atp {

// How ATP is computed from the projected balance. Only kLookAhead never promises what it cannot
// keep; the others are here for parity with systems that compute so (engine/atp/README.md).
// Values are on disk: add, never change.
enum class AtpMode : uint8_t {
  kLookAhead = 1,
  kDiscrete = 2,
  kCumulative = 3,
  kBackward = 4,
  kBackwardAccumulate = 5,
  kFirstSurplus = 6,
};

// Sets of states and kinds of open supply, one bit each.
using SupplyStateMask = uint8_t;
using SupplyKindMask = uint8_t;
constexpr SupplyStateMask MaskOf(SupplyState state) {
  return static_cast<SupplyStateMask>(1u << static_cast<uint8_t>(state));
}
constexpr SupplyKindMask MaskOf(SupplyKind kind) {
  return static_cast<SupplyKindMask>(1u << static_cast<uint8_t>(kind));
}
inline constexpr SupplyStateMask kAllSupplyStates = MaskOf(SupplyState::kOrdered) |
                                                    MaskOf(SupplyState::kAcknowledged) |
                                                    MaskOf(SupplyState::kShipped);
inline constexpr SupplyKindMask kAllSupplyKinds =
    MaskOf(SupplyKind::kCommitment) | MaskOf(SupplyKind::kAsn) | MaskOf(SupplyKind::kTransfer);

inline constexpr int32_t kHorizonDaysMax = 365;
inline constexpr int32_t kHorizonDaysDefault = 90;
inline constexpr int32_t kPastDueOffsetDaysMax = kHorizonDaysMax;

// A fence that no row is too old for.
inline constexpr int32_t kNoFence = std::numeric_limits<int32_t>::max();

// A Rule says which rows count for available-to-promise (ATP), on which day, and how much of them.
//
// The horizon is the days from today to today + horizon_days - 1. What lies beyond is ignored.
//
// A row of a day before today is past due. It counts on today + offset if it is at most `fence`
// days old, and is ignored otherwise; without a fence every past-due row is ignored. The defaults
// are the two safe ones: a truck that is late is not promised from (it is reported as overdue),
// and a promise that is late is never forgotten.
//
//     fence 7, offset 1     day:   -9   -3  today   +1   +5
//                           row:  200   40            .   10
//                        counts:    -             40(+1)  10
//
// A value: copy it freely.
struct Rule {
  AtpMode mode = AtpMode::kLookAhead;
  int32_t horizon_days = kHorizonDaysDefault;  // 1 to 365, today included

  // nullopt: past-due supply does not count. kNoFence: all of it does.
  std::optional<int32_t> past_due_supply_fence_days;
  int32_t past_due_supply_offset_days = 0;  // 0 to 365

  // nullopt: past-due demand does not count. kNoFence: all of it does.
  std::optional<int32_t> past_due_demand_fence_days = kNoFence;
  int32_t past_due_demand_offset_days = 0;  // 0 to 365

  SupplyStateMask supply_states =
      MaskOf(SupplyState::kAcknowledged) | MaskOf(SupplyState::kShipped);
  SupplyKindMask supply_kinds = kAllSupplyKinds;

  // How long it takes to get more of an item, however much. From today + lead time on ATP is
  // kUnlimited, in every mode, since what is wanted then can be ordered today; the days before are
  // computed as though the horizon ended with them, since what is short after them can be ordered
  // too. The projected balance is what it is. nullopt: no more can be got. 1 to 365; beyond the
  // horizon it has no effect.
  std::optional<int32_t> lead_time_days;

  // The part of a position's safety stock that is kept out of ATP, 0 to 100; rounded up to a unit.
  int32_t safety_stock_protected_percent = 100;
  // Emergency demand may be promised from safety stock.
  bool emergency_uses_safety_stock = false;

  // How far supply is trusted, by its state: element 0 is kOrdered, 1 kAcknowledged, 2 kShipped.
  std::array<Confidence, 3> confidence;
  // The ATP that may be reserved.
  ConfidenceLevel reserve_level = ConfidenceLevel::kGuaranteed;

  bool Counts(SupplyState state, SupplyKind kind) const {
    return (supply_states & MaskOf(state)) != 0 && (supply_kinds & MaskOf(kind)) != 0;
  }
  const Confidence& ConfidenceIn(SupplyState state) const {
    return confidence[static_cast<size_t>(state) - 1];
  }

  friend bool operator==(const Rule& a, const Rule& b);
  friend bool operator!=(const Rule& a, const Rule& b) { return !(a == b); }
};

// Where a rule was found, from the least specific to the most.
enum class RuleScope : uint8_t { kDefault = 1, kLocation = 2, kItem = 3, kPosition = 4 };

// As much as anybody wants.
inline constexpr Quantity kUnlimited = std::numeric_limits<Quantity>::max();

// FIELD_OUT_OF_RANGE or RULE_CONTRADICTS_ITSELF, naming the field below `path` ("rule") at fault.
// Everything else requires what passes.
absl::Status Validate(const Rule& rule, std::string_view path);
absl::Status Validate(const Confidence& confidence, std::string_view path);

// The first day after the horizon. 64 bits: never overflows.
inline int64_t HorizonEnd(const Rule& rule, Day today) {
  return int64_t{today} + rule.horizon_days;
}

inline bool InHorizon(const Rule& rule, Day today, Day day) {
  return day >= today && day < HorizonEnd(rule, today);
}

// Whether a row of `days_late` > 0 days before today counts.
inline bool PastDueCounts(std::optional<int32_t> fence_days, int64_t days_late) {
  return fence_days.has_value() && (*fence_days == kNoFence || days_late <= *fence_days);
}

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_RULE_H_
