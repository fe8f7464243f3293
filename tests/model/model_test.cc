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
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/test_volume.h"
#include "engine/engine.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"
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

std::string TextOf(const Place& place) { return place.first + "@" + place.second; }

std::string TextOf(const Balances& b) {
  std::string text;
  for (const auto bucket : Balances::kBuckets()) text += " " + std::to_string(b.*bucket);
  return text;
}

// One engine, one twin, one seed.
class ModelRun {
 public:
  explicit ModelRun(uint64_t seed) : seed_(seed), commands_(seed, kHorizonDays), twin_(Limits()) {
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
  uint64_t reservations() const { return ids_.size(); }

 private:
  struct Asked {
    std::string request_id;
    Action action;
  };

  static Twin::Limits Limits() {
    Twin::Limits limits;
    limits.horizon_days = kHorizonDays;
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
  }

  std::string Where() const {
    return "\nATP_MODEL_SEED=" + std::to_string(seed_) + " step " + std::to_string(step_) + " at " +
           std::to_string(clock_.Now()) + "\nrequest " + asked_.request_id + ": " +
           TextOf(asked_.action);
  }

  // Seconds mostly; now and then exactly to a deadline or to just before it, or over days.
  void MoveTime() {
    const Micros now = clock_.Now();
    if (commands_.OneIn(3)) clock_.Advance(commands_.Between(0, 4) * kMicrosPerSecond);
    if (commands_.OneIn(40)) {
      const Micros deadline = SomeDeadline();
      clock_.Set(std::max(now, deadline - commands_.Between(0, 1)));
    }
    if (commands_.OneIn(300)) clock_.Advance(commands_.Between(1, 9) * kMicrosPerHour);
    if (commands_.OneIn(2'000)) clock_.Advance(commands_.Between(1, 3) * kMicrosPerDay);
    // The sweeper may come at any time, or not.
    if (commands_.OneIn(200)) engine_->ExpireDue();
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
    Asked asked{"r" + std::to_string(step_), commands_.Next(DayOf(clock_.Now()), ids_.size())};
    if (!recent_.empty() && commands_.OneIn(15)) {
      const Asked& earlier = recent_[commands_.Between(0, recent_.size() - 1)];
      asked.request_id = earlier.request_id;
      if (!commands_.OneIn(5)) asked.action = earlier.action;
    }
    return asked;
  }

  void OneCommand() {
    asked_ = SomeRequest();
    const bool validate_only = commands_.OneIn(25);
    const TwinAnswer expected =
        twin_.Execute(asked_.request_id, asked_.action, validate_only, clock_.Now());
    Command command;
    command.request.request_id = asked_.request_id;
    command.action = asked_.action;
    if (auto* change = std::get_if<ChangeReservation>(&command.action)) {
      change->reservation = ids_.at(change->reservation - 1);
    }
    command.validate_only = validate_only;
    const absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(std::move(command));
    Compare(expected, outcome, validate_only);
    if (recent_.size() < 64) {
      recent_.push_back(asked_);
    } else {
      recent_[commands_.Between(0, 63)] = asked_;
    }
  }

  // The keys of a position, which the entry may be the first to name.
  Place PlaceOf(const Entry& entry, PositionId position) {
    for (const Definition& definition : entry.definitions) {
      if (definition.is_location || definition.id != position.item) continue;
      for (const Definition& other : entry.definitions) {
        if (other.is_location && other.id == position.location) return {definition.key, other.key};
      }
      if (entry.sequence == 0) return {definition.key, ""};
    }
    auto keys = engine_->KeysOf(position);
    return {std::move(keys.item), std::move(keys.location)};
  }

  void Compare(const TwinAnswer& expected, const absl::StatusOr<Outcome>& outcome,
               bool validate_only) {
    if (!outcome.ok()) {
      ++errors_;
      const std::string reason = ErrorReason(outcome.status());
      if (expected.may_be_forgotten && reason == "UNKNOWN_RESERVATION") return;
      EXPECT_EQ(reason, expected.reason) << outcome.status() << Where();
      return;
    }
    ASSERT_EQ(expected.reason, "") << "the engine did it" << Where();
    const Entry& entry = outcome->entry;
    ASSERT_EQ(CauseName(entry.cause), std::string(CauseName(expected.cause))) << Where();
    EXPECT_EQ(outcome->repeated, expected.is_repeated) << Where();
    answers_repeated_ += outcome->repeated ? 1 : 0;
    EXPECT_EQ(entry.sequence == 0, validate_only) << Where();
    if (expected.reservation != 0) {
      EXPECT_EQ(entry.state, expected.state) << Where();
      EXPECT_EQ(entry.deadline, expected.deadline) << Where();
      if (!validate_only) CompareReservationId(expected.reservation, entry.reservation);
    }
    CompareLines(expected, entry);
    // What a rehearsal touches may have no name yet.
    if (validate_only && !entry.definitions.empty()) return;
    ComparePostings(expected, entry);
    if (validate_only || outcome->repeated) return;
    for (const auto& [place, stock] : expected.touched) CompareStock(place, stock);
    ComparePromises(expected);
  }

  void CompareReservationId(uint64_t number, ReservationId id) {
    if (number == ids_.size() + 1) {
      ids_.push_back(id);
      numbers_[id] = number;
    }
    EXPECT_EQ(ids_.at(number - 1), id) << Where();
  }

  void CompareLines(const TwinAnswer& expected, const Entry& entry) {
    ASSERT_EQ(entry.lines.size(), expected.lines.size()) << Where();
    for (size_t i = 0; i < entry.lines.size(); ++i) {
      const LineEffect& line = entry.lines[i];
      const TwinLine actual{line.line,     PlaceOf(entry, line.position),
                            line.day,      line.requested,
                            line.quantity, line.atp};
      EXPECT_TRUE(actual == expected.lines[i])
          << "line " << i << ": engine " << TextOf(actual.place) << " day " << actual.day
          << " quantity " << actual.quantity << " atp " << actual.atp << ", twin "
          << TextOf(expected.lines[i].place) << " day " << expected.lines[i].day << " quantity "
          << expected.lines[i].quantity << " atp " << expected.lines[i].atp << Where();
    }
  }

  TwinAtRisk AtRiskOf(const std::vector<AtRisk>& at_risk) {
    TwinAtRisk by_number;
    for (const AtRisk& risk : at_risk) {
      by_number[{numbers_[risk.reservation], risk.line}] = risk.quantity;
    }
    return by_number;
  }

  void ComparePostings(const TwinAnswer& expected, const Entry& entry) {
    std::map<Place, TwinStock> posted;
    for (const Posting& posting : entry.postings) {
      const Place place = PlaceOf(entry, posting.position);
      const auto it = expected.touched.find(place);
      ASSERT_TRUE(it != expected.touched.end()) << TextOf(place) << " was touched" << Where();
      EXPECT_EQ(TextOf(posting.After()), TextOf(it->second.balances)) << TextOf(place) << Where();
      posted[place] = {};
      if (entry.reservation != kNoReservation || entry.cause == Cause::kReserve) continue;
      EXPECT_EQ(posting.short_by, it->second.short_by) << TextOf(place) << Where();
      if (posting.at_risk.size() < kAtRiskMax) {
        EXPECT_EQ(AtRiskOf(posting.at_risk), it->second.at_risk) << TextOf(place) << Where();
      }
    }
    for (const auto& [place, stock] : expected.touched) {
      EXPECT_LE(stock.is_changed ? 1u : 0u, posted.count(place)) << TextOf(place) << Where();
    }
  }

  void CompareStock(const Place& place, const TwinStock& expected) {
    const auto stock = engine_->GetStock(place.first, place.second);
    ASSERT_TRUE(stock.ok()) << stock.status() << Where();
    EXPECT_EQ(TextOf(stock->balances), TextOf(expected.balances)) << TextOf(place) << Where();
    EXPECT_EQ(stock->short_by, expected.short_by) << TextOf(place) << Where();
    EXPECT_EQ(AtRiskOf(stock->at_risk), expected.at_risk) << TextOf(place) << Where();
  }

  // A check says what a reservation would get.
  void ComparePromises(const TwinAnswer& expected) {
    if (expected.touched.empty()) return;
    const Place& place = expected.touched.begin()->first;
    const auto offset = static_cast<Day>(commands_.Between(0, kHorizonDays - 1));
    const Day day = DayOf(clock_.Now()) + offset;
    const auto answer = engine_->Check({CheckLine{place.first, {place.second}, day, 0}});
    ASSERT_TRUE(answer.ok()) << answer.status() << Where();
    EXPECT_EQ(answer->lines[0].locations[0].atp, twin_.AtpByDay(place)[offset])
        << TextOf(place) << " day " << day << Where();
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
      if (engine_ != nullptr) CompareAll();
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
    twin_.Expire(clock_.Now());
    for (const Place& place : twin_.Places()) {
      CompareStock(place, twin_.StockAt(place));
      CompareCurve(place);
    }
    ComparePlaces();
    CompareReservations();
    CompareSupplies();
  }

  void CompareCurve(const Place& place) {
    const auto stock = engine_->GetStock(place.first, place.second);
    ASSERT_TRUE(stock.ok()) << stock.status() << Where();
    EXPECT_EQ(stock->overdue_supply, twin_.OverdueSupplyAt(place)) << TextOf(place) << Where();
    const auto answer = engine_->GetCurve(place.first, {place.second}, 0);
    ASSERT_TRUE(answer.ok()) << answer.status() << Where();
    ASSERT_EQ(answer->locations.size(), 1u) << Where();
    const std::vector<Quantity> expected = twin_.AtpByDay(place);
    for (int32_t i = 0; i < kHorizonDays; ++i) {
      EXPECT_EQ(answer->locations[0].curve.At(answer->today + i), expected[i])
          << TextOf(place) << " in " << i << " days" << Where();
    }
  }

  // The engine lists no position that the twin does not have.
  void ComparePlaces() {
    const std::vector<Place> places = twin_.Places();
    PageRequest page{1000, ""};
    const auto listed = engine_->ListStock({}, page);
    ASSERT_TRUE(listed.ok()) << listed.status() << Where();
    for (const StockView& view : listed->views) {
      const Place place{view.item, view.location};
      EXPECT_TRUE(std::binary_search(places.begin(), places.end(), place))
          << TextOf(place) << Where();
    }
  }

  void CompareReservations() {
    const auto& all = twin_.reservations();
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
      const auto& [number, expected] = *it;
      const bool is_old = twin_.MayBeForgotten(expected);
      // Those that are open or were resolved lately; of the others a few.
      if (is_old && it->first + 500 < all.size()) continue;
      const auto view = engine_->GetReservation(ids_.at(number - 1));
      if (is_old && !view.ok()) continue;
      ASSERT_TRUE(view.ok()) << number << ": " << view.status() << Where();
      EXPECT_EQ(view->reservation.state, expected.state) << number << Where();
      ASSERT_EQ(view->lines.size(), expected.lines.size()) << number << Where();
      for (size_t i = 0; i < view->lines.size(); ++i) {
        const ReservationLine& line = view->lines[i].line;
        const TwinReservation::Line& twin = expected.lines[i];
        const bool is_equal = view->lines[i].item == twin.place.first &&
                              view->lines[i].location == twin.place.second &&
                              line.day == twin.day && line.requested == twin.requested &&
                              line.promised == twin.promised && line.open == twin.open &&
                              line.fulfilled == twin.fulfilled && line.released == twin.released;
        EXPECT_TRUE(is_equal) << "reservation " << number << " line " << i << Where();
      }
    }
  }

  void CompareSupplies() {
    for (const auto& [key, expected] : twin_.supplies()) {
      const auto view = engine_->GetSupply(key);
      ASSERT_TRUE(view.ok()) << key.document << ": " << view.status() << Where();
      const ScheduledReceipt& receipt = view->receipt;
      const bool is_equal =
          Place(view->item, view->location) == expected.place && receipt.state == expected.state &&
          receipt.day == expected.day && receipt.quantity == expected.quantity &&
          receipt.open == expected.open && receipt.received == expected.received &&
          receipt.shipped == expected.shipped &&
          receipt.order_document == expected.order_document &&
          receipt.order_line == expected.order_line;
      EXPECT_TRUE(is_equal) << static_cast<int>(key.kind) << ":" << key.document << "/" << key.line
                            << Where();
    }
  }

  const uint64_t seed_;
  int64_t step_ = 0;
  Asked asked_;
  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  RandomCommands commands_;
  Twin twin_;
  std::unique_ptr<Engine> engine_;
  std::vector<Asked> recent_;
  std::vector<ReservationId> ids_;  // by number, less 1
  std::unordered_map<ReservationId, uint64_t> numbers_;
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
