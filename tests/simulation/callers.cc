#include "tests/simulation/callers.h"

#include <memory>

#include "tests/simulation/world.h"

namespace atp::simulation {
namespace {

Day SomeDay(World* world) {
  return world->today() +
         static_cast<Day>(world->dice().Between(0, world->options().rule.horizon_days - 1));
}

Micros SomeHold(Dice* dice) {
  return dice->OneIn(4) ? 0 : dice->Between(1, 120) * kMicrosPerSecond;
}

}  // namespace

void Caller::Step(World* world) {
  Dice& dice = world->dice();
  if (!open_.empty() && (open_.size() >= kOpenMax || dice.OneIn(3))) {
    auto it = open_.begin();
    std::advance(it, dice.Index(open_.size()));
    world->network().Send(it->second);
    return;
  }
  const std::string id = name_ + "-" + std::to_string(++asked_);
  Request request{this, id, std::make_shared<const Action>(Wish(world))};
  world->network().Send(request);
  open_.emplace(id, std::move(request));
}

void Caller::Answered(const Request& request, const Entry* entry) {
  if (open_.erase(request.id) > 0 && entry != nullptr) Learn(*request.action, *entry);
}

Action Storefront::Wish(World* world) {
  Dice& dice = world->dice();
  if (mine_.empty() || dice.OneIn(2)) {
    Reserve reserve;
    const int64_t lines = dice.OneIn(3) ? dice.Between(2, 4) : 1;
    for (int64_t i = 0; i < lines; ++i) {
      const Place place = world->SomePlace();
      const Day day = dice.OneIn(2) ? kNoDay : SomeDay(world);
      reserve.lines.push_back({place.first, place.second, dice.Between(1, 6), day});
    }
    if (dice.OneIn(3)) reserve.mode = ReserveMode::kPartial;
    reserve.confirm = dice.OneIn(5);
    reserve.hold_for = SomeHold(&dice);
    return reserve;
  }
  const size_t at = dice.Index(mine_.size());
  ChangeReservation change;
  change.reservation = mine_[at].first;
  change.verb = static_cast<ChangeReservation::Verb>(dice.Between(1, 4));
  change.hold_for = SomeHold(&dice);
  const bool has_parts = change.verb == ChangeReservation::Verb::kFulfil ||
                         change.verb == ChangeReservation::Verb::kRelease;
  if (has_parts && dice.OneIn(3)) {
    const auto line = static_cast<uint32_t>(dice.Index(mine_[at].second));
    change.parts.push_back({line, dice.Between(1, 3)});
  } else if (has_parts) {
    mine_.erase(mine_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return change;
}

void Storefront::Learn(const Action& action, const Entry& entry) {
  if (entry.cause != Cause::kReserve) return;
  mine_.emplace_back(entry.reservation, entry.lines.size());
  if (mine_.size() > 12) mine_.pop_front();
}

Action Erp::Wish(World* world) {
  static constexpr Cause kCauses[] = {Cause::kReceive, Cause::kReceive, Cause::kIssue,
                                      Cause::kAdjust,  Cause::kCount,   Cause::kHold,
                                      Cause::kUnhold,  Cause::kReturn,  Cause::kSetSafetyStock};
  Dice& dice = world->dice();
  const Place place = world->SomePlace();
  if (dice.OneIn(8)) {
    TransferStock transfer;
    transfer.item = place.first;
    transfer.from = place.second;
    transfer.to = world->SomePlace().second;
    transfer.quantity = dice.Between(1, 5);
    transfer.arrival = SomeDay(world);
    transfer.document = "T" + std::to_string(++documents_);
    if (transfer.to != transfer.from) return transfer;
  }
  if (dice.OneIn(8) && documents_ > 0) {
    const std::string document = "T" + std::to_string(dice.Between(1, documents_));
    return ReceiveSupply{{{{SupplyKind::kTransfer, document, 1}, dice.Between(1, 5), true}}, ""};
  }
  MoveStock move;
  move.cause = kCauses[dice.Index(9)];
  const int64_t lines = dice.OneIn(4) ? 2 : 1;
  for (int64_t i = 0; i < lines; ++i) {
    const Place at = i == 0 ? place : world->SomePlace();
    Quantity quantity = dice.Between(1, 6);
    if (move.cause == Cause::kReceive) quantity = dice.Between(1, 15);
    if (move.cause == Cause::kAdjust && dice.OneIn(2)) quantity = -quantity;
    if (move.cause == Cause::kCount) quantity = dice.Between(0, 25);
    if (move.cause == Cause::kSetSafetyStock) quantity = dice.Between(0, 3);
    move.lines.push_back({at.first, at.second, quantity});
  }
  return move;
}

Action Supplier::Wish(World* world) {
  Dice& dice = world->dice();
  if (open_.empty() || dice.OneIn(2)) {
    SupplyLine line;
    const bool is_new = open_.empty() || dice.OneIn(2);
    if (is_new) {
      line.key = {SupplyKind::kCommitment, name() + std::to_string(++documents_), 1};
    } else {
      line.key = open_[dice.Index(open_.size())];
    }
    const Place place = world->SomePlace();
    // A document keeps to its item, and may change its place.
    line.item = "item-" + std::to_string(line.key.document.back() % World::kItems);
    line.location = place.second;
    line.state = static_cast<SupplyState>(dice.Between(1, 3));
    line.quantity = dice.Between(1, 12);
    line.day = SomeDay(world) - (dice.OneIn(10) ? 3 : 0);
    SetSupply set;
    set.lines.push_back(line);
    return set;
  }
  const size_t at = dice.Index(open_.size());
  const SupplyKey key = open_[at];
  if (dice.OneIn(5)) {
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    return CancelSupply{{key}, ""};
  }
  return ReceiveSupply{{{key, dice.Between(1, 8), dice.OneIn(3)}}, ""};
}

void Supplier::Learn(const Action& action, const Entry& entry) {
  const auto* set = std::get_if<SetSupply>(&action);
  if (set == nullptr) return;
  open_.push_back(set->lines[0].key);
  if (open_.size() > 8) open_.pop_front();
}

}  // namespace atp::simulation
