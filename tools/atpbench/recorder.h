#ifndef ATP_TOOLS_ATPBENCH_RECORDER_H_
#define ATP_TOOLS_ATPBENCH_RECORDER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "tools/atpbench/histogram.h"
#include "tools/atpbench/operation.h"

namespace atp {

// Operations of one kind within the measured time.
struct KindResult {
  Histogram latency;  // nanoseconds, of what was done or refused
  int64_t refused = 0;
  int64_t turned_away = 0;
  int64_t failed = 0;
};

// What was answered in one second of the run, the warm-up included.
struct SecondOfKind {
  int64_t count = 0;
  int64_t p50 = 0;  // nanoseconds
  int64_t p99 = 0;
  int64_t max = 0;
};
using Second = std::array<SecondOfKind, kOperationKinds>;

struct Recording {
  std::array<KindResult, kOperationKinds> kinds;
  std::vector<Second> seconds;
  std::string first_error;  // for people; empty if there was none
};

// Takes down how long each operation took. Thread-safe.
class Recorder {
 public:
  // Nanoseconds of the Timer. Only operations that began from `measure_from` on and before
  // `measure_until` are measured; the series of seconds has all.
  Recorder(int64_t start, int64_t measure_from, int64_t measure_until)
      : start_(start), measure_from_(measure_from), measure_until_(measure_until) {}

  // `began`: when it was sent, in an open loop when it was to be sent.
  void Record(OperationKind kind, const Answer& answer, int64_t began, int64_t finished);

  // Answers so far, for progress.
  int64_t answered() const;

  // All there is; ends the last second. Call once, after the last Record().
  Recording Take();

 private:
  void EndSecond() ATP_REQUIRES(mu_);

  const int64_t start_;
  const int64_t measure_from_;
  const int64_t measure_until_;
  mutable Mutex mu_;
  int64_t answered_ ATP_GUARDED_BY(mu_) = 0;
  Recording recording_ ATP_GUARDED_BY(mu_);
  // The second that runs; its number is how many have ended.
  std::array<Histogram, kOperationKinds> running_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_RECORDER_H_
