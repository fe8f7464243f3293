#include "engine/sourcing/put_early.h"

#include <optional>

#include "engine/base/check.h"

namespace atp::sourcing {
namespace {

// It was offered for the latest day, so there is one.
Day FirstArrival(size_t line, const Share& share, Day from, const Draft& draft) {
  const std::optional<Day> day = draft.FirstArrival(line, share.candidate, share.quantity, from);
  ATP_CHECK(day.has_value());
  return *day;
}

void PutOnOneDay(size_t line, const std::vector<Share>& shares, Draft* draft) {
  Day day = draft->line(line).earliest;
  for (const Share& share : shares) day = FirstArrival(line, share, day, *draft);
  for (const Share& share : shares) draft->Put(line, share.candidate, day, share.quantity);
}

void PutWhole(size_t line, const Share& share, Draft* draft) {
  const Day day = FirstArrival(line, share, draft->line(line).earliest, *draft);
  draft->Put(line, share.candidate, day, share.quantity);
}

void PutSplit(size_t line, const Share& share, Draft* draft) {
  const Quantity least_part = LeastPart(draft->line(line));
  Quantity rest = share.quantity;
  Quantity wait_for = least_part;
  Day day = draft->line(line).earliest;
  while (rest > 0) {
    day = FirstArrival(line, {share.candidate, wait_for}, day, *draft);
    const Quantity offer = draft->Offer(line, share.candidate, day);
    const Quantity part = PartOf(offer, rest, least_part);
    if (part > 0) draft->Put(line, share.candidate, day, part);
    rest -= part;
    wait_for = part > 0 ? least_part : rest;
  }
}

}  // namespace

void PutEarly(size_t line, const std::vector<Share>& shares, DateSplit split, Draft* draft) {
  if (IsOneDay(draft->line(line))) return PutOnOneDay(line, shares, draft);
  for (const Share& share : shares) {
    const bool is_free = draft->LaneOf(line, share.candidate).cost_per_shipment == 0;
    if (split == DateSplit::kAlways ||
        (split == DateSplit::kWhereShipmentsCostNothing && is_free)) {
      PutSplit(line, share, draft);
    } else {
      PutWhole(line, share, draft);
    }
  }
}

}  // namespace atp::sourcing
