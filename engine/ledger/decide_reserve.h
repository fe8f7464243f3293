#ifndef ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_
#define ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_

#include "absl/status/statusor.h"
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

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DECIDE_RESERVE_H_
