#ifndef ATP_TESTS_SCENARIOS_STAGE_H_
#define ATP_TESTS_SCENARIOS_STAGE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "tests/scenarios/statement.h"

namespace atp {

// The world of a story: an engine on a disk in memory, a clock that the story moves, and the names
// that it gives to reservations and moments.
//
// Every verb answers with a text; README.md lists them. A verb that the engine refuses answers
// "refused REASON field". What is not understood throws std::invalid_argument.
class Stage {
 public:
  Stage();

  // What comes of the statement, as text.
  std::string Play(const Statement& statement);

  // Opens the engine anew, from the log alone or from a checkpoint.
  void Restart();
  void Checkpoint();

 private:
  using Words = std::vector<std::string>;
  using Verb = std::string (Stage::*)(Words words);
  static const std::map<std::string, Verb>& Verbs();

  // Time.
  std::string After(Words words);
  std::string Tomorrow(Words words);
  std::string Mark(Words words);
  std::string Restart(Words words);
  // Stock and supply.
  template <Cause cause>
  std::string MoveStockBy(Words words) {
    return MoveStockAs(cause, words);
  }
  std::string MoveStockAs(Cause cause, const Words& words);
  std::string Transfer(Words words);
  std::string Supply(Words words);
  std::string Arrive(Words words);
  std::string Cancel(Words words);
  std::string Snapshot(Words words);
  std::string Stock(Words words);
  // Questions.
  std::string Check(Words words);
  std::string CheckThen(Words words);
  std::string Levels(Words words);
  std::string Earliest(Words words);
  std::string Explain(Words words);
  // Promises.
  std::string ReserveLines(Words words);
  template <ChangeReservation::Verb verb>
  std::string ChangeBy(Words words) {
    return ChangeAs(verb, std::move(words));
  }
  std::string ChangeAs(ChangeReservation::Verb verb, Words words);
  std::string Move(Words words);
  std::string ReconfirmItem(Words words);
  std::string Show(Words words);
  std::string Pegs(Words words);
  // Settings.
  std::string SetRule(Words words);
  std::string Trust(Words words);
  std::string SetGroup(Words words);
  std::string SetLane(Words words);
  std::string SetKit(Words words);
  std::string SetSubstitutes(Words words);
  std::string SetChannel(Words words);
  std::string SetQuota(Words words);
  std::string SetCap(Words words);
  std::string SetAge(Words words);

  // Executes a command; `tell` says what came of its entry.
  template <typename Tell>
  std::string Do(Action action, Tell tell) {
    Command command;
    command.request.request_id = "request-" + std::to_string(++requests_);
    command.action = std::move(action);
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    return outcome.ok() ? tell(outcome->entry) : RefusedText(outcome.status());
  }
  static std::string RefusedText(const absl::Status& status);
  std::string DoFact(Action action);
  std::string DoSet(SettingValue value, bool is_removed);

  Day ParseDay(const std::string& word) const;  // "+3"
  std::string DayText(Day day) const;           // "+3"
  ReservationId IdOf(const std::string& name) const;
  std::string NameOf(ReservationId id) const;
  std::vector<LinePart> Parts(const Words& words) const;  // "0=2"
  std::string RiskText(const Entry& entry) const;
  std::string RiskText(Quantity quantity, Day until) const;  // "by 2 until +9"
  // " 3 at depot, 2 at shop" of a plan or of substitutes; nothing where all is as it was asked for.
  std::string PlacesText(const Entry& entry, bool is_plan) const;

  MemoryDisk disk_;
  SimulatedClock clock_;
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
  std::map<std::string, ReservationId> reservations_;
  std::map<std::string, Sequence> marks_;
};

}  // namespace atp

#endif  // ATP_TESTS_SCENARIOS_STAGE_H_
