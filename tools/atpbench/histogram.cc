#include "tools/atpbench/histogram.h"

#include <algorithm>
#include <cmath>

namespace atp {
namespace {

constexpr int kBits = 7;  // 2^7 buckets to a power of two
constexpr int64_t kBucketsAnOctave = int64_t{1} << kBits;
constexpr size_t kBuckets = (63 - kBits + 1) * kBucketsAnOctave;

// How many of a value's low bits its bucket forgets.
int ForgottenBits(int64_t value) {
  if (value < kBucketsAnOctave) return 0;
  return 63 - __builtin_clzll(static_cast<uint64_t>(value)) - kBits;
}

size_t BucketOf(int64_t value) {
  const int bits = ForgottenBits(value);
  // The leading bit of what is left counts the octaves: 128 to 255 for the first that forgets none.
  return static_cast<size_t>(bits) * kBucketsAnOctave + static_cast<size_t>(value >> bits);
}

// The least value of a bucket.
int64_t LowOf(size_t bucket) {
  const auto index = static_cast<int64_t>(bucket);
  if (index < 2 * kBucketsAnOctave) return index;
  const int64_t bits = index / kBucketsAnOctave - 1;
  return (index - bits * kBucketsAnOctave) << bits;
}

int64_t HighOf(size_t bucket) { return bucket + 1 == kBuckets ? INT64_MAX : LowOf(bucket + 1) - 1; }

}  // namespace

Histogram::Histogram() : counts_(kBuckets) {}

void Histogram::Add(int64_t nanos) {
  nanos = std::max<int64_t>(nanos, 0);
  ++counts_[BucketOf(nanos)];
  ++count_;
  sum_ += static_cast<double>(nanos);
  max_ = std::max(max_, nanos);
}

void Histogram::Merge(const Histogram& other) {
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) counts_[bucket] += other.counts_[bucket];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

void Histogram::Clear() {
  if (count_ == 0) return;
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = 0;
  sum_ = 0;
  max_ = 0;
}

double Histogram::mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

int64_t Histogram::Percentile(double percent) const {
  const auto rank = static_cast<int64_t>(std::ceil(percent * static_cast<double>(count_) / 100));
  int64_t seen = 0;
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen > 0 && seen >= rank) return std::min(HighOf(bucket), max_);
  }
  return max_;
}

void Histogram::ForEachBucket(const std::function<void(int64_t, int64_t, int64_t)>& visit) const {
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if (counts_[bucket] > 0) visit(LowOf(bucket), HighOf(bucket), counts_[bucket]);
  }
}

}  // namespace atp
