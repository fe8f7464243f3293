#include "tools/atpbench/recorder.h"

#include <utility>

namespace atp {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

void Recorder::Record(OperationKind kind, const Answer& answer, int64_t began, int64_t finished) {
  const auto k = static_cast<size_t>(kind);
  const int64_t latency = finished - began;
  const bool is_measured = began >= measure_from_ && began < measure_until_;
  MutexLock lock(&mu_);
  ++answered_;
  const bool is_failed = answer.result == Answer::Result::kFailed;
  if (is_failed || answer.result == Answer::Result::kTurnedAway) {
    // An error counts whenever it came: a run with errors is not to be trusted.
    if (is_failed) ++recording_.kinds[k].failed;
    if (!is_failed && is_measured) ++recording_.kinds[k].turned_away;
    if (recording_.first_error.empty()) recording_.first_error = answer.error;
    return;
  }
  // Threads finish in nearly the order of time; who is late counts for the second that runs.
  while (finished - start_ >=
         static_cast<int64_t>(recording_.seconds.size() + 1) * kNanosPerSecond) {
    EndSecond();
  }
  running_[k].Add(latency);
  if (!is_measured) return;
  recording_.kinds[k].latency.Add(latency);
  if (answer.result == Answer::Result::kRefused) ++recording_.kinds[k].refused;
}

int64_t Recorder::answered() const {
  MutexLock lock(&mu_);
  return answered_;
}

Recording Recorder::Take() {
  MutexLock lock(&mu_);
  EndSecond();
  return std::move(recording_);
}

void Recorder::EndSecond() {
  Second second;
  for (size_t k = 0; k < kOperationKinds; ++k) {
    Histogram& histogram = running_[k];
    second[k] = {histogram.count(), histogram.Percentile(50), histogram.Percentile(99),
                 histogram.max()};
    histogram.Clear();
  }
  recording_.seconds.push_back(second);
}

}  // namespace atp
