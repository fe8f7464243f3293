#include "server/places.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(PlacesTest, SoManyAndNoMore) {
  Places places(2);
  std::optional<Places::Place> one = places.TryTake(), two = places.TryTake();
  EXPECT_TRUE(one.has_value() && two.has_value());
  EXPECT_FALSE(places.TryTake().has_value());
  EXPECT_FALSE(places.TryTake().has_value()) << "who was refused has taken nothing";
  one.reset();
  Places::Place moved = *places.TryTake();
  EXPECT_FALSE(places.TryTake().has_value());
  moved = Places::Place();
  EXPECT_TRUE(places.TryTake().has_value());
}

TEST(PlacesTest, ManyThreadsNeverHoldMoreThanThereAre) {
  Places places(3);
  std::atomic<int> inside{0}, most{0}, refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        const auto place = places.TryTake();
        if (!place.has_value()) {
          ++refused;
          continue;
        }
        const int now = ++inside;
        int seen = most;
        while (seen < now && !most.compare_exchange_weak(seen, now)) {
        }
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(places.TryTake().has_value()) << "all came back";
}

}  // namespace
}  // namespace atp
