#ifndef ATP_ENGINE_ENGINE_FIXTURE_H_
#define ATP_ENGINE_ENGINE_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {

inline constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
inline constexpr Day kToday = 20'000;

// An engine on a disk in memory, driven by hand.
class EngineTest : public testing::Test {
 protected:
  EngineTest() { Open(); }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.shards = 8;
    options.background_threads = false;
    auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  absl::StatusOr<Outcome> Run(Action action, std::string request_id = "") {
    Command command;
    command.request.request_id =
        request_id.empty() ? "request-" + std::to_string(++requests_) : request_id;
    command.action = std::move(action);
    return engine_->ExecuteAndWait(std::move(command));
  }

  Outcome MustRun(Action action, std::string request_id = "") {
    auto outcome = Run(std::move(action), std::move(request_id));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *std::move(outcome) : Outcome();
  }

  std::string Reason(Action action) { return ErrorReason(Run(std::move(action)).status()); }

  static MoveStock Move(Cause cause, std::string item, std::string location, Quantity quantity) {
    MoveStock move;
    move.cause = cause;
    move.lines.push_back({std::move(item), std::move(location), quantity});
    return move;
  }

  static Reserve Take(std::string item, std::string location, Quantity quantity, Day day = kNoDay) {
    Reserve reserve;
    reserve.lines.push_back({std::move(item), std::move(location), quantity, day});
    return reserve;
  }

  static ChangeReservation Change(ChangeReservation::Verb verb, ReservationId id,
                                  std::vector<LinePart> parts = {}) {
    ChangeReservation change;
    change.verb = verb;
    change.reservation = id;
    change.parts = std::move(parts);
    return change;
  }

  static SetSupply Supply(std::string document, std::string item, std::string location,
                          Quantity quantity, Day day,
                          SupplyState state = SupplyState::kAcknowledged) {
    SupplyLine line;
    line.key = {SupplyKind::kCommitment, std::move(document), 1};
    line.item = std::move(item);
    line.location = std::move(location);
    line.quantity = quantity;
    line.day = day;
    line.state = state;
    SetSupply set;
    set.lines.push_back(std::move(line));
    return set;
  }

  Quantity Atp(const std::string& item, const std::string& location, Day day = kNoDay) {
    const auto answer = engine_->Check({CheckLine{item, {location}, day, 0}});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0].locations[0].atp : -1;
  }

  Balances Stock(const std::string& item, const std::string& location) {
    return engine_->GetStock(item, location).value().balances;
  }

  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_ENGINE_FIXTURE_H_
