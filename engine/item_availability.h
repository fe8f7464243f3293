#ifndef ATP_ENGINE_ITEM_AVAILABILITY_H_
#define ATP_ENGINE_ITEM_AVAILABILITY_H_

#include <optional>

#include "absl/container/inlined_vector.h"
#include "engine/ledger/availability.h"
#include "engine/ledger/ledger.h"
#include "engine/views.h"

namespace atp {

// What can be promised of an item at a location: by its position, or, of a kit, by the positions of
// its parts there. A kit is promised as often as its scarcest part allows, by the rules of its
// parts; what the kit itself has on hand is not counted. In other words, an item that is no kit is
// a kit of one of itself.
//
// Made for one question, under the locks of the item and of its parts.
class ItemAvailability {
 public:
  ItemAvailability(const Ledger& ledger, PositionId id, const Asker& asker, Micros now);

  // The least of the parts'.
  int32_t horizon_days() const;
  // For a day; nothing where that is not within the horizon. The rule named is that of the scarcest
  // part. The location is left to be filled in.
  LocationPromise PromiseOn(Day day) const;
  // As those of Availability.
  std::optional<Day> Earliest(Quantity quantity) const;
  Curve ToCurve(int32_t horizon_days = 0) const;

 private:
  struct Part {
    Availability available;
    Quantity in_one;  // of it in one kit
    Quantity on_hand;
  };
  void Add(const Ledger& ledger, PositionId id, Quantity in_one, const Asker& asker);

  const Micros now_;
  const Day today_;
  absl::InlinedVector<Part, 1> parts_;
};

}  // namespace atp

#endif  // ATP_ENGINE_ITEM_AVAILABILITY_H_
