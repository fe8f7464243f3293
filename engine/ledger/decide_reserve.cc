#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/caps.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

absl::StatusOr<Day> PromiseDay(const ReserveLine& line, size_t index, const Rule& rule, Day today) {
  const Day day = line.day == kNoDay ? today : line.day;
  if (InHorizon(rule, today, day)) return day;
  return BadField("DAY_OUTSIDE_HORIZON", FieldPath("lines", index, "day"),
                  absl::StrCat("day ", day - today, " from today; the horizon is 0 to ",
                               rule.horizon_days - 1));
}

// Promises what the line can have: all of it, or with kPartial what there is.
absl::StatusOr<LineEffect> DecideLine(const Reserve& action, size_t index, const Asker& asker,
                                      Draft* draft) {
  const ReserveLine& line = action.lines[index];
  const auto position = draft->Find(line.item, line.location, "lines", index);
  if (!position.ok()) return position.status();
  const Availability available = draft->Of(*position, asker);
  const auto day = PromiseDay(line, index, available.rule(), draft->today());
  if (!day.ok()) return day.status();
  if (action.is_emergency && !available.rule().emergency_uses_safety_stock) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "EMERGENCY_NOT_PERMITTED",
                     "is_emergency", "the rule keeps safety stock from emergency orders");
  }

  LineEffect effect;
  effect.line = static_cast<uint32_t>(index);
  effect.request_line = effect.line;
  effect.position = *position;
  effect.day = *day;
  effect.requested = line.quantity;
  effect.atp = available.On(*day);
  effect.quantity = std::clamp<Quantity>(effect.atp, 0, line.quantity);
  const Quantity missing = line.quantity - effect.quantity;
  if (missing > 0 && action.mode == ReserveMode::kAllOrNothing) return effect;
  if (missing > 0 && action.mode == ReserveMode::kBackorder) {
    effect.backordered = missing;
    effect.priority = action.priority;
    draft->Touch(*position);
  }
  if (effect.quantity == 0) return effect;
  effect.quota = draft->TakePromise(*position, *day, effect.quantity, asker);
  const absl::Status added = draft->Add(*position, &Balances::reserved, effect.quantity,
                                        FieldPath("lines", index, "quantity"));
  if (!added.ok()) return added;
  return effect;
}

// Nothing changes, but the answer is kept: the same request will not be promised later by chance.
Entry Refusal(Entry entry) {
  Entry refusal;
  refusal.cause = Cause::kRefuse;
  refusal.lines = std::move(entry.lines);
  return refusal;
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

absl::StatusOr<Entry> DecideAction(const DecideContext& context, const Reserve& action,
                                   Draft* draft) {
  Entry& entry = draft->entry();
  entry.cause = Cause::kReserve;
  const auto channel = context.ledger->directory().FindChannel(action.channel, "channel");
  if (!channel.ok()) return channel.status();
  entry.channel = *channel;
  const absl::Status capped = CheckCaps(context, action);
  if (!capped.ok()) return capped;
  const Asker asker{action.is_emergency, *channel};
  bool is_short = false;
  bool has_promise = false;
  bool waits = false;
  for (size_t i = 0; i < action.lines.size(); ++i) {
    auto effect = DecideLine(action, i, asker, draft);
    if (!effect.ok()) return effect.status();
    is_short |= effect->quantity < effect->requested;
    has_promise |= effect->quantity > 0;
    waits |= effect->backordered > 0;
    entry.lines.push_back(*effect);
  }
  if (!waits && (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing))) {
    return Refusal(std::move(entry));
  }
  Conclude(context, action, waits, &entry);
  AddCapUses(context, &entry);
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
