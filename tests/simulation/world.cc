#include "tests/simulation/world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/simulation/callers.h"
#include "tests/simulation/fates.h"
#include "tests/simulation/stock_count.h"
#include "tests/simulation/subscriber.h"

namespace atp::simulation {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
// So far the clock may go back behind the latest time there was.
constexpr Micros kBackMax = 600 * kMicrosPerSecond;
// Steps that others may take while one write is slow.
constexpr int64_t kStepsWhileSlowMax = 12;
constexpr uint64_t kStepsPerComparison = 500;

// Each seed is another machine.
EngineOptions OptionsOf(uint64_t seed) {
  Dice dice(seed, 0);
  EngineOptions options;
  options.background_threads = false;
  options.shards = 1u << dice.Between(0, 3);
  options.rule.horizon_days = 7;
  options.hold_default = 100 * kMicrosPerSecond;
  options.request_window = 20 * 60 * kMicrosPerSecond;
  options.resolved_window = 15 * 60 * kMicrosPerSecond;
  options.journal_keep = 30 * 60 * kMicrosPerSecond;
  options.feed_ring_bytes = size_t{1} << dice.Between(10, 16);
  if (dice.OneIn(6)) options.sync_interval = kMicrosPerSecond;
  return options;
}

// In half of the worlds stock is counted. Not where syncs are put off: what waits for them could
// not be told.
bool HasCounts(uint64_t seed) { return seed % 2 == 0 && OptionsOf(seed).sync_interval == 0; }

}  // namespace

World::World(uint64_t seed, Watch watch)
    : seed_(seed),
      watch_(std::move(watch)),
      options_(OptionsOf(seed)),
      clock_(kStart),
      latest_(kStart),
      dice_(seed, 0),
      disk_({[this] { LetOthersAct(); }, [this](const std::string& what) { Violate(what); },
             [this](const std::string& what) { Note(what); }}),
      book_({options_.rule.horizon_days, options_.hold_default, options_.resolved_window}),
      witness_(this) {
  using OnLag = SubscribeRequest::OnLag;
  const auto add = [this](int turns, std::unique_ptr<Actor> actor) {
    turns_.insert(turns_.end(), turns, actor.get());
    actors_.push_back(std::move(actor));
  };
  add(10, std::make_unique<Storefront>("web"));
  add(10, std::make_unique<Storefront>("shop"));
  add(7, std::make_unique<Erp>("erp"));
  add(4, std::make_unique<Supplier>("mill"));
  add(4, std::make_unique<Subscriber>("cache", "", OnLag::kReset, 1));
  add(3, std::make_unique<Subscriber>("site", "item-1", OnLag::kReset, 2));
  add(3, std::make_unique<Subscriber>("lake", "", OnLag::kCoalesce, 20));
  add(2, std::make_unique<Subscriber>("board", "", OnLag::kReset, 30));
  add(5, std::make_unique<Time>());
  add(14, std::make_unique<Housekeeper>());
  add(1, std::make_unique<Fates>());
  turns_.insert(turns_.end(), 37, &network_);
  if (HasCounts(seed)) add(6, std::make_unique<StockCount>());
}

World::~World() { EndLife(); }

Place World::SomePlace() {
  return {"item-" + std::to_string(dice_.Index(kItems)),
          "place-" + std::to_string(dice_.Index(kLocations))};
}

Micros World::floor() const { return std::max(kStart, latest_ - kBackMax); }

void World::SetClock(Micros now) {
  clock_.Set(now);
  latest_ = std::max(latest_, now);
  Note(absl::StrCat("it is ", now - kStart, " us after the start"));
}

void World::SetFull(bool is_full) {
  if (is_dead()) return;
  is_full_ = is_full;
  engine_->SetFull(is_full);
  Note(is_full ? "memory is full" : "there is memory");
}

void World::Note(const std::string& text) {
  hash_.Mix(text);
  if (watch_.trace != nullptr) watch_.trace(text);
}

void World::Violate(const std::string& text) {
  if (is_violated()) return;
  verdict_.violation = text;
  Note("VIOLATION: " + text);
}

Verdict World::Play(const History& history) {
  history_ = &history;
  Open();
  StockTheShelves();
  while (next_ < history.steps.size() && !is_violated()) PlayNext();
  if (!is_violated() && is_dead()) BeginLife();
  if (!is_violated()) CompareAll();
  verdict_.counts.hash = hash_.value();
  verdict_.counts.faults = disk_.faults();
  verdict_.counts.acknowledged = book_.acknowledged();
  return verdict_;
}

// Everything has a name and is durable before the first fault.
void World::StockTheShelves() {
  for (int item = 0; item < kItems && !is_violated(); ++item) {
    MoveStock move;
    for (int location = 0; location < kLocations; ++location) {
      move.lines.push_back(
          {"item-" + std::to_string(item), "place-" + std::to_string(location), 20});
    }
    Command command;
    command.request.request_id = "opening-" + std::to_string(item);
    command.action = move;
    const auto outcome = engine_->ExecuteAndWait(command);
    if (!outcome.ok()) return Violate("opening stock: " + outcome.status().ToString());
    PlainAnswer answer = book_.now().Execute(move, kStart, kNoReservation);
    const Sequence sequence = outcome->entry.sequence;
    book_.Add({sequence, command.request.request_id, move, kStart, std::move(answer)});
    book_.Acknowledge(sequence);
  }
  const auto reached = engine_->Checkpoint();
  if (!reached.ok()) Violate("the first checkpoint: " + reached.status().ToString());
  KeepDurable();
}

void World::PlayNext() {
  const uint32_t step = history_->steps[next_++];
  verdict_.counts.step = step;
  ++verdict_.counts.steps;
  const Dice outer = dice_;
  dice_ = Dice(seed_, step);
  ++depth_;
  if (watch_.step != nullptr) watch_.step(step);
  Step();
  --depth_;
  dice_ = outer;
}

void World::Step() {
  if (dice_.OneIn(2)) SetClock(clock_.Now() + dice_.Between(0, 2'000'000));
  if (is_dead() && depth_ == 1) {
    // It is down for a while.
    if (!dice_.OneIn(3)) return;
    BeginLife();
    if (is_violated() || is_dead()) return;
  }
  turns_[dice_.Index(turns_.size())]->Step(this);
  if (is_dead() || is_violated()) return;
  KeepDurable();
  book_.MoveTime(floor(), floor() - options_.request_window);
  if (disk_.has_failed() && depth_ == 1 && dice_.OneIn(8)) return Die(/*power_fails=*/false);
  if (depth_ == 1 && verdict_.counts.step % kStepsPerComparison == 0) CompareAll();
}

// Whoever asked for what has become durable in this life has heard of it by now.
void World::KeepDurable() {
  const std::string unanswered = book_.Keep(disk_.synced());
  if (!unanswered.empty()) Violate(unanswered + " is durable, and was not answered");
}

void World::LetOthersAct() {
  // Not while something else waits for the disk.
  if (depth_ != 1 || is_comparing_) return;
  for (int64_t left = dice_.Between(1, kStepsWhileSlowMax); left > 0; --left) {
    if (next_ == history_->steps.size() || is_dead() || is_violated()) return;
    PlayNext();
  }
}

void World::Stop() {
  is_stopping_ = true;
  const absl::Status stopped = engine_->Drain();
  Note(stopped.ok() ? "stopped in good order" : "stopped");
  // What readers settle while the last sync is slow is nobody's promise, and decided again.
  const EngineStatus status = engine_->Status();
  if (stopped.ok() && !is_dead() && status.durable == status.journaled) {
    state_kept_ = engine_->DumpState();
  }
  Die(/*power_fails=*/false);
}

void World::EndLife() {
  is_stopping_ = false;
  for (const auto& actor : actors_) actor->EngineGone();
  engine_.reset();
}

void World::Open() {
  auto engine = Engine::Open(options_, disk_.Mount(), &clock_);
  if (!engine.ok()) return Violate("it does not open: " + engine.status().ToString());
  engine_ = *std::move(engine);
  is_full_ = false;
  ++verdict_.counts.lives;
}

void World::BeginLife() {
  disk_.Freeze(/*power_fails=*/false);
  EndLife();
  const Sequence synced = disk_.synced();
  const Sequence written = disk_.written();
  const Sequence tried = disk_.tried();
  Open();
  if (is_violated()) return;
  const Sequence end = engine_->Status().durable;
  Note(absl::StrCat("life ", verdict_.counts.lives, " begins at ", end));
  const Sequence least = disk_.lost_power() ? synced : written;
  if (end < least || end > tried) {
    return Violate(
        absl::StrCat("the log ended at ", least, " to ", tried, ", and is read up to ", end));
  }
  if (!state_kept_.empty() && engine_->DumpState() != state_kept_) {
    return Violate("stopped in good order, it comes back with another state");
  }
  state_kept_.clear();
  const std::string lost = book_.Recover(end);
  if (!lost.empty() && end >= written) Violate("acknowledged and lost: " + lost);
  for (const auto& actor : actors_) actor->EngineBack(end);
  if (!is_violated()) CompareAll();
}

void World::CompareAll() {
  if (is_dead() || disk_.has_failed()) return;
  is_comparing_ = true;
  witness_.CompareAll();
  if (!is_violated()) SettleAll();
  if (!is_dead() && !is_violated()) KeepDurable();
  for (const auto& actor : actors_) {
    if (is_dead() || disk_.has_failed() || is_violated()) break;
    actor->Compare(this);
  }
  is_comparing_ = false;
}

// Where the clock has gone back, what ends in one shard moves the time of another, where more ends
// then: it is asked for until nothing does.
void World::SettleAll() {
  Sequence settled = 0;
  do {
    settled = engine_->Status().journaled;
    engine_->SettleDue();
    for (const Place& place : book_.now().Places()) {
      (void)engine_->GetStock(place.first, place.second);
    }
  } while (engine_->Status().journaled != settled);
  engine_->Pump();
}

}  // namespace atp::simulation
