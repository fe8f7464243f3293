#include "tools/atpbench/load_run.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "tools/atpbench/schedule.h"

namespace atp {
namespace {

// Longer than any stall worth measuring; what takes this long is an error.
constexpr int64_t kPatience = int64_t{60} * 1'000'000'000;

}  // namespace

LoadRun::LoadRun(const LoadOptions& options, Workload* workload, Driver* driver, Recorder* recorder,
                 Books* books, Timer* timer)
    : options_(options),
      end_(options.start + options.duration),
      workload_(*workload),
      driver_(*driver),
      recorder_(*recorder),
      books_(*books),
      timer_(*timer) {}

void LoadRun::Run() {
  if (options_.rate > 0) {
    RunOpen();
  } else {
    RunClosed();
  }
  MutexLock lock(&mu_);
  while (in_flight_ > 0) answered_.Wait(&mu_);
}

void LoadRun::RunOpen() {
  const Schedule schedule(options_.start, options_.rate);
  // To sleep costs a machine more than to send.
  const int64_t sleep_gap = options_.patience / 200;
  int64_t woken = options_.start - sleep_gap;
  for (int64_t number = 0;; ++number) {
    const int64_t intended = schedule.IntendedAt(number);
    if (intended >= end_) return;
    if (intended > timer_.Now()) {
      timer_.WaitUntil(std::max(intended, woken + sleep_gap));
      woken = timer_.Now();
    }
    {
      MutexLock lock(&mu_);
      while (in_flight_ >= options_.in_flight) answered_.Wait(&mu_);
      ++in_flight_;
    }
    if (!Launch(intended)) return Leave();
  }
}

void LoadRun::RunClosed() {
  timer_.WaitUntil(options_.start);
  {
    MutexLock lock(&mu_);
    in_flight_ = options_.in_flight;
  }
  for (int k = 0; k < options_.in_flight; ++k) {
    if (!Launch(timer_.Now())) Leave();
  }
}

double LoadRun::ProgressAt(int64_t instant, int64_t number) const {
  const double by_time =
      static_cast<double>(instant - options_.start) / static_cast<double>(options_.duration);
  if (options_.operations == 0) return by_time;
  return std::max(by_time, static_cast<double>(number) / static_cast<double>(options_.operations));
}

bool LoadRun::Launch(int64_t began) {
  const int64_t number = sent_.fetch_add(1, std::memory_order_relaxed);
  if (options_.operations > 0 && number >= options_.operations) return false;
  // Shared because std::function wants to be copied; it never is.
  auto operation = std::make_shared<const Operation>(workload_.Next(ProgressAt(began, number)));
  const Operation& sent = *operation;
  const int64_t deadline = began + (options_.patience > 0 ? options_.patience : kPatience);
  if (options_.patience > 0 && timer_.Now() - began >= options_.patience / 10) {
    Answer late;
    late.result = Answer::Result::kTurnedAway;
    late.error = "it could not be sent in time";
    Finish(sent, began, late);
    return true;
  }
  driver_.Start(sent, deadline,
                [this, operation = std::move(operation), began](const Answer& answer) {
                  Finish(*operation, began, answer);
                });
  return true;
}

void LoadRun::Finish(const Operation& operation, int64_t began, const Answer& answer) {
  const int64_t now = timer_.Now();
  // The driver keeps deadlines as well as it can; this is what counts.
  if (options_.patience > 0 && now - began > options_.patience &&
      answer.result != Answer::Result::kFailed) {
    Answer late = answer;
    late.result = Answer::Result::kTurnedAway;
    late.error = "the answer came too late";
    recorder_.Record(operation.kind, late, began, now);
  } else {
    recorder_.Record(operation.kind, answer, began, now);
  }
  books_.Note(operation, answer);
  workload_.Learn(operation, answer);
  if (options_.rate == 0 && now < end_ && Launch(now)) return;
  Leave();
}

void LoadRun::Leave() {
  MutexLock lock(&mu_);
  --in_flight_;
  answered_.SignalAll();
}

}  // namespace atp
