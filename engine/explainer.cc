#include "engine/explainer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/atp/counted_day.h"
#include "engine/atp/explain.h"
#include "engine/atp/lead_time.h"
#include "engine/atp/pegs.h"
#include "engine/cover_view.h"
#include "engine/item_lookup.h"
#include "engine/ledger/availability.h"
#include "engine/ledger/supply_by_document.h"
#include "engine/model/error.h"
#include "engine/one_moment.h"
#include "engine/reader.h"

namespace atp {
namespace {

// What is explained: one position as one asker sees it, with its supply by document.
struct Case {
  PositionId id;
  const Position& position;
  const Availability& available;
  const SupplyByDocument& supply;
  Day today;

  Inputs InputsByDocument() const {
    Inputs inputs = available.inputs();
    inputs.supply = supply.rows;
    return inputs;
  }
};

void ExplainRule(const ExplainQuestion& question, const Case& at, ExplainAnswer* answer) {
  answer->rule = at.available.rule();
  const RuleScope scope = at.available.scope();
  if (scope == RuleScope::kItem || scope == RuleScope::kPosition) answer->rule_item = question.item;
  if (scope == RuleScope::kLocation || scope == RuleScope::kPosition) {
    answer->rule_location = question.location;
  }
  answer->safety_stock_kept =
      ProtectedSafetyStock(answer->rule, answer->balances.safety_stock, {question.is_emergency});
}

PromiseExplained NamedByNumber(const OpenDemand& demand) {
  return {demand.reservation, demand.line, "", demand.day, demand.quantity};
}

// From the lead time on there is nothing to explain: more can be ordered.
void ExplainUnlimited(const ExplainQuestion& question, ExplainAnswer* answer) {
  answer->look_ahead_atp = kUnlimited;
  answer->now = question.quantity;
  if (question.quantity > 0) answer->all_on = answer->day;
}

void ExplainDay(const ExplainQuestion& question, const Case& at, ExplainAnswer* answer) {
  const Inputs inputs = at.InputsByDocument();
  const std::vector<OpenDemand> open = OpenDemandOf(at.position);
  const Day day = answer->day;
  const Rule limited = BeforeLeadTime(answer->rule);
  const bool is_limited = InHorizon(limited, at.today, day);
  const Explanation why = Explain(inputs, open, is_limited ? limited : answer->rule, at.today, day);
  answer->projected = why.projected;
  if (!is_limited) return ExplainUnlimited(question, answer);
  answer->look_ahead_atp = why.atp;
  answer->binding_day = why.binding_day;
  for (const OpenDemand& line : why.blocking) answer->blocking.push_back(NamedByNumber(line));
  answer->blocking_count = why.blocking_count;
  if (why.next.has_value()) {
    answer->next = ExplainAnswer::NextRise{why.next->day, why.next->by,
                                           at.supply.documents[why.next->supply]->key};
  }
  if (question.quantity == 0) return;
  if (at.available.IsDivided()) {
    const Curve share = at.available.ToCurve();
    answer->now = std::clamp<Quantity>(share.At(day), 0, question.quantity);
    answer->all_on = share.Earliest(question.quantity);
    if (answer->all_on.has_value()) answer->all_on = std::max(*answer->all_on, day);
    return;
  }
  const NextQuantity next = NextQuantityOf(inputs, limited, at.today, day, question.quantity);
  answer->now = next.now;
  answer->all_on = next.all_on;
  if (!next.all_on.has_value() && limited.horizon_days < answer->rule.horizon_days) {
    answer->all_on = at.today + limited.horizon_days;
  }
}

SupplyVerdict VerdictOn(const ScheduledReceipt& document, const DatedSupply& row, const Rule& rule,
                        Day today) {
  if ((rule.supply_states & MaskOf(row.state)) == 0) return SupplyVerdict::kStateNotInRule;
  if ((rule.supply_kinds & MaskOf(row.kind)) == 0) return SupplyVerdict::kKindNotInRule;
  if (!CountedDay(row, rule, today).has_value()) {
    return row.day < today &&
                   !PastDueCounts(rule.past_due_supply_fence_days, int64_t{today} - row.day)
               ? SupplyVerdict::kPastDue
               : SupplyVerdict::kBeyondHorizon;
  }
  return row.quantity < document.open ? SupplyVerdict::kTrustedInPart : SupplyVerdict::kCounts;
}

void ExplainSupply(const Case& at, const Names& suppliers, ExplainAnswer* answer) {
  for (size_t i = 0; i < at.supply.rows.size(); ++i) {
    const ScheduledReceipt& document = *at.supply.documents[i];
    const DatedSupply& row = at.supply.rows[i];
    SupplyExplained shown;
    shown.key = document.key;
    if (document.supplier != kNoSupplier) shown.supplier = suppliers.Key(document.supplier);
    shown.state = document.state;
    shown.day = document.day;
    shown.open = document.open;
    shown.verdict = VerdictOn(document, row, answer->rule, at.today);
    const auto counts_on = CountedDay(row, answer->rule, at.today);
    if (counts_on.has_value()) {
      shown.counted = row.quantity;
      shown.counts_on = *counts_on;
    }
    answer->supply.push_back(std::move(shown));
  }
}

void ExplainPromises(const Case& at, ExplainAnswer* answer) {
  for (const PeggedDemand& pegged : PegsOf(at.position, at.supply, answer->rule, at.today)) {
    answer->promises.push_back(NamedByNumber(pegged.demand));
    answer->promises.back().cover = ViewOf(pegged, at.supply);
  }
  auto& promises = answer->promises;
  answer->promise_count = promises.size();
  if (promises.size() > ExplainAnswer::kPromisesMax) {
    std::stable_partition(promises.begin(), promises.end(),
                          [](const PromiseExplained& p) { return p.cover.uncovered > 0; });
    promises.resize(ExplainAnswer::kPromisesMax);
  }
  for (const auto& [key, waiting] : at.position.waiting()) {
    if (answer->waiting.size() == ExplainAnswer::kPromisesMax) break;
    answer->waiting.push_back({key.reservation, key.line, "", waiting.day, waiting.quantity});
  }
}

}  // namespace

absl::Status Explainer::ExplainLocked(const ExplainQuestion& question, Micros now,
                                      ExplainAnswer* answer) {
  const Day today = DayOf(now);
  const auto item = FindItem(ledger_, question.item, "item");
  if (!item.ok()) return item.status();
  const Shard& shard = ledger_.shard(ledger_.ShardOf(question.item));
  const Catalog& catalog = ledger_.directory().catalog();
  const ItemId item_id = *item;
  if (catalog.kits().Find(item_id) != nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "KIT_IS_NO_STOCK", "item",
                     "a kit is what its parts can make: ask for them");
  }
  const auto locations = FindLocations(ledger_, item_id, {question.location}, "location");
  if (!locations.ok()) return locations.status();
  const auto channel = ledger_.directory().FindChannel(question.channel, "channel");
  if (!channel.ok()) return channel.status();
  const PositionId id{item_id, locations->front()};
  const Position nothing(id.location);
  const Position* const found = shard.ItemAt(item_id).Find(id.location);
  const Position& position = found != nullptr ? *found : nothing;

  const Asker asker{question.is_emergency, *channel};
  const ItemFacts facts{{PositionFacts::Of(id, &position), 1}};
  const Availability available(catalog, facts[0].facts, asker, today, now);
  answer->today = today;
  answer->day = question.day == kNoDay ? today : question.day;
  if (!InHorizon(available.rule(), today, answer->day)) {
    return BadField("DAY_OUTSIDE_HORIZON", "day",
                    absl::StrCat("day ", answer->day - today, " from today; the horizon is 0 to ",
                                 available.rule().horizon_days - 1));
  }
  const auto supply = SupplyByDocument::Of(shard, id, available.rule(), catalog, today);
  const Case at{id, position, available, supply, today};
  answer->balances = position.balances();
  answer->promise = ItemAvailability(catalog, facts, asker, now).PromiseOn(answer->day);
  answer->promise.location = question.location;
  ExplainRule(question, at, answer);
  ExplainDay(question, at, answer);
  ExplainSupply(at, ledger_.directory().suppliers(), answer);
  ExplainPromises(at, answer);
  return absl::OkStatus();
}

absl::StatusOr<ExplainAnswer> Explainer::Explain(const ExplainQuestion& question) {
  if (question.quantity < 0) return BadField("QUANTITY_NEGATIVE", "quantity", "below 0");
  ExplainAnswer answer;
  answer.item = question.item;
  absl::Status status;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ledger_.ShardOf(question.item)), [&](Micros now) {
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    status = ExplainLocked(question, now, &answer);
  });
  if (!status.ok()) return status;
  for (auto* promises : {&answer.blocking, &answer.promises, &answer.waiting}) {
    NameReservations(promises);
  }
  return answer;
}

void Explainer::NameReservations(std::vector<PromiseExplained>* promises) {
  for (PromiseExplained& promise : *promises) {
    const ShardId home = HomeOf(promise.reservation);
    const ShardLock lock(&ledger_, ShardSet::Of(home), ShardLock::Mode::kShared);
    const Reservation* reservation = ledger_.shard(home).FindReservation(promise.reservation);
    if (reservation != nullptr) promise.reference = reservation->reference;
  }
}

}  // namespace atp
