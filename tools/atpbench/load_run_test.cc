#include "tools/atpbench/load_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <thread>
#include <utility>

namespace atp {
namespace {

constexpr int64_t kMilli = 1'000'000;
constexpr int64_t kSecond = 1000 * kMilli;

// Time that passes only when somebody waits. Before it does, a server may answer.
class SimulatedTimer final : public Timer {
 public:
  int64_t Now() const override { return now_; }
  void WaitUntil(int64_t nanos) override {
    while (answer_one_(nanos)) continue;
    Set(nanos);
  }
  void Set(int64_t nanos) { now_ = std::max<int64_t>(now_, nanos); }
  // Makes one answer that is due by then, or returns false.
  void BeforeWaiting(std::function<bool(int64_t)> answer_one) {
    answer_one_ = std::move(answer_one);
  }

 private:
  std::atomic<int64_t> now_{0};
  std::function<bool(int64_t)> answer_one_;
};

// Serves one operation after the other, `service` nanoseconds each, and begins none from `stall`
// on for `stalled`.
class SlowServer final : public Driver {
 public:
  SlowServer(int64_t service, SimulatedTimer* timer) : service_(service), timer_(*timer) {
    timer_.BeforeWaiting([this](int64_t until) { return AnswerOne(until); });
  }

  void Stall(int64_t stall, int64_t stalled) {
    stall_ = stall;
    stalled_ = stalled;
  }

  void Start(const Operation& operation, int64_t deadline, Done done) override {
    MutexLock lock(&mu_);
    int64_t begin = std::max(free_at_, timer_.Now());
    if (begin >= stall_ && begin < stall_ + stalled_) begin = stall_ + stalled_;
    free_at_ = begin + service_;
    waiting_.push_back({free_at_, std::move(done)});
    in_flight_max_ = std::max(in_flight_max_, waiting_.size());
    sent_at_.push_back(timer_.Now());
    changed_.SignalAll();
  }

  // Waits until so many were sent, then answers whatever comes until End().
  void AnswerAllAfter(size_t sent) {
    {
      MutexLock lock(&mu_);
      while (sent_at_.size() < sent) changed_.Wait(&mu_);
    }
    while (WaitForWork()) AnswerOne(INT64_MAX);
  }
  void End() {
    MutexLock lock(&mu_);
    has_ended_ = true;
    changed_.SignalAll();
  }

  std::vector<int64_t> sent_at() {
    MutexLock lock(&mu_);
    return sent_at_;
  }
  size_t in_flight_max() {
    MutexLock lock(&mu_);
    return in_flight_max_;
  }

 private:
  bool WaitForWork() {
    MutexLock lock(&mu_);
    while (waiting_.empty() && !has_ended_) changed_.Wait(&mu_);
    return !has_ended_;
  }

  bool AnswerOne(int64_t until) {
    std::pair<int64_t, Done> first;
    {
      MutexLock lock(&mu_);
      if (waiting_.empty() || waiting_.front().first > until) return false;
      first = std::move(waiting_.front());
      waiting_.pop_front();
    }
    timer_.Set(first.first);
    first.second(Answer());
    return true;
  }

  const int64_t service_;
  SimulatedTimer& timer_;
  int64_t stall_ = 0;
  int64_t stalled_ = 0;
  Mutex mu_;
  CondVar changed_;
  bool has_ended_ ATP_GUARDED_BY(mu_) = false;
  int64_t free_at_ ATP_GUARDED_BY(mu_) = 0;
  size_t in_flight_max_ ATP_GUARDED_BY(mu_) = 0;
  std::deque<std::pair<int64_t, Done>> waiting_ ATP_GUARDED_BY(mu_);
  std::vector<int64_t> sent_at_ ATP_GUARDED_BY(mu_);
};

WorkloadOptions OnlyChecks() {
  WorkloadOptions options;
  options.mix = {{1, 0, 0, 0}};
  return options;
}

// A run against a SlowServer; `measure_from` as of the Recorder.
struct Bench {
  explicit Bench(int64_t service, int64_t measure_from = 0)
      : server(service, &timer),
        workload(OnlyChecks(), *FindScenario("uniform"), Catalogue{10, 1}),
        recorder(0, measure_from, INT64_MAX),
        books(1) {}

  // `sent`: after how many the time need not wait any more.
  Recording Run(const LoadOptions& options, size_t sent) {
    LoadRun run(options, &workload, &server, &recorder, &books, &timer);
    std::thread running([this, &run] {
      run.Run();
      server.End();
    });
    server.AnswerAllAfter(sent);
    running.join();
    return recorder.Take();
  }

  SimulatedTimer timer;
  SlowServer server;
  Workload workload;
  Recorder recorder;
  Books books;
};

TEST(LoadRunTest, AnOpenLoopSendsAtFixedInstantsWhateverTheAnswersDo) {
  Bench bench(kMilli);
  bench.server.Stall(200 * kMilli, 500 * kMilli);
  LoadOptions options;
  options.rate = 100;
  options.in_flight = 1000;
  options.duration = kSecond;
  bench.Run(options, 100);
  std::vector<int64_t> intended;
  for (int64_t k = 0; k < 100; ++k) intended.push_back(k * 10 * kMilli);
  EXPECT_EQ(bench.server.sent_at(), intended);
}

TEST(LoadRunTest, WithPatienceWhatIsDueWithinOneInTwoHundredOfItIsSentTogether) {
  constexpr int64_t kMicro = kMilli / 1000;
  LoadOptions options;
  options.rate = 100'000;
  options.in_flight = 1000;
  options.duration = 10 * kMilli;
  Bench exact(kMicro);
  EXPECT_LT(exact.Run(options, 1000).kinds[0].latency.max(), 10 * kMicro);

  options.patience = 50 * kMilli;
  Bench bench(kMicro);
  const Histogram latency = bench.Run(options, 1000).kinds[0].latency;
  std::map<int64_t, int> together;
  for (const int64_t instant : bench.server.sent_at()) ++together[instant];
  EXPECT_EQ(together.size(), 42u);
  EXPECT_EQ(together[260 * kMicro], 25);
  // Those that were due at once after the one before count with their wait.
  EXPECT_GE(latency.max(), 240 * kMicro);
  EXPECT_LT(latency.max(), 300 * kMicro);
}

TEST(LoadRunTest, WhatAStallDelaysCountsWithItsWait) {
  Bench bench(kMilli);
  bench.server.Stall(200 * kMilli, 500 * kMilli);
  LoadOptions options;
  options.rate = 100;
  options.in_flight = 1000;
  options.duration = kSecond;
  const Histogram latency = bench.Run(options, 100).kinds[0].latency;
  EXPECT_EQ(latency.count(), 100);
  // 50 came while it stood still; they waited for 500, 490, ... ms, and for one another.
  EXPECT_EQ(latency.max(), 501 * kMilli);
  EXPECT_GT(latency.Percentile(75), 200 * kMilli);
  EXPECT_LT(latency.Percentile(25), 2 * kMilli);
}

TEST(LoadRunTest, SendingThatWaitsForRoomCountsFromTheIntendedInstant) {
  Bench bench(kMilli);
  bench.server.Stall(200 * kMilli, 500 * kMilli);
  LoadOptions options;
  options.rate = 100;
  options.in_flight = 10;
  options.duration = kSecond;
  // Ten are on their way when nothing more is sent; time then goes on only with an answer.
  const Histogram latency = bench.Run(options, 30).kinds[0].latency;
  EXPECT_EQ(bench.server.in_flight_max(), 10u);
  EXPECT_EQ(latency.count(), 100);
  EXPECT_EQ(latency.max(), 501 * kMilli);
  EXPECT_GT(latency.Percentile(70), 200 * kMilli);
}

TEST(LoadRunTest, WhatIsTooOldToBeOfUseIsTurnedAwayUnsent) {
  Bench bench(kMilli);
  bench.server.Stall(200 * kMilli, 500 * kMilli);
  LoadOptions options;
  options.rate = 100;
  options.in_flight = 10;
  options.duration = kSecond;
  options.patience = 100 * kMilli;
  const KindResult checks = bench.Run(options, 30).kinds[0];
  // Ten stood at the server for 500 ms and came too late, too; forty could not be sent.
  EXPECT_EQ(checks.latency.count() + checks.turned_away, 100);
  const auto unsent = 100 - static_cast<int64_t>(bench.server.sent_at().size());
  EXPECT_GE(unsent, 39);
  EXPECT_LE(unsent, 42);
  EXPECT_EQ(checks.turned_away, unsent + 10);
}

TEST(LoadRunTest, AClosedLoopSendsWhenAnAnswerComesAndHidesTheStall) {
  Bench bench(kMilli);
  bench.server.Stall(200 * kMilli, 500 * kMilli);
  LoadOptions options;
  options.in_flight = 4;
  options.duration = kSecond;
  const Histogram latency = bench.Run(options, 4).kinds[0].latency;
  EXPECT_EQ(bench.server.in_flight_max(), 4u);
  EXPECT_NEAR(static_cast<double>(latency.count()), 500, 10);
  // The stall delays four operations of some 500: this is why the open loop exists.
  EXPECT_LT(latency.Percentile(99), 5 * kMilli);
  EXPECT_GT(latency.max(), 500 * kMilli);
}

TEST(LoadRunTest, TheWarmUpIsNotMeasured) {
  Bench bench(kMilli, /*measure_from=*/500 * kMilli);
  LoadOptions options;
  options.rate = 100;
  options.in_flight = 10;
  options.duration = kSecond;
  const Recording recording = bench.Run(options, 100);
  EXPECT_EQ(recording.kinds[0].latency.count(), 50);
  EXPECT_EQ(recording.seconds.at(0)[0].count, 100);
}

TEST(LoadRunTest, EndsAfterSoManyOperations) {
  for (const double rate : {0.0, 1000.0}) {
    Bench bench(kMilli);
    LoadOptions options;
    options.rate = rate;
    options.in_flight = 4;
    options.duration = 1000 * kSecond;
    options.operations = 17;
    EXPECT_EQ(bench.Run(options, rate > 0 ? 17 : 4).kinds[0].latency.count(), 17);
  }
}

}  // namespace
}  // namespace atp
