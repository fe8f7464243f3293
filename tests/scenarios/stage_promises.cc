// The verbs of reservations.

#include <algorithm>
#include <map>
#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/scenarios/stage.h"

namespace atp {
namespace {

const char* StateText(ReservationState state) {
  const char* const kNames[] = {"?",        "HELD",    "CONFIRMED",  "FULFILLED",
                                "RELEASED", "EXPIRED", "BACKORDERED"};
  return kNames[static_cast<size_t>(state)];
}

}  // namespace

std::vector<LinePart> Stage::Parts(const Words& words) const {
  std::vector<LinePart> parts;
  for (const std::string& word : words) {
    const StoryPlace part = ParsePlace(word);
    uint32_t line;
    if (!absl::SimpleAtoi(part.item, &line)) throw std::invalid_argument("a part is like 0=2");
    parts.push_back({line, part.quantity});
  }
  return parts;
}

std::string Stage::PlacesText(const Entry& entry, bool is_plan) const {
  std::vector<std::string> places;
  for (const LineEffect& line : entry.lines) {
    if (line.quantity == 0) continue;
    const auto keys = engine_->KeysOf(line.position);
    if (is_plan) places.push_back(absl::StrCat(line.quantity, " at ", keys.location));
    if (line.substitute_for != kNoItem) {
      places.push_back(absl::StrCat(line.quantity, " of ", keys.item));
    }
  }
  return places.empty() ? "" : " " + absl::StrJoin(places, ", ");
}

std::string Stage::ReserveLines(Words words) {
  Reserve reserve;
  // First, since one of its values is the name of another option.
  const auto sourcing = TakeOption("sourced", &words);
  if (TakeFlag("partial", &words)) reserve.mode = ReserveMode::kPartial;
  if (TakeFlag("backorder", &words)) reserve.mode = ReserveMode::kBackorder;
  reserve.confirm = TakeFlag("confirmed", &words);
  reserve.is_emergency = TakeFlag("emergency", &words);
  if (const auto time = TakeOption("for", &words)) reserve.hold_for = ParseDuration(*time);
  if (const auto priority = TakeOption("priority", &words)) {
    if (!absl::SimpleAtoi(*priority, &reserve.priority)) throw std::invalid_argument(*priority);
  }
  const std::map<std::string, ShortageStrategy> kStrategies = {
      {"win", ShortageStrategy::kWin},
      {"gain", ShortageStrategy::kGain},
      {"redistribute", ShortageStrategy::kRedistribute},
      {"fill", ShortageStrategy::kFill},
      {"lose", ShortageStrategy::kLose}};
  if (const auto strategy = TakeOption("strategy", &words)) {
    reserve.strategy = kStrategies.at(*strategy);
  }
  reserve.channel = TakeOption("channel", &words).value_or("");
  reserve.customer = TakeOption("customer", &words).value_or("");
  reserve.region = TakeOption("region", &words).value_or("");
  reserve.accepts_substitutes = TakeFlag("substitutes", &words);
  reserve.together = TakeFlag("together", &words);
  const std::map<std::string, SourcingStrategy> kSourcing = {
      {"priority", SourcingStrategy::kPriority},
      {"fewest-splits", SourcingStrategy::kFewestSplits},
      {"earliest", SourcingStrategy::kEarliest},
      {"cheapest", SourcingStrategy::kCheapest}};
  if (sourcing.has_value()) reserve.sourcing = kSourcing.at(*sourcing);
  Day day = kNoDay;
  if (const auto on = TakeOption("on", &words)) day = ParseDay(*on);
  const std::string name = words.at(0);
  for (size_t i = 1; i < words.size(); ++i) {
    const StoryPlace place = ParsePlace(words[i]);
    reserve.lines.push_back({place.item, place.location, place.quantity, day});
    // Where an order is sourced its places are groups.
    if (sourcing.has_value()) std::swap(reserve.lines.back().location, reserve.lines.back().group);
  }
  return Do(std::move(reserve), [&](const Entry& entry) {
    Quantity promised = 0;
    Quantity waits = 0;
    Quantity short_by = 0;
    for (const LineEffect& line : entry.lines) {
      promised += line.quantity;
      waits += line.backordered;
      short_by += std::max<Quantity>(0, line.requested - std::max<Quantity>(0, line.atp));
    }
    if (entry.cause == Cause::kRefuse) return absl::StrCat("REFUSED short by ", short_by);
    reservations_[name] = entry.reservation;
    if (waits > 0) return absl::StrCat("BACKORDERED ", promised, ", ", waits, " wait");
    if (short_by > 0 && !sourcing.has_value()) return absl::StrCat("PARTIAL ", promised);
    return "RESERVED" + PlacesText(entry, sourcing.has_value());
  });
}

std::string Stage::ChangeAs(ChangeReservation::Verb verb, Words words) {
  ChangeReservation change;
  change.verb = verb;
  if (const auto time = TakeOption("for", &words)) change.hold_for = ParseDuration(*time);
  change.reservation = IdOf(words.at(0));
  change.parts = Parts({words.begin() + 1, words.end()});
  return Do(std::move(change),
            [](const Entry& entry) { return std::string(StateText(entry.state)); });
}

std::string Stage::Move(Words words) {
  MoveReservation move;
  move.location = TakeOption("to", &words).value_or("");
  if (const auto day = TakeOption("on", &words)) move.day = ParseDay(*day);
  move.reservation = IdOf(words.at(0));
  move.parts = Parts({words.begin() + 1, words.end()});
  return Do(std::move(move),
            [](const Entry& entry) { return std::string(StateText(entry.state)); });
}

std::string Stage::ReconfirmItem(Words words) {
  const StoryPlace place = ParsePlace(words.at(0));
  return Do(Reconfirm{place.item, place.location, {}}, [this](const Entry& entry) {
    std::vector<std::string> changes;
    for (const LineEffect& line : entry.lines) {
      changes.push_back(
          absl::StrCat(NameOf(line.reservation), line.quantity > 0 ? " +" : " ", line.quantity));
    }
    return changes.empty() ? std::string("unchanged") : absl::StrJoin(changes, ", ");
  });
}

std::string Stage::Show(Words words) {
  const auto view = engine_->GetReservation(IdOf(words.at(0)));
  if (!view.ok()) return RefusedText(view.status());
  Quantity open = 0;
  Quantity waits = 0;
  for (const ReservationLine& line : view->reservation.lines) {
    open += line.open;
    waits += line.backordered;
  }
  return absl::StrCat(StateText(view->reservation.state), " ", open,
                      waits > 0 ? absl::StrCat(", ", waits, " wait") : "");
}

std::string Stage::Pegs(Words words) {
  const auto view = engine_->GetReservationWithCover(IdOf(words.at(0)));
  if (!view.ok()) return RefusedText(view.status());
  std::vector<std::string> lines;
  for (const LineView& line : view->lines) {
    std::vector<std::string> parts;
    for (const PegView& peg : line.cover.pegs) {
      parts.push_back(peg.document.has_value()
                          ? absl::StrCat(peg.quantity, " of ", peg.document->document, "/",
                                         peg.document->line, " on ", DayText(peg.day))
                          : absl::StrCat(peg.quantity, " on hand"));
    }
    if (line.cover.uncovered > 0) {
      parts.push_back("late " + RiskText(line.cover.uncovered, line.cover.until));
    }
    lines.push_back(parts.empty() ? "nothing" : absl::StrJoin(parts, ", "));
  }
  return absl::StrJoin(lines, "; ");
}

}  // namespace atp
