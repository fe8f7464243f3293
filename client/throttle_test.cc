#include "client/throttle.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include "gtest/gtest.h"

namespace atp::client {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A server that takes so long for each line, one after the other, and callers who come at fixed
// times, each with a deadline, and give up when it is over.
class Play {
 public:
  Play(microseconds service, milliseconds deadline) : service_(service), deadline_(deadline) {}

  void ServeIn(microseconds service) { service_ = service; }

  struct Counts {
    int in_time = 0;
    int late = 0;
    int refused = 0;
  };

  // Callers who come for `length`, one each `gap`.
  Counts Run(microseconds gap, milliseconds length) {
    Counts counts;
    const Throttle::TimePoint end = now_ + length;
    for (; now_ < end; now_ += gap) {
      Serve(&counts);
      if (!throttle_.HasTimeFor(1, deadline_)) {
        ++counts.refused;
        continue;
      }
      throttle_.Asked(1, now_);
      queue_.push_back(now_);
    }
    return counts;
  }

 private:
  // Up to now, in order. Who gave up before his turn costs the server nothing.
  void Serve(Counts* counts) {
    for (; !queue_.empty(); queue_.pop_front()) {
      const Throttle::TimePoint begun = std::max(free_at_, queue_.front());
      const Throttle::TimePoint answered = begun + service_;
      const Throttle::TimePoint given_up = queue_.front() + deadline_;
      if (std::min(answered, given_up) > now_) return;
      if (begun < given_up) free_at_ = answered;
      if (answered <= given_up) {
        throttle_.Answered(1, answered);
        ++counts->in_time;
      } else {
        throttle_.GivenUp(1, given_up);
        ++counts->late;
      }
    }
  }

  microseconds service_;
  const milliseconds deadline_;
  Throttle throttle_{1.0 / 4};
  Throttle::TimePoint now_{seconds(1)};
  Throttle::TimePoint free_at_{};
  std::deque<Throttle::TimePoint> queue_;  // when each was asked
};

TEST(ThrottleTest, RefusesNobodyWhomTheServerCanServe) {
  Play play(microseconds(100), milliseconds(50));
  const Play::Counts counts = play.Run(microseconds(110), milliseconds(5000));
  EXPECT_EQ(counts.refused, 0);
  EXPECT_EQ(counts.late, 0);
}

TEST(ThrottleTest, OfThreeTimesTheRateAThirdIsServedInTimeAndTheRestRefused) {
  Play play(microseconds(99), milliseconds(50));
  play.Run(microseconds(33), milliseconds(500));
  const Play::Counts counts = play.Run(microseconds(33), milliseconds(5000));
  EXPECT_GE(counts.in_time, 50'000 * 95 / 100);
  EXPECT_EQ(counts.late, 0);
  EXPECT_GT(counts.refused, 95'000);
}

TEST(ThrottleTest, AServerThatStallsAndComesBackIsUsedAgain) {
  Play play(microseconds(99), milliseconds(50));
  play.Run(microseconds(33), milliseconds(1000));
  play.ServeIn(milliseconds(20));
  const Play::Counts stalled = play.Run(microseconds(33), milliseconds(3000));
  EXPECT_GT(stalled.refused, 80'000);
  play.ServeIn(microseconds(99));
  play.Run(microseconds(33), milliseconds(2000));
  const Play::Counts back = play.Run(microseconds(33), milliseconds(1000));
  EXPECT_GE(back.in_time, 10'000 * 95 / 100);
}

TEST(ThrottleTest, WhoHasMoreTimeMayWaitLonger) {
  Throttle throttle(1.0 / 4);
  Throttle::TimePoint now{seconds(1)};
  throttle.Asked(1000, now);
  for (int i = 0; i < 500; ++i) throttle.Answered(1, now += milliseconds(1));  // 1,000 a second
  EXPECT_FALSE(throttle.HasTimeFor(1, seconds(2)));
  EXPECT_TRUE(throttle.HasTimeFor(1, milliseconds(2010)));
  EXPECT_FALSE(throttle.HasTimeFor(100, milliseconds(2010)));
}

TEST(ThrottleTest, AFewMayAlwaysAsk) {
  Throttle throttle(1.0 / 4);
  Throttle::TimePoint now{seconds(1)};
  throttle.Asked(100, now);
  throttle.GivenUp(100, now += seconds(1));  // nothing was answered
  for (int i = 0; i < 16; ++i) {
    EXPECT_TRUE(throttle.HasTimeFor(1, milliseconds(1)));
    throttle.Asked(1, now);
  }
}

}  // namespace
}  // namespace atp::client
