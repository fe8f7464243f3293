#include "engine/ledger/decide_reserve.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/caps.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

absl::Status CheckMay(const Serving& serving, const Place& place, const Rule& rule) {
  const Day today = serving.draft->today();
  if (!InHorizon(rule, today, place.day)) {
    return BadField("DAY_OUTSIDE_HORIZON", FieldPath("lines", place.request_line, "day"),
                    absl::StrCat("day ", place.day - today, " from today; the horizon is 0 to ",
                                 rule.horizon_days - 1));
  }
  if (serving.action.is_emergency && !rule.emergency_uses_safety_stock) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "EMERGENCY_NOT_PERMITTED",
                     "is_emergency", "the rule keeps safety stock from emergency orders");
  }
  return absl::OkStatus();
}

// Serves a line that names a location.
absl::Status ServeLine(const Serving& serving, size_t index, LineEffects* lines) {
  const ReserveLine& line = serving.action.lines[index];
  const auto position = serving.draft->Find(line.item, line.location, "lines", index);
  if (!position.ok()) return position.status();
  Place place;
  place.request_line = static_cast<uint32_t>(index);
  place.position = *position;
  place.day = line.day == kNoDay ? serving.draft->today() : line.day;
  return ServeOrSubstitute(serving, line.item, place, line.quantity, lines);
}

// First those that name their location, since these have no choice.
absl::Status ServeLines(const Serving& serving, LineEffects* lines) {
  bool has_sourced = false;
  for (size_t i = 0; i < serving.action.lines.size(); ++i) {
    if (!serving.action.lines[i].group.empty()) {
      has_sourced = true;
      continue;
    }
    const absl::Status served = ServeLine(serving, i, lines);
    if (!served.ok()) return served;
  }
  if (!has_sourced) return absl::OkStatus();
  const absl::Status served = ServeSourced(serving, lines);
  std::stable_sort(lines->begin(), lines->end(), [](const LineEffect& a, const LineEffect& b) {
    return a.request_line < b.request_line;
  });
  return served;
}

// Nothing changes, but the answer is kept: the same request will not be promised later by chance.
void MakeRefusal(Entry* entry) {
  Entry refusal;
  refusal.cause = Cause::kRefuse;
  refusal.lines = std::move(entry->lines);
  *entry = std::move(refusal);
}

// What the reservation is once its lines are decided.
void Conclude(const DecideContext& context, const Reserve& action, bool waits, Entry* entry) {
  entry->home = ShardOfItem(entry->lines.front().position.item);
  entry->reference = action.reference;
  entry->customer = action.customer;
  entry->priority = action.priority;
  entry->strategy = action.strategy;
  if (waits) {
    entry->state = ReservationState::kBackordered;
  } else if (action.confirm || action.mode == ReserveMode::kBackorder) {
    entry->state = ReservationState::kConfirmed;
  } else {
    entry->state = ReservationState::kHeld;
    entry->deadline =
        context.now + (action.hold_for == 0 ? context.limits->hold_default : action.hold_for);
  }
}

}  // namespace

absl::StatusOr<Quantity> AtpAt(const Serving& serving, const Place& place) {
  const Availability available = serving.draft->Of(place.position, serving.asker);
  const absl::Status may = CheckMay(serving, place, available.rule());
  if (!may.ok()) return may;
  return available.On(place.day);
}

absl::StatusOr<LineEffect> PromiseAt(const Serving& serving, const Place& place,
                                     const Share& share) {
  const auto atp = AtpAt(serving, place);
  if (!atp.ok()) return atp.status();
  LineEffect effect;
  effect.request_line = place.request_line;
  effect.position = place.position;
  effect.day = place.day;
  effect.substitute_for = place.substitute_for;
  effect.requested = share.wanted;
  effect.atp = *atp;
  effect.quantity = std::clamp<Quantity>(*atp, 0, share.at_most);
  const Quantity missing = share.wanted - effect.quantity;
  if (missing > 0 && share.mode == ReserveMode::kAllOrNothing) return effect;
  Draft* draft = serving.draft;
  if (missing > 0 && share.mode == ReserveMode::kBackorder) {
    effect.backordered = missing;
    effect.priority = serving.action.priority;
    draft->Touch(place.position);
  }
  if (effect.quantity == 0) return effect;
  effect.quota = draft->TakePromise(place.position, place.day, effect.quantity, serving.asker);
  const absl::Status added = draft->Add(place.position, &Balances::reserved, effect.quantity,
                                        FieldPath("lines", place.request_line, "quantity"));
  if (!added.ok()) return added;
  return effect;
}

absl::Status DecideAction(const DecideContext& context, const Reserve& action, Draft* draft) {
  Entry& entry = draft->entry();
  entry.cause = Cause::kReserve;
  const auto channel = context.ledger->directory().FindChannel(action.channel, "channel");
  if (!channel.ok()) return channel.status();
  entry.channel = *channel;
  const absl::Status capped = CheckCaps(context, action);
  if (!capped.ok()) return capped;
  const Serving serving{context, action, {action.is_emergency, *channel}, draft};
  const absl::Status served = ServeLines(serving, &entry.lines);
  if (!served.ok()) return served;
  bool is_short = false;
  bool has_promise = false;
  bool waits = false;
  for (size_t i = 0; i < entry.lines.size(); ++i) {
    LineEffect& line = entry.lines[i];
    line.line = static_cast<uint32_t>(i);
    is_short |= line.quantity < line.requested;
    has_promise |= line.quantity > 0;
    waits |= line.backordered > 0;
  }
  if (!waits && (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing))) {
    MakeRefusal(&entry);
    return absl::OkStatus();
  }
  Conclude(context, action, waits, &entry);
  AddCapUses(context, &entry);
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
