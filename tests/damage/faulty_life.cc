#include "tests/damage/faulty_life.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/model/error.h"
#include "engine/store/rocks_store.h"

namespace atp::damage {
namespace {

constexpr char kDirectory[] = "/data";
constexpr size_t kStepsAfterwards = 4;

std::string TextOf(const Script::Answer& answer) {
  return answer.reason.empty() ? absl::StrCat("sequence ", answer.sequence) : answer.reason;
}

bool AreEqual(const Script::Answer& a, const Script::Answer& b) {
  return a.reason == b.reason && a.sequence == b.sequence;
}

Micros TimeBefore(const Script& script, const Leg& leg) {
  return leg.begin == 0 ? Script::kStart : script.steps()[leg.begin - 1].at;
}

}  // namespace

FaultyLife::FaultyLife(const Script& script, const Leg& leg, const IoFault& fault, bool forgets)
    : script_(script),
      leg_(leg),
      fault_(fault),
      forgets_(forgets),
      memory_(NewEnvWith(leg.before, kDirectory)),
      power_(memory_.get()),
      io_(&power_),
      clock_(TimeBefore(script, leg)),
      next_(leg.begin),
      acknowledged_(leg.begin == 0 ? 0 : script.steps()[leg.begin - 1].last) {}

void FaultyLife::Play() {
  io_.Arm(fault_);
  PlayFirstLife();
  engine_.reset();
  calls_ = io_.calls();
  after_ = TakeImage(memory_.get(), kDirectory);
  if (io_.touched_after_failure() > 0) Problem("a log file was touched again after it had failed");
  io_.Disarm();
  if (forgets_) power_.DropUnsynced();
  PlayLastLife();
}

absl::Status FaultyLife::OpenEngine() {
  RocksStoreOptions options;
  options.directory = kDirectory;
  options.env = &io_;
  options.write_buffer_bytes = 32 << 10;  // so that they fill
  options.open_threads = 1;
  auto store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  auto engine = Engine::Open(Script::Options(), *std::move(store), &clock_);
  if (engine.ok()) engine_ = *std::move(engine);
  return engine.status();
}

void FaultyLife::PlayFirstLife() {
  const absl::Status opened = OpenEngine();
  if (!opened.ok()) {
    Is(Ending::kNotOpened);
    return CheckUnavailable(opened, "opening");
  }
  if (!PlaySteps(leg_.end)) return CheckStopped();
  if (leg_.end < script_.steps().size()) return;
  const absl::Status drained = engine_->Drain();
  if (!drained.ok()) CheckUnavailable(drained, "drain");
}

// False once changes are refused.
bool FaultyLife::PlaySteps(size_t end) {
  for (; next_ < end; ++next_) {
    const Script::Step& step = script_.steps()[next_];
    clock_.Set(step.at);
    if (!PlayStep(step)) return false;
    if (step.then_checkpoint) TakeCheckpoint();
  }
  return true;
}

bool FaultyLife::PlayStep(const Script::Step& step) {
  const absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(step.command);
  const Script::Answer answer = Script::AnswerOf(outcome);
  if (AreEqual(answer, step.answer)) {
    if (outcome.ok()) acknowledged_ = std::max(acknowledged_, outcome->entry.sequence);
    return true;
  }
  if (outcome.ok() || io_.failed() == 0) {
    Problem(absl::StrCat("step ", next_, " was answered with ", TextOf(answer), " instead of ",
                         TextOf(step.answer), ": ", outcome.status().ToString()));
    return false;
  }
  CheckUnavailable(outcome.status(), absl::StrCat("step ", next_));
  if (answer.reason == "JOURNAL_FAILED") return false;
  Is(Ending::kAnswer);
  return true;
}

void FaultyLife::TakeCheckpoint() {
  const auto reached = engine_->Checkpoint();
  if (reached.ok()) return;
  CheckUnavailable(reached.status(), "checkpoint");
  if (engine_->Status().healthy) Problem("a checkpoint failed, and the engine is healthy");
  Is(Ending::kCheckpoint);
}

// The log has failed: nothing is taken, whatever the disk does by now, and answers go on.
void FaultyLife::CheckStopped() {
  Is(Ending::kStopped);
  const uint64_t failed = io_.failed();
  io_.Disarm();
  for (size_t i = next_; i < std::min(next_ + 3, script_.steps().size()); ++i) {
    const auto outcome = engine_->ExecuteAndWait(script_.steps()[i].command);
    if (ErrorReason(outcome.status()) != "JOURNAL_FAILED") {
      Problem(absl::StrCat("a change was taken after the log had failed: ",
                           outcome.status().ToString()));
    }
  }
  if (ErrorReason(engine_->Checkpoint().status()) != "JOURNAL_FAILED") {
    Problem("a checkpoint was taken after the log had failed");
  }
  if (engine_->Status().healthy) Problem("the log has failed, and the engine is healthy");
  PageRequest first;
  first.size = 1;
  const auto stock = engine_->ListStock({}, first);
  if (!stock.ok()) Problem(absl::StrCat("stock is not answered: ", stock.status().ToString()));
  if (stock.ok() && !stock->views.empty()) {
    const auto answer = engine_->Check({CheckLine{stock->views[0].item, {}, kNoDay, 0}});
    if (!answer.ok() || !answer->stale) Problem("a check is not answered, or not as stale");
  }
  if (failed == 0) Problem("the log has failed without a fault");
}

// Nothing is acknowledged, and the caller may repeat: for a fault of the disk that is the truth.
void FaultyLife::CheckUnavailable(const absl::Status& status, const std::string& what) {
  const bool is_full = absl::IsResourceExhausted(status) && fault_.kind == IoFault::Kind::kNoSpace;
  if (!is_full && !absl::IsUnavailable(status)) {
    Problem(absl::StrCat(what, " failed with ", status.ToString()));
  }
}

void FaultyLife::PlayLastLife() {
  // What the first opening wrote may be lost, and is written again.
  clock_.Set(TimeBefore(script_, leg_));
  const absl::Status opened = OpenEngine();
  if (!opened.ok()) return Problem(absl::StrCat("not opened again: ", opened.ToString()));
  const Sequence last = engine_->Status().durable;
  const size_t undecided = std::min(next_, script_.steps().size() - 1);
  if (last < acknowledged_ || last > script_.steps()[undecided].last) {
    return Problem(absl::StrCat("acknowledged up to ", acknowledged_, ", opened at ", last));
  }
  const uint64_t state = Hash64(engine_->DumpState());
  if (last > 0 && state != script_.StateAt(last)) {
    return Problem(absl::StrCat("another state at sequence ", last));
  }
  // Also a step that was answered with an error may have left entries, of names or of what had come
  // due; nobody was told of them.
  const auto is_there = [&](const Script::Step& step) { return step.last <= last; };
  while (next_ > leg_.begin && !is_there(script_.steps()[next_ - 1])) --next_;
  const size_t end = std::min(undecided + kStepsAfterwards, script_.steps().size());
  if (!PlaySteps(end)) return;
  if (end > 0 && Hash64(engine_->DumpState()) != script_.StateAt(script_.steps()[end - 1].last)) {
    Problem("another state after a few more steps");
  }
}

void FaultyLife::Is(Ending ending) { ending_ = std::max(ending_, ending); }

void FaultyLife::Problem(const std::string& what) { problems_.push_back(what); }

}  // namespace atp::damage
