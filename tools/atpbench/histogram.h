#ifndef ATP_TOOLS_ATPBENCH_HISTOGRAM_H_
#define ATP_TOOLS_ATPBENCH_HISTOGRAM_H_

#include <cstdint>
#include <functional>
#include <vector>

namespace atp {

// Counts of durations in nanoseconds, in buckets whose width grows with the value: each power of
// two is divided into 128 buckets of equal width, and below 128 every value has its own.
//
// So a percentile is too high by less than one part in 128 (0.8 %), and never too low; count, sum
// and maximum are exact. Some 60 kB, whatever it holds; adding costs a few instructions.
//
// Not thread-safe.
class Histogram {
 public:
  Histogram();

  // Below 0 counts as 0.
  void Add(int64_t nanos);
  void Merge(const Histogram& other);
  void Clear();

  int64_t count() const { return count_; }
  int64_t max() const { return max_; }  // 0 if there is none
  double mean() const;                  // 0 if there is none

  // The least value that at least `percent` of all do not exceed (nearest rank), rounded up to the
  // end of its bucket, but no more than max(). `percent` is in (0, 100]. 0 if there is none.
  int64_t Percentile(double percent) const;

  // visit(low, high, count) for each bucket that is not empty, ascending: values from `low` to
  // `high`, both included.
  void ForEachBucket(const std::function<void(int64_t, int64_t, int64_t)>& visit) const;

 private:
  std::vector<int64_t> counts_;
  int64_t count_ = 0;
  int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_HISTOGRAM_H_
