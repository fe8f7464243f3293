#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// One line of a confirmed reservation: what it has, what it wants, and what it is given.
struct Claim {
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;
  PositionId position;
  Day day = kNoDay;
  Quantity has = 0;
  Quantity wants = 0;
  int32_t priority = 0;
  ShortageStrategy strategy = ShortageStrategy::kRedistribute;
  ChannelId channel = kNoChannel;
  QuotaParts had;  // of `has`, what came from quotas
  Quantity given = 0;
  QuotaParts quota = {};  // of `given`

  // The higher priority, then the older.
  friend bool operator<(const Claim& a, const Claim& b) {
    return std::tie(b.priority, a.reservation, a.line) <
           std::tie(a.priority, b.reservation, b.line);
  }
};

using Overrides = absl::flat_hash_map<ReservationId, ShortageStrategy>;

// A held reservation is a basket at the till: nothing is taken from it, and it waits for nothing.
bool TakesPart(const Reservation& reservation) {
  return reservation.state == ReservationState::kConfirmed ||
         reservation.state == ReservationState::kBackordered;
}

void AddClaims(const Reservation& reservation, PositionId position, const Overrides& overrides,
               std::vector<Claim>* claims) {
  for (uint32_t i = 0; i < reservation.lines.size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    if (line.position != position || line.open + line.backordered == 0) continue;
    const auto it = overrides.find(reservation.id);
    claims->push_back({reservation.id, i, position, line.day, line.open,
                       line.open + line.backordered, reservation.priority,
                       it == overrides.end() ? reservation.strategy : it->second,
                       reservation.channel, line.quota});
  }
}

// Whether its count is too old to promise from as usual.
bool IsTooOld(const DecideContext& context, PositionId id) {
  const WatchedSource* source = context.ledger->directory().catalog().ages().Find(id.location);
  return source != nullptr && source->policy != AgePolicy::kMark && source->IsAgedAt(context.now);
}

// Every claim on the position, in the order in which equals are served.
std::vector<Claim> ClaimsOn(const Ledger& ledger, PositionId id, const Position& position,
                            const Overrides& overrides) {
  std::vector<ReservationId> owners;
  for (const auto& [key, quantity] : position.promises()) owners.push_back(key.reservation);
  for (const auto& [key, waiting] : position.waiting()) owners.push_back(key.reservation);
  std::sort(owners.begin(), owners.end());
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  std::vector<Claim> claims;
  for (const ReservationId owner : owners) {
    const Reservation* reservation = ledger.shard(HomeOf(owner)).FindReservation(owner);
    if (TakesPart(*reservation)) AddClaims(*reservation, id, overrides, &claims);
  }
  std::sort(claims.begin(), claims.end());
  return claims;
}

// Gives every claim of this strategy up to `limit`, as far as there is any.
void Give(ShortageStrategy strategy, Quantity Claim::*limit, std::vector<Claim>* claims,
          Draft* draft) {
  for (Claim& claim : *claims) {
    if (claim.strategy != strategy || claim.*limit <= claim.given) continue;
    const Asker asker{false, claim.channel};
    const Availability available = draft->Of(claim.position, asker);
    const Day day = std::max(claim.day, draft->today());
    if (!InHorizon(available.rule(), draft->today(), day)) continue;
    const Quantity more = std::clamp<Quantity>(available.On(day), 0, claim.*limit - claim.given);
    if (more == 0) continue;
    claim.given += more;
    AddParts(draft->TakePromise(claim.position, claim.day, more, asker), &claim.quota);
  }
}

// First those keep what they have who are not to lose it; then who wants all of it gets more, then
// the others by their strategy.
void Redistribute(std::vector<Claim>* claims, Draft* draft) {
  for (const Claim& claim : *claims) {
    if (claim.has > 0) draft->GiveBackPromise(claim.position, claim.day, claim.has);
    if (!claim.had.empty()) draft->GiveBackParts(claim.position, claim.had);
  }
  Give(ShortageStrategy::kWin, &Claim::has, claims, draft);
  Give(ShortageStrategy::kGain, &Claim::has, claims, draft);
  Give(ShortageStrategy::kWin, &Claim::wants, claims, draft);
  Give(ShortageStrategy::kGain, &Claim::wants, claims, draft);
  Give(ShortageStrategy::kRedistribute, &Claim::wants, claims, draft);
  Give(ShortageStrategy::kFill, &Claim::has, claims, draft);
}

// One effect of a claim: so much more or less, of which from quotas, or back to them.
void AddEffect(const Claim& claim, Quantity change, QuotaParts quota, Draft* draft) {
  LineEffect effect;
  effect.reservation = claim.reservation;
  effect.line = claim.line;
  effect.request_line = claim.line;
  effect.position = claim.position;
  effect.day = claim.day;
  effect.quantity = change;
  effect.backordered = -change;
  effect.priority = claim.priority;
  effect.quota = std::move(quota);
  draft->entry().lines.push_back(std::move(effect));
}

// Where the parts from quotas differ, all goes and all comes: one effect could not say both.
absl::Status Record(const std::vector<Claim>& claims, Draft* draft) {
  for (const Claim& claim : claims) {
    const Quantity change = claim.given - claim.has;
    const QuotaParts less = PartsWithout(claim.had, claim.quota);
    const QuotaParts more = PartsWithout(claim.quota, claim.had);
    if (change == 0 && less.empty() && more.empty()) continue;
    draft->Touch(claim.position);
    const absl::Status added = draft->Add(claim.position, &Balances::reserved, change, "item");
    if (!added.ok()) return added;
    if (change > 0 && less.empty() && SumOf(more) <= change) {
      AddEffect(claim, change, more, draft);
    } else if (change < 0 && more.empty() && SumOf(less) <= -change) {
      AddEffect(claim, change, less, draft);
    } else {
      if (claim.has > 0) AddEffect(claim, -claim.has, claim.had, draft);
      if (claim.given > 0) AddEffect(claim, claim.given, claim.quota, draft);
    }
  }
  return absl::OkStatus();
}

// Only what changed hands changes the quotas: who keeps what he had in an earlier period does not
// pay for it in this one.
void RecordQuotas(const QuotaBook& before, PositionId id, const std::vector<Claim>& claims,
                  Draft* draft) {
  const auto is_divided = [](const Claim& claim) {
    return !claim.had.empty() || !claim.quota.empty();
  };
  if (std::none_of(claims.begin(), claims.end(), is_divided)) return;
  draft->mutable_quotas(id) = before;
  for (const Claim& claim : claims) {
    draft->GiveBackParts(id, PartsWithout(claim.had, claim.quota));
  }
  for (const Claim& claim : claims) {
    draft->TakeParts(id, PartsWithout(claim.quota, claim.had));
  }
}

}  // namespace

absl::Status DecideAction(const DecideContext& context, const Reconfirm& action, Draft* draft) {
  const Ledger& ledger = *context.ledger;
  const Shard& shard = ledger.shard(ledger.ShardOf(action.item));
  const ItemId item = shard.FindItemId(action.item);
  if (item == kNoItem) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_ITEM", "item",
                     absl::StrCat("item \"", action.item, "\" is not known"));
  }
  LocationId location = kNoLocation;
  if (!action.location.empty()) {
    location = ledger.names().Location(action.location);
    if (location == kNoLocation) {
      return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_LOCATION", "location",
                       absl::StrCat("location \"", action.location, "\" is not known"));
    }
  }
  Overrides overrides;
  for (const auto& [reservation, strategy] : action.strategies) overrides[reservation] = strategy;

  draft->entry().cause = Cause::kReconfirm;
  for (const Position& position : shard.ItemAt(item).positions) {
    if (location != kNoLocation && position.location() != location) continue;
    const PositionId id{item, position.location()};
    // Age breaks no promise: it is given out anew when the source has spoken.
    if (IsTooOld(context, id)) continue;
    std::vector<Claim> claims = ClaimsOn(ledger, id, position, overrides);
    const QuotaBook before = position.quotas();
    Redistribute(&claims, draft);
    RecordQuotas(before, id, claims, draft);
    const absl::Status recorded = Record(claims, draft);
    if (!recorded.ok()) return recorded;
  }
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
