#include "tests/simulation/witness.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "tests/simulation/answer_text.h"
#include "tests/simulation/callers.h"
#include "tests/simulation/world.h"

namespace atp::simulation {
namespace {

Command CommandOf(const Request& request) {
  Command command;
  command.request.request_id = request.id;
  command.action = *request.action;
  return command;
}

bool SaysOver(const std::string& reason) {
  return reason == "UNKNOWN_RESERVATION" || reason == "RESERVATION_EXPIRED" ||
         reason == "RESERVATION_RESOLVED";
}

// The holding time asked for, if the answer's deadline says when it was decided.
std::optional<Micros> HoldFor(const Action& action, Micros hold_default) {
  Micros hold_for = 0;
  if (const auto* reserve = std::get_if<Reserve>(&action)) {
    if (reserve->confirm) return std::nullopt;
    hold_for = reserve->hold_for;
  } else if (const auto* change = std::get_if<ChangeReservation>(&action)) {
    if (change->verb != ChangeReservation::Verb::kExtend) return std::nullopt;
    hold_for = change->hold_for;
  } else {
    return std::nullopt;
  }
  return hold_for == 0 ? hold_default : hold_for;
}

}  // namespace

std::vector<Micros> Witness::Moments() const {
  const Micros from = world_.clock().Now();
  const Micros to = world_.latest();
  std::vector<Micros> moments = world_.book().now().DeadlinesIn(from, to);
  moments.push_back(from);
  for (Day day = DayOf(from) + 1; day <= DayOf(to); ++day) moments.push_back(day * kMicrosPerDay);
  if (to > from) moments.push_back(to);
  std::sort(moments.begin(), moments.end());
  return moments;
}

void Witness::Submit(const Request& request) {
  if (world_.engine() == nullptr) return;  // nobody answers; the caller will repeat it
  const Decided* first = world_.book().Find(request.id);
  if (first == nullptr) {
    // The id of a reservation is known from the answer alone.
    const bool has_own_id = std::holds_alternative<Reserve>(*request.action);
    const bool is_time_known = world_.latest() == world_.clock().Now();
    const bool executes = !has_own_id && is_time_known && world_.dice().OneIn(2);
    return executes ? Execute(request) : Post(request);
  }
  // At the end of its window an answer may be forgotten or not.
  if (first->time > world_.latest() - world_.options().request_window) Repeat(request, *first);
}

void Witness::JudgeUnavailable(const absl::Status& status) {
  if (!world_.disk().has_failed() && !world_.is_stopping()) {
    world_.Violate("UNAVAILABLE on a good disk: " + status.ToString());
  }
}

bool Witness::MayBeShown(Sequence sequence) {
  if (sequence <= world_.showable()) return true;
  world_.Violate(absl::StrCat("sequence ", sequence,
                              " is told before it is durable, which is up to ", world_.showable()));
  return false;
}

void Witness::Acknowledge(const Request& request, const Entry& entry) {
  if (!MayBeShown(entry.sequence)) return;
  Book& book = world_.book();
  Decided* decided = book.Find(request.id);
  if (decided == nullptr || decided->sequence != entry.sequence) {
    return world_.Violate(request.id + ": an answer of another sequence");
  }
  const uint64_t told = HashOf(entry);
  world_.Mix(told);
  if (decided->told == 0) {
    const std::string found = Difference(decided->answer, entry, world_.engine());
    if (!found.empty()) return world_.Violate(request.id + " was answered wrongly: " + found);
  } else if (decided->told != told) {
    return world_.Violate(request.id + ": repeated, it is answered differently");
  }
  decided->told = told;
  book.Acknowledge(entry.sequence);
  // Some answers do not arrive.
  if (world_.dice().OneIn(12)) return world_.Note("the answer to " + request.id + " is lost");
  request.caller->Answered(request, &entry);
}

void Witness::Repeat(const Request& request, const Decided& first) {
  const bool is_same = Fingerprint(*request.action) == Fingerprint(first.action);
  world_.Note("again " + request.id + (is_same ? "" : " with another body"));
  const auto done = [this, request, is_same,
                     life = world_.life()](const absl::StatusOr<Outcome>& outcome) {
    if (world_.engine() == nullptr || world_.life() != life) return;
    if (!outcome.ok()) {
      const std::string reason = ErrorReason(outcome.status());
      if (absl::IsUnavailable(outcome.status())) return JudgeUnavailable(outcome.status());
      if (reason != "REQUEST_ID_REUSED" || is_same) {
        world_.Violate(request.id + ", repeated: " + outcome.status().ToString());
      }
      return;
    }
    if (!outcome->repeated || !is_same) {
      return world_.Violate(request.id + " is decided a second time");
    }
    ++world_.counts().repeated;
    Acknowledge(request, outcome->entry);
  };
  if (world_.disk().has_log_failed()) {
    world_.engine()->Execute(CommandOf(request), done);
    return;
  }
  if (world_.dice().OneIn(3) && first.sequence <= world_.showable() && is_same) {
    // As a stream of batches does it.
    Outcome outcome;
    const absl::Status posted = world_.engine()->Post(CommandOf(request), &outcome);
    if (!posted.ok()) return done(posted);
    if (!outcome.repeated) return done(outcome);
    const absl::Status visited = world_.engine()->VisitAnswers(
        {outcome.entry.sequence}, [&](size_t, const Outcome& read) { done(read); });
    if (!visited.ok()) world_.Violate(request.id + ": " + visited.ToString());
    return;
  }
  world_.engine()->Execute(CommandOf(request), done);
}

void Witness::JudgeError(const Request& request, const absl::Status& status) {
  const std::string reason = ErrorReason(status);
  world_.Note(request.id + " refused: " + reason);
  std::string expected;
  for (const Micros moment : Moments()) {
    PlainLedger trial = world_.book().now();
    const PlainAnswer answer = trial.Execute(*request.action, moment, 1);
    const bool is_either = answer.may_be_forgotten && SaysOver(reason);
    if (answer.reason == reason || is_either) return request.caller->Answered(request, nullptr);
    if (expected.empty()) expected = answer.reason.empty() ? "an answer" : answer.reason;
  }
  world_.Violate(absl::StrCat(request.id, ": expected ", expected, ", got ", status.ToString()));
}

void Witness::Post(const Request& request) {
  Engine* engine = world_.engine();
  Book& book = world_.book();
  Outcome outcome;
  const absl::Status status = engine->Post(CommandOf(request), &outcome);
  if (world_.disk().has_log_failed()) {
    if (absl::IsUnavailable(status)) return;
    return world_.Violate(request.id + " is taken though the log has failed");
  }
  if (world_.is_stopping()) return JudgeUnavailable(status);
  if (absl::IsUnavailable(status)) return world_.Violate("unavailable: " + status.ToString());
  if (world_.is_full() && std::holds_alternative<Reserve>(*request.action)) {
    if (ErrorReason(status) == "LEDGER_FULL") return world_.Note(request.id + " finds no room");
    return world_.Violate(request.id + " is reserved though there is no room");
  }
  if (!status.ok()) return JudgeError(request, status);
  const Entry& entry = outcome.entry;
  if (outcome.repeated) return world_.Violate(request.id + " is new, and is said to be repeated");
  if (entry.sequence <= book.last()) return world_.Violate("sequences do not ascend");

  std::vector<Micros> moments = Moments();
  const std::optional<Micros> hold = HoldFor(*request.action, world_.options().hold_default);
  if (hold.has_value() && entry.cause != Cause::kRefuse) {
    const Micros moment = entry.deadline - *hold;
    if (moment < moments.front() || moment > moments.back()) {
      return world_.Violate(absl::StrCat(request.id, ": the deadline ", entry.deadline,
                                         " is not in the time asked for"));
    }
    moments = {moment};
  }
  std::string found;
  std::optional<PlainLedger> before;
  if (moments.size() > 1) before = book.now();
  for (const Micros moment : moments) {
    PlainAnswer answer = book.now().Execute(*request.action, moment, entry.reservation);
    const std::string difference = Difference(answer, entry, engine);
    if (difference.empty()) {
      return Take(request, entry,
                  {entry.sequence, request.id, *request.action, moment, std::move(answer)});
    }
    if (found.empty()) found = difference;
    if (before.has_value()) book.now() = *before;
  }
  world_.Violate(request.id + " was decided wrongly: " + found);
}

void Witness::Take(const Request& request, const Entry& entry, Decided decided) {
  world_.Note(absl::StrCat(request.id, " ", CauseName(entry.cause), " at ", entry.sequence));
  decided.told = HashOf(entry);
  const auto& touched = decided.answer.touched;
  const Place place = touched.empty() ? world_.SomePlace() : touched.begin()->first;
  world_.book().Add(std::move(decided));
  world_.engine()->WhenDurable(
      entry.sequence, [this, request, entry, life = world_.life()](const absl::Status& durable) {
        if (world_.engine() == nullptr || world_.life() != life) return;
        durable.ok() ? Acknowledge(request, entry) : JudgeUnavailable(durable);
      });
  CheckPlace(place);
}

void Witness::Execute(const Request& request) {
  Engine* engine = world_.engine();
  Book& book = world_.book();
  const auto is_over = std::make_shared<bool>(false);
  const bool has_failed = world_.disk().has_log_failed();
  const auto done = [this, request, is_over,
                     life = world_.life()](const absl::StatusOr<Outcome>& outcome) {
    if (world_.engine() == nullptr || world_.life() != life) return;
    if (absl::IsUnavailable(outcome.status())) {
      // Only what nobody has taken is refused at once.
      return JudgeUnavailable(outcome.status());
    }
    if (outcome.ok()) return Acknowledge(request, outcome->entry);
    *is_over = true;  // an error is said at once
    JudgeError(request, outcome.status());
  };
  if (has_failed || world_.is_stopping()) return engine->Execute(CommandOf(request), done);
  const Micros now = world_.clock().Now();
  const Sequence last = engine->Status().journaled;
  PlainAnswer answer = book.now().Execute(*request.action, now, kNoReservation);
  const bool is_taken = answer.reason.empty();
  const Cause cause = answer.cause;
  engine->Execute(CommandOf(request), done);
  if (world_.engine() == nullptr || world_.is_violated() || !is_taken) return;
  const Sequence sequence = engine->Status().journaled;
  if (*is_over || sequence <= last) return world_.Violate(request.id + " is not taken");
  world_.Note(absl::StrCat(request.id, " ", CauseName(cause), " at ", sequence));
  book.Add({sequence, request.id, *request.action, now, std::move(answer)});
}

void Witness::CheckPlace(const Place& place) {
  Engine* engine = world_.engine();
  if (engine == nullptr || world_.is_violated()) return;
  const auto in_days =
      static_cast<Day>(world_.dice().Between(0, world_.options().rule.horizon_days - 1));
  const Day day = world_.today() + in_days;
  const auto check = engine->Check({CheckLine{place.first, {place.second}, day, 0}});
  if (!check.ok()) {
    if (ErrorReason(check.status()) == "DAY_OUTSIDE_HORIZON" &&
        world_.latest() > world_.clock().Now()) {
      return;
    }
    return world_.Violate("check of " + TextOf(place) + ": " + check.status().ToString());
  }
  const Micros time = check->time;
  if (time < world_.clock().Now() || time > world_.latest()) {
    return world_.Violate("a check at a time that never was");
  }
  if (check->stale != world_.disk().has_log_failed()) {
    return world_.Violate("a check is marked wrongly as stale or not");
  }
  const PlainLedger& ledger = world_.book().now();
  const Quantity expected = ledger.AtpByDay(place, time)[day - DayOf(time)];
  const Quantity atp = check->lines[0].locations[0].atp;
  world_.Mix(static_cast<uint64_t>(atp));
  // Once the log has failed nothing ends any more: a stale answer may be less, and never more.
  if (check->stale ? atp > expected : atp != expected) {
    world_.Violate(absl::StrCat("ATP of ", TextOf(place), " in ", in_days, " days: expected ",
                                expected, ", got ", atp));
  }
}

}  // namespace atp::simulation
