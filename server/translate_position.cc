#include "server/translate_position.h"

#include "server/scalars.h"

namespace atp {

KeysOf KeysFrom(Engine* engine) {
  return [engine](PositionId position) { return engine->KeysOf(position); };
}

void FillBalances(const Balances& from, v1::Balances* balances) {
  balances->set_on_hand(from.on_hand);
  balances->set_held(from.held);
  balances->set_reserved(from.reserved);
  balances->set_in_transit(from.in_transit);
  balances->set_on_order(from.on_order);
  balances->set_safety_stock(from.safety_stock);
}

void FillAtRisk(const std::vector<AtRisk>& from,
                google::protobuf::RepeatedPtrField<v1::AtRisk>* at_risk) {
  for (const AtRisk& promise : from) {
    auto* const one = at_risk->Add();
    one->set_reservation_id(FormatReservationId(promise.reservation));
    one->set_line(static_cast<int32_t>(promise.line));
    one->set_quantity(promise.quantity);
    one->set_until_day(FormatDay(promise.until));
  }
}

void FillChanges(const Entry& entry, Engine* engine,
                 google::protobuf::RepeatedPtrField<v1::PositionChange>* changes) {
  changes->Reserve(static_cast<int>(entry.postings.size()));
  for (const Posting& posting : entry.postings) {
    auto* const change = changes->Add();
    Engine::PositionKeys keys = engine->KeysOf(posting.position);
    change->set_item(std::move(keys.item));
    change->set_location(std::move(keys.location));
    FillBalances(posting.before, change->mutable_before());
    FillBalances(posting.After(), change->mutable_after());
    change->set_short_by(posting.short_by);
    FillAtRisk(posting.at_risk, change->mutable_at_risk());
  }
}

}  // namespace atp
