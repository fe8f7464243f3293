#include "server/translate_quota.h"

#include <utility>

#include "engine/model/error.h"
#include "server/scalars.h"

namespace atp {
namespace {

absl::StatusOr<ChangeQuota::Verb> ToVerb(v1::ChangeQuotaRequest::Verb verb) {
  switch (verb) {
    case v1::ChangeQuotaRequest::SET:
      return ChangeQuota::Verb::kSet;
    case v1::ChangeQuotaRequest::TAKE_BACK:
      return ChangeQuota::Verb::kTakeBack;
    case v1::ChangeQuotaRequest::MOVE:
      return ChangeQuota::Verb::kMove;
    default:
      return BadField("FIELD_OUT_OF_RANGE", "verb", "SET, TAKE_BACK or MOVE is needed");
  }
}

}  // namespace

absl::StatusOr<Action> ToAction(const v1::ChangeQuotaRequest& request) {
  const absl::StatusOr<ChangeQuota::Verb> verb = ToVerb(request.verb());
  if (!verb.ok()) return verb.status();
  ChangeQuota change;
  change.verb = *verb;
  change.lines.reserve(request.lines_size());
  for (const auto& from : request.lines()) {
    change.lines.push_back({from.item(), from.location(), from.channel(), from.to_channel(),
                            from.quantity(), from.period_days(), from.carry()});
  }
  return change;
}

void FillQuota(const Quota& from, v1::Quota* quota) {
  quota->set_limit(from.limit);
  quota->set_remaining(from.remaining);
  quota->set_period_days(from.period_days);
  quota->set_period_start(FormatDay(from.period_start));
  quota->set_carry(from.carry);
}

void FillQuotaChange(const Outcome& outcome, Engine* engine, v1::QuotaChange* response) {
  for (const QuotaChange& from : outcome.entry.quotas) {
    auto* const change = response->add_changes();
    Engine::PositionKeys keys = engine->KeysOf(from.position);
    change->set_item(std::move(keys.item));
    change->set_location(std::move(keys.location));
    change->set_channel(engine->KeyOf(NameKind::kChannel, from.channel));
    FillQuota(from.before, change->mutable_before());
    FillQuota(from.after, change->mutable_after());
  }
  response->set_sequence(static_cast<int64_t>(outcome.entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

void FillQuotas(const QuotaAnswer& answer, v1::ListQuotasResponse* response) {
  for (const QuotaView& view : answer.quotas) {
    auto* const row = response->add_quotas();
    row->set_location(view.location);
    row->set_channel(view.channel);
    FillQuota(view.quota, row->mutable_quota());
    row->set_set_aside(view.set_aside);
  }
  response->set_today(FormatDay(answer.today));
  response->set_sequence(static_cast<int64_t>(answer.sequence));
}

}  // namespace atp
