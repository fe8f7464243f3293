#include "server/bounded_threads.h"

#include <atomic>
#include <future>
#include <memory>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(BoundedThreadsTest, RefusesWorkWhileAllAreBusy) {
  BoundedThreads threads("test", 2);
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  EXPECT_TRUE(threads.TryRun([released] { released.wait(); }));
  EXPECT_TRUE(threads.TryRun([released] { released.wait(); }));
  EXPECT_FALSE(threads.TryRun([] { FAIL(); }));
  release.set_value();
}

TEST(BoundedThreadsTest, TheDestructorWaitsForWorkThatWasTaken) {
  std::atomic<int> done{0};
  {
    BoundedThreads threads("test", 8);
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(threads.TryRun([&done] { ++done; }));
  }
  EXPECT_EQ(done, 8);
}

TEST(BoundedThreadsTest, AFinishedPieceMakesRoomForTheNext) {
  BoundedThreads threads("test", 1);
  int runs = 0;
  while (runs < 100) {
    if (threads.TryRun([] {})) ++runs;  // refused until the last one has gone
  }
  EXPECT_EQ(runs, 100);
}

TEST(BoundedThreadsTest, WhoIsToldOfTheEndFindsRoom) {
  BoundedThreads threads("test", 1);
  for (int i = 0; i < 1'000; ++i) {
    const auto told = std::make_shared<std::promise<void>>();
    ASSERT_TRUE(threads.TryRun([] {}, [told] { told->set_value(); })) << i;
    told->get_future().wait();
  }
}

}  // namespace
}  // namespace atp
