// The engine against its twin: random commands one after another, equal after each one, with
// checkpoints and restarts among them. A failure prints seed, step and command.
//
//   ATP_MODEL_SEED=7 ATP_MODEL_COMMANDS=5000   one seed, so many commands

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/test_volume.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"
#include "tests/model/action_text.h"
#include "tests/model/comparison.h"
#include "tests/model/random_commands.h"
#include "tests/model/twin.h"

namespace atp {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
constexpr int32_t kHorizonDays = 7;
constexpr int kSeeds = 250 / kOneCaseIn;
// Short lives: the twin slows down as open supply gathers.
constexpr int64_t kCommandsPerSeed = 4'100;
constexpr int64_t kCommandsPerFullComparison = 500;

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoll(text);
}

// One engine, one twin, one seed.
class ModelRun {
 public:
  explicit ModelRun(uint64_t seed)
      : seed_(seed),
        commands_(seed, kHorizonDays, Topics::Of(seed)),
        twin_(Limits(),
              [this](const Place& a, const Place& b) { return comparison_.ComesFirst(a, b); }),
        comparison_(twin_, [this] { return Where(); }) {
    Open();
  }

  // Stops at the first difference, which it has reported.
  void Run(int64_t commands) {
    for (step_ = 1; step_ <= commands && !testing::Test::HasFailure(); ++step_) {
      MoveTime();
      OneCommand();
      if (commands_.OneIn(800)) Checkpoint();
      if (commands_.OneIn(1'500)) Restart();
      if (step_ % kCommandsPerFullComparison == 0) CompareAll();
    }
    Restart();
    CompareAll();
  }

  int restarts() const { return restarts_; }
  int answers_repeated() const { return answers_repeated_; }
  int errors() const { return errors_; }
  uint64_t reservations() const { return comparison_.reservations(); }

 private:
  struct Asked {
    std::string request_id;
    Action action;
  };

  static Twin::Limits Limits() {
    Twin::Limits limits;
    limits.rule.horizon_days = kHorizonDays;
    return limits;
  }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.shards = 8;
    options.rule.horizon_days = kHorizonDays;
    options.background_threads = false;
    // So that history is dropped, too.
    options.journal_keep = 30 * kMicrosPerHour;
    auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
    ASSERT_TRUE(engine.ok()) << engine.status() << Where();
    engine_ = *std::move(engine);
    comparison_.SetEngine(engine_.get());
  }

  std::string Where() const {
    return "\nATP_MODEL_SEED=" + std::to_string(seed_) + " step " + std::to_string(step_) + " at " +
           std::to_string(clock_.Now()) + "\nrequest " + asked_.request_id + ": " +
           TextOf(asked_.action);
  }

  // Seconds mostly; now and then exactly to a deadline or to just before it, or over days.
  void MoveTime() {
    const Micros now = clock_.Now();
    Micros then = now;
    if (commands_.OneIn(3)) then += commands_.Between(0, 4) * kMicrosPerSecond;
    if (commands_.OneIn(40)) {
      then = std::max(then, SomeDeadline() - commands_.Between(0, 1));
    }
    if (commands_.OneIn(300)) then += commands_.Between(1, 9) * kMicrosPerHour;
    if (commands_.OneIn(2'000)) then += commands_.Between(1, 3) * kMicrosPerDay;
    // Who waits is served on the day on which somebody looks, so both look on each day, and at once
    // where it makes a difference how often: where each serving makes a line, in the parity modes,
    // and where channels share. Otherwise the sweeper may come at any time, or not.
    const bool is_new_day = DayOf(then) != DayOf(now);
    if (is_new_day) engine_->SettleDue();
    clock_.Set(then);
    const bool depends_on_when =
        commands_.topics().rules || commands_.topics().quotas || twin_.WaitsPastItsDay();
    if (is_new_day || depends_on_when || commands_.OneIn(200)) engine_->SettleDue();
  }

  Micros SomeDeadline() {
    const auto& all = twin_.reservations();
    auto it = all.rbegin();
    for (int64_t back = commands_.Between(0, 8); it != all.rend(); ++it) {
      if (it->second.state == ReservationState::kHeld && back-- <= 0) return it->second.deadline;
    }
    return 0;
  }

  // Mostly a new request; now and then an earlier one again, or its id with another body.
  Asked SomeRequest() {
    Asked asked{"r" + std::to_string(step_), commands_.Next(DayOf(clock_.Now()), reservations())};
    if (!recent_.empty() && commands_.OneIn(15)) {
      const Asked& earlier = recent_[commands_.Between(0, recent_.size() - 1)];
      asked.request_id = earlier.request_id;
      if (!commands_.OneIn(5)) asked.action = earlier.action;
    }
    return asked;
  }

  void OneCommand() {
    asked_ = SomeRequest();
    // What a rehearsal of giving out anew says is what then happens: the twin answers both alike.
    const bool is_reconfirm = std::holds_alternative<Reconfirm>(asked_.action);
    const bool validate_only = commands_.OneIn(is_reconfirm ? 2 : 25);
    const TwinAnswer expected =
        twin_.Execute(asked_.request_id, asked_.action, validate_only, clock_.Now());
    Command command;
    command.request.request_id = asked_.request_id;
    command.action = asked_.action;
    if (auto* change = std::get_if<ChangeReservation>(&command.action)) {
      change->reservation = comparison_.IdOf(change->reservation);
    } else if (auto* move = std::get_if<MoveReservation>(&command.action)) {
      move->reservation = comparison_.IdOf(move->reservation);
    } else if (auto* reconfirm = std::get_if<Reconfirm>(&command.action)) {
      for (auto& [reservation, strategy] : reconfirm->strategies) {
        reservation = comparison_.IdOf(reservation);
      }
    }
    command.validate_only = validate_only;
    const absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(std::move(command));
    errors_ += outcome.ok() ? 0 : 1;
    answers_repeated_ += outcome.ok() && outcome->repeated ? 1 : 0;
    comparison_.CompareAnswer(expected, outcome, validate_only);
    if (outcome.ok() && !outcome->repeated && !validate_only) CheckOneOf(expected.touched);
    if (recent_.size() < 64) {
      recent_.push_back(asked_);
    } else {
      recent_[commands_.Between(0, 63)] = asked_;
    }
  }

  void CheckOneOf(const std::map<Place, TwinStock>& touched) {
    if (touched.empty()) return;
    const auto in_days = static_cast<int32_t>(commands_.Between(0, kHorizonDays - 1));
    comparison_.CompareCheck(touched.begin()->first, DayOf(clock_.Now()), in_days,
                             commands_.SomeChannel());
  }

  void Checkpoint() {
    const auto reached = engine_->Checkpoint();
    EXPECT_TRUE(reached.ok()) << reached.status() << Where();
  }

  void Restart() {
    ++restarts_;
    if (commands_.OneIn(3)) {
      // The power fails: entries that nobody has been told of are lost.
      engine_.reset();
      disk_.DropUnsynced();
      Open();
      if (engine_ == nullptr) return;
      engine_->SettleDue();
      CompareAll();
      return;
    }
    if (commands_.OneIn(3)) {
      EXPECT_TRUE(engine_->Drain().ok()) << Where();
    } else {
      engine_->Pump();
    }
    const std::string before = engine_->DumpState();
    Open();
    ASSERT_NE(engine_, nullptr);
    EXPECT_TRUE(engine_->DumpState() == before) << "state differs after a restart" << Where();
  }

  void CompareAll() {
    twin_.Settle(clock_.Now());
    comparison_.CompareAll();
  }

  const uint64_t seed_;
  int64_t step_ = 0;
  Asked asked_;
  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  RandomCommands commands_;
  Twin twin_;
  Comparison comparison_;
  std::unique_ptr<Engine> engine_;
  std::vector<Asked> recent_;
  int restarts_ = 0;
  int answers_repeated_ = 0;
  int errors_ = 0;
};

class ModelTest : public testing::TestWithParam<int> {};

TEST_P(ModelTest, EngineAndTwinAreEqualAfterEveryCommand) {
  const int64_t only = FromEnvironment("ATP_MODEL_SEED", 0);
  if (only != 0 && GetParam() != 1) GTEST_SKIP() << "one seed was asked for";
  const uint64_t seed = static_cast<uint64_t>(only != 0 ? only : GetParam());
  const int64_t commands = FromEnvironment("ATP_MODEL_COMMANDS", kCommandsPerSeed);
  ModelRun run(seed);
  run.Run(commands);
  std::cout << "seed " << seed << ": " << commands << " commands, " << run.reservations()
            << " reservations, " << run.answers_repeated() << " repeated answers, " << run.errors()
            << " errors, " << run.restarts() << " restarts\n";
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::Range(1, kSeeds + 1));

}  // namespace
}  // namespace atp
