#ifndef ATP_ENGINE_LEDGER_AVAILABILITY_H_
#define ATP_ENGINE_LEDGER_AVAILABILITY_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/curve.h"
#include "engine/atp/inputs.h"
#include "engine/ledger/catalog.h"
#include "engine/ledger/position.h"
#include "engine/ledger/quota_split.h"
#include "engine/model/entry.h"

namespace atp {

// Who asks for a promise, as far as it makes a difference.
struct Asker {
  bool is_emergency = false;       // may use safety stock where the rule lets it
  ChannelId channel = kNoChannel;  // whose quota; none: what all channels share
};

// A position as a promise sees it: committed, or with what a command has taken from it so far.
struct PositionFacts {
  PositionId id;
  Balances balances;
  absl::Span<const DatedSupply> supply;
  absl::Span<const DatedDemand> demand;
  absl::Span<const DatedDemand> extra_demand;  // taken by earlier lines of the same command
  const QuotaBook* quotas = nullptr;           // null: none

  // `position` null: nothing is there.
  static PositionFacts Of(PositionId id, const Position* position);
};

// What can be promised of one position to one asker: the rule and the rows that it makes of them.
//
// This is the one place where stock, supply, demand, rules and trust come together. Checks and
// reservations both ask it, so what is answered and what is promised cannot differ.
//
// Made for one question or a few, under the lock of the position's shard, which must be held as
// long as it lives. Where nothing is set it allocates nothing and costs no more than the
// arithmetic below it.
class Availability {
 public:
  // `today` is the day of `now`.
  Availability(const Catalog& catalog, const PositionFacts& facts, const Asker& asker, Day today,
               Micros now);

  // Moved, never copied: the inputs point into the rows that it keeps.
  Availability(Availability&&) = default;
  Availability(const Availability&) = delete;

  const Rule& rule() const { return *choice_.rule; }
  RuleScope scope() const { return choice_.scope; }

  // What may be promised to the asker for a day of the horizon; negative: short by that much.
  Quantity On(Day day) const;
  ChannelId channel() const { return channel_; }
  // Whether quotas or the asker's channel make a difference.
  bool IsDivided() const { return quotas_ != nullptr || channel_ != kNoChannel; }
  // What may be promised to all channels together, and how it is divided among them.
  Quantity UndividedOn(Day day) const;
  QuotaSplit SplitOn(Day day) const;
  // The first day on which so much may be promised; nullopt: on none of the horizon.
  std::optional<Day> Earliest(Quantity quantity) const;
  // Every day, over `horizon_days` or, where that is 0, the rule's horizon.
  Curve ToCurve(int32_t horizon_days = 0) const;

  // The same at another level of trust than the one that may be reserved.
  Quantity OnAt(ConfidenceLevel level, Day day) const;
  // By how much a promise of so many units exceeds what LOOK_AHEAD would promise; 0: it does not,
  // as in LOOK_AHEAD itself.
  Quantity ExceedsLookAheadBy(Day day, Quantity promised) const;

  // By how much promises exceed what is projected, safety stock eaten first; 0: they do not.
  Quantity ShortBy() const;
  // The promises that are not covered, in the order in which promises keep their cover.
  std::vector<struct AtRisk> PromisesAtRisk(const Position& position) const;
  // Supply that is past due and has not come, whether it counts or not.
  Quantity OverdueSupply() const;

  // Whether the source that counts the location has been silent for too long, so that less is
  // promised as its policy says; and what is watched there, null where nothing is.
  bool IsAged() const { return source_ != nullptr && source_->IsAgedAt(now_); }
  const WatchedSource* source() const { return source_; }

  // All levels of trust are one: nothing is discounted, or there is nothing to come.
  bool TrustsFully() const;

  // What the arithmetic is given, for explanations.
  const Inputs& inputs() const { return inputs_; }

 private:
  // Without what safety stock keeps from new promises: it is there to be eaten before an old one
  // is broken.
  Inputs InputsOfOldPromises() const;
  // What of a position's ATP is the asker's.
  Quantity ShareOf(Quantity atp) const;
  Curve Shared(Curve curve) const;
  // On-hand that is sellable, as far as the age of its count lets it be promised.
  Quantity PromisableOnHand() const;
  std::vector<DatedSupply> TrustedAt(ConfidenceLevel level) const;

  const Catalog& catalog_;
  const RuleChoice choice_;
  const WatchedSource* const source_;
  const Day today_;
  const Micros now_;
  const ChannelId channel_;
  const QuotaBook* const quotas_;
  const Balances balances_;
  const absl::Span<const DatedSupply> supply_;  // as announced
  std::vector<DatedSupply> trusted_;            // as trusted at the rule's reserve level, if less
  Inputs inputs_;
};

// The part of safety stock that is kept from `asker`.
Quantity ProtectedSafetyStock(const Rule& rule, Quantity safety_stock, const Asker& asker);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_AVAILABILITY_H_
