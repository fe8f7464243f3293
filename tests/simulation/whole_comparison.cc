// Of the witness: everything that can be asked for.

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "tests/simulation/answer_text.h"
#include "tests/simulation/witness.h"
#include "tests/simulation/world.h"

namespace atp::simulation {

void Witness::CompareAll() {
  if (world_.engine() == nullptr || world_.disk().has_log_failed()) return;
  for (const Place& place : world_.book().now().Places()) CompareStock(place);
  CompareReservations();
  CompareSupplies();
}

void Witness::CompareStock(const Place& place) {
  const Micros now = world_.clock().Now();
  const PlainLedger& ledger = world_.book().now();
  if (world_.is_violated() || DayOf(now) != DayOf(world_.latest())) return;
  if (ledger.HasDeadlineIn(place, now, world_.latest())) return;
  const auto stock = world_.engine()->GetStock(place.first, place.second);
  if (!stock.ok()) return world_.Violate(TextOf(place) + ": " + stock.status().ToString());
  const Balances expected = ledger.BalancesAt(place, now);
  if (stock->balances != expected) {
    return world_.Violate(absl::StrCat(TextOf(place), ": expected ", TextOf(expected), ", got ",
                                       TextOf(stock->balances)));
  }
  if (stock->short_by != ledger.ShortAt(place, now)) {
    return world_.Violate(absl::StrCat(TextOf(place), ": expected short by ",
                                       ledger.ShortAt(place, now), ", got ", stock->short_by));
  }
  const auto answer = world_.engine()->GetCurve(place.first, {place.second}, 0);
  if (!answer.ok()) return world_.Violate(TextOf(place) + ": " + answer.status().ToString());
  const std::vector<Quantity> atp = ledger.AtpByDay(place, now);
  for (size_t i = 0; i < atp.size(); ++i) {
    const Quantity got = answer->locations[0].curve.At(answer->today + static_cast<Day>(i));
    world_.Mix(static_cast<uint64_t>(got));
    if (got == atp[i]) continue;
    return world_.Violate(absl::StrCat("ATP of ", TextOf(place), " in ", i, " days: expected ",
                                       atp[i], ", got ", got));
  }
}

void Witness::CompareReservations() {
  const Micros now = world_.clock().Now();
  const PlainLedger& ledger = world_.book().now();
  for (const auto* all : {&ledger.open(), &ledger.resolved()}) {
    for (const auto& [id, expected] : *all) {
      if (world_.is_violated()) return;
      const bool is_held = expected.state == ReservationState::kHeld;
      const bool is_over = is_held && expected.deadline <= now;
      // Whether it is over already depends on a time that is not known.
      if (is_held && !is_over && expected.deadline <= world_.latest()) continue;
      const Micros ended = is_over ? expected.deadline : expected.resolved;
      const bool may_be_forgotten =
          ended != 0 && ended <= world_.latest() - world_.options().resolved_window;
      const auto view = world_.engine()->GetReservation(id);
      if (may_be_forgotten && ErrorReason(view.status()) == "UNKNOWN_RESERVATION") continue;
      if (!view.ok()) return world_.Violate(absl::StrCat(id, ": ", view.status().ToString()));
      if (view->reservation.state != (is_over ? ReservationState::kExpired : expected.state)) {
        return world_.Violate(absl::StrCat("reservation ", id, " has another state"));
      }
      if (view->lines.size() != expected.lines.size()) {
        return world_.Violate(absl::StrCat("reservation ", id, " has ", view->lines.size(),
                                           " lines for ", expected.lines.size()));
      }
      for (size_t i = 0; i < expected.lines.size(); ++i) {
        const auto& line = expected.lines[i];
        const ReservationLine& got = view->lines[i].line;
        const bool is_equal = Place(view->lines[i].item, view->lines[i].location) == line.place &&
                              got.day == line.day && got.promised == line.promised &&
                              got.open == (is_over ? 0 : line.open) &&
                              got.fulfilled == line.fulfilled &&
                              got.released == line.released + (is_over ? line.open : 0);
        if (!is_equal) {
          return world_.Violate(absl::StrCat("reservation ", id, " differs in line ", i));
        }
      }
    }
  }
}

void Witness::CompareSupplies() {
  for (const auto& [key, expected] : world_.book().now().supplies()) {
    if (world_.is_violated()) return;
    const auto view = world_.engine()->GetSupply(key);
    if (!view.ok()) return world_.Violate(key.document + ": " + view.status().ToString());
    const ScheduledReceipt& got = view->receipt;
    const bool is_equal = Place(view->item, view->location) == expected.place &&
                          got.state == expected.state && got.day == expected.day &&
                          got.quantity == expected.quantity && got.open == expected.open &&
                          got.received == expected.received;
    if (!is_equal) return world_.Violate("supply " + key.document + " differs");
  }
}

}  // namespace atp::simulation
