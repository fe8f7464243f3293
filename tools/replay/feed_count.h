#ifndef ATP_TOOLS_REPLAY_FEED_COUNT_H_
#define ATP_TOOLS_REPLAY_FEED_COUNT_H_

#include <cstdint>

namespace atp {

// Holds a stream of deltas against what was promised of it: every sequence once and in order.
class FeedCount {
 public:
  explicit FeedCount(uint64_t after) : last_(after) {}

  // A delta that stands for the sequences `first` to `last`.
  void Add(uint64_t first, uint64_t last) {
    if (first <= last_) {
      ++repeats_;
    } else if (first > last_ + 1) {
      ++gaps_;
    }
    if (last > last_) {
      seen_ += last - (first > last_ ? first - 1 : last_);
      last_ = last;
    }
  }

  // The stream has passed `sequence`: what has not come by now will not.
  void ReachedWithout(uint64_t sequence) {
    if (sequence <= last_) return;
    ++gaps_;
    last_ = sequence;
  }

  uint64_t seen() const { return seen_; }  // sequences
  uint64_t gaps() const { return gaps_; }
  uint64_t repeats() const { return repeats_; }
  uint64_t last() const { return last_; }

 private:
  uint64_t last_;
  uint64_t seen_ = 0;
  uint64_t gaps_ = 0;
  uint64_t repeats_ = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_FEED_COUNT_H_
