#ifndef ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_
#define ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_

#include "absl/status/statusor.h"
#include "engine/atp/curve.h"
#include "engine/ledger/draft.h"

namespace atp {

// How the lines of a request become lines of a reservation. Each way to serve a line is made of the
// one before:
//
//     decide_reserve.cc      a position promises           AtpAt, PromiseAt
//     decide_kit.cc          an item promises: by its position or, being a kit, by the positions
//                            of its parts                  Promisable, Serve
//     decide_substitute.cc   a line is served by its item or by what may be given in its place
//                                                          ServeOrSubstitute
//     decide_sourced.cc      lines that name a group are planned, and served part by part
//                                                          ServeSourced

// A request that is being decided.
struct Serving {
  const DecideContext& context;
  const Reserve& action;
  const Asker asker;
  Draft* draft;

  const Catalog& catalog() const { return context.ledger->directory().catalog(); }
};

// Where and for when something is promised. Of a kit the position is where it has none of its own.
struct Place {
  uint32_t request_line = 0;  // that it serves
  PositionId position;
  Day day = kNoDay;
  ItemId substitute_for = kNoItem;
};

// How much is wanted of a place, and what becomes of what it cannot promise.
struct Share {
  Quantity wanted = 0;
  Quantity at_most = 0;  // promise no more than this of it
  ReserveMode mode = ReserveMode::kAllOrNothing;

  static Share Of(Quantity wanted, ReserveMode mode) { return {wanted, wanted, mode}; }
};

using LineEffects = decltype(Entry::lines);

// What a position may promise there, to this request and after what it took already.
// DAY_OUTSIDE_HORIZON, EMERGENCY_NOT_PERMITTED.
absl::StatusOr<Quantity> AtpAt(const Serving& serving, const Place& place);

// Promises a share of a position, and says what was: all of it; nothing, with the number that could
// have been (kAllOrNothing); what there is; or what there is, and the rest waits (kBackorder).
absl::StatusOr<LineEffect> PromiseAt(const Serving& serving, const Place& place,
                                     const Share& share);

// What an item may promise, which may be a kit: as many as the scarcest of its parts allows, by the
// rules of these. What a kit has on hand itself is not counted: it is no stock of its own.
absl::StatusOr<Quantity> Promisable(const Serving& serving, const Place& place);

// The same of every day that the rules allow.
Curve PromisableCurve(const Serving& serving, PositionId id);

// Promises a share of an item. A kit is promised in whole kits, and each part of it is a line. Only
// what waits may be part of a kit: each part is kept from when it can be, until the kit is whole.
absl::Status Serve(const Serving& serving, const Place& place, const Share& share,
                   LineEffects* lines);

// Serves a line by `item`, which is the place's, or, if the request accepts substitutes and the
// item itself cannot serve it whole, by these: kAllOrNothing by the first that can serve it whole;
// otherwise by what the item has and then what the substitutes have, in order, and what is missing
// is missing of the item. A substitute's substitutes are not asked. One whose rule does not let it
// be promised (AtpAt) has nothing.
absl::Status ServeOrSubstitute(const Serving& serving, const std::string& item, const Place& place,
                               Quantity quantity, LineEffects* lines);

// Serves all lines of the request that name a group of locations: plans them (engine/sourcing) from
// what can be promised now, after what the request took already, and promises the parts of the
// plan. So the same request gets the same plan, rehearsed or not, while nothing else happens.
//
// A location takes part if there is a way from it to the region, if its rule lets the last day be
// promised on which the line can leave it, and if that is not before today. What the plan leaves
// out is missing of the first such location, and waits there (kBackorder). A plan that is refused
// has one line effect for each line, with what it could have had. Substitutes are not asked.
//
// In a parity mode a promise may change more than its own days, so a part may be promised less than
// was planned: an answer like any other. So may the parts of `together` where lines of different
// items are kits of the same parts; without it these are planned one after another.
//
// UNKNOWN_GROUP, UNKNOWN_REGION: no location of the group has a way there. FIELD_OUT_OF_RANGE:
// latest_day is before the day. DAY_OUTSIDE_HORIZON, EMERGENCY_NOT_PERMITTED: at every location.
absl::Status ServeSourced(const Serving& serving, LineEffects* lines);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_
