#include "engine/base/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace atp {
namespace {

// A counter as the engine writes them, so that clang checks the annotations here as well.
class Counter {
 public:
  void Add() ATP_EXCLUDES(mu_) {
    MutexLock lock(&mu_);
    ++value_;
    changed_.SignalAll();
  }

  void AwaitAtLeast(int value) ATP_EXCLUDES(mu_) {
    MutexLock lock(&mu_);
    while (value_ < value) changed_.Wait(&mu_);
  }

  // Whether a wait that nobody signals comes back, with the lock held again.
  void WaitOnce() ATP_EXCLUDES(mu_) {
    MutexLock lock(&mu_);
    changed_.WaitFor(&mu_, 1);
    ++value_;
  }

  int value() ATP_EXCLUDES(mu_) {
    MutexLock lock(&mu_);
    return value_;
  }

 private:
  Mutex mu_;
  CondVar changed_;
  int value_ ATP_GUARDED_BY(mu_) = 0;
};

TEST(MutexTest, NoIncrementIsLost) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10'000;
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) counter.Add();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), kThreads * kEach);
}

TEST(CondVarTest, WaiterSeesWhatWasSignalled) {
  Counter counter;
  std::thread adder([&] {
    for (int n = 0; n < 100; ++n) counter.Add();
  });
  counter.AwaitAtLeast(100);
  adder.join();
  EXPECT_EQ(counter.value(), 100);
}

TEST(CondVarTest, WaitForReturnsWithoutASignalAndHoldsTheLock) {
  Counter counter;
  counter.WaitOnce();
  EXPECT_EQ(counter.value(), 1);
}

TEST(SharedMutexTest, ReadersMeetAndWritersDoNot) {
  struct Guarded {
    SharedMutex mu;
    int low ATP_GUARDED_BY(mu) = 0;
    int high ATP_GUARDED_BY(mu) = 0;
  } pair;

  // Two readers inside at once: the second one locks while the first still holds it.
  pair.mu.LockShared();
  int seen_by_other = -1;
  std::thread reader([&] {
    pair.mu.LockShared();
    seen_by_other = pair.low;
    pair.mu.UnlockShared();
  });
  reader.join();
  pair.mu.UnlockShared();
  EXPECT_EQ(seen_by_other, 0);

  // A writer's two steps are never seen apart.
  std::thread writer([&] {
    for (int n = 0; n < 10'000; ++n) {
      pair.mu.Lock();
      ++pair.low;
      ++pair.high;
      pair.mu.Unlock();
    }
  });
  for (int n = 0; n < 10'000; ++n) {
    pair.mu.LockShared();
    const bool equal = pair.low == pair.high;
    pair.mu.UnlockShared();
    ASSERT_TRUE(equal);
  }
  writer.join();
}

}  // namespace
}  // namespace atp
