#include "server/worker_threads.h"

#include <atomic>
#include <future>
#include <set>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(WorkerThreadsTest, DoesEveryPieceOfWorkOnAFewThreads) {
  constexpr int kPieces = 1000;
  Mutex mu;
  std::set<std::thread::id> threads;
  std::atomic<int> done{0};
  {
    WorkerThreads workers("test", 3);
    for (int i = 0; i < kPieces; ++i) {
      workers.Run([&] {
        const MutexLock lock(&mu);
        threads.insert(std::this_thread::get_id());
        ++done;
      });
    }
  }  // what waits is done
  EXPECT_EQ(done, kPieces);
  EXPECT_LE(threads.size(), 3u);
}

TEST(WorkerThreadsTest, OneThatTakesLongDoesNotHoldUpTheOthers) {
  std::promise<void> release;
  std::promise<void> other;
  WorkerThreads workers("test", 2);
  workers.Run([&] { release.get_future().wait(); });
  workers.Run([&] { other.set_value(); });
  other.get_future().wait();
  release.set_value();
}

TEST(WorkerThreadsTest, WorkMayHandInWork) {
  std::promise<void> done;
  WorkerThreads workers("test", 1);
  workers.Run([&] { workers.Run([&] { done.set_value(); }); });
  done.get_future().wait();
}

}  // namespace
}  // namespace atp
