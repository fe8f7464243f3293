#include "engine/ledger/expiry_queue.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

// What is due, first things first, as "deadline:reservation"; drops it.
std::string TakeDue(ExpiryQueue* queue, Micros now) {
  std::string taken;
  while (const auto hint = queue->FirstDue(now)) {
    taken += (taken.empty() ? "" : " ") + std::to_string(hint->deadline) + ":" +
             std::to_string(hint->reservation);
    queue->Drop(*hint);
  }
  return taken;
}

TEST(ExpiryQueueTest, EarliestComesFirstAndTiesBreakByReservation) {
  const struct {
    const char* name;
    std::vector<ExpiryQueue::Hint> hints;
    const char* taken;
  } kCases[] = {
      {"none", {}, ""},
      {"as they come", {{10, 1}, {20, 2}}, "10:1 20:2"},
      {"the later one first", {{20, 1}, {10, 2}}, "10:2 20:1"},
      {"one instant", {{10, 3}, {10, 1}, {10, 2}}, "10:1 10:2 10:3"},
      {"told twice", {{10, 1}, {10, 1}}, "10:1"},
      {"a reservation with two deadlines", {{20, 1}, {10, 1}}, "10:1 20:1"},
      {"not due yet", {{10, 1}, {101, 2}}, "10:1"},
  };
  for (const auto& c : kCases) {
    ExpiryQueue queue;
    for (const ExpiryQueue::Hint& hint : c.hints) queue.Add(hint);
    EXPECT_EQ(TakeDue(&queue, 100), c.taken) << c.name;
  }
}

TEST(ExpiryQueueTest, AHintIsDueFromItsInstantOn) {
  ExpiryQueue queue;
  EXPECT_FALSE(queue.HasDue(1'000'000));
  queue.Add({100, 1});
  const struct {
    Micros now;
    bool is_due;
  } kCases[] = {{0, false}, {99, false}, {100, true}, {101, true}};
  for (const auto& c : kCases) {
    EXPECT_EQ(queue.HasDue(c.now), c.is_due) << c.now;
    EXPECT_EQ(queue.FirstDue(c.now).has_value(), c.is_due) << c.now;
  }
}

TEST(ExpiryQueueTest, OnlyTheVeryHintIsDropped) {
  ExpiryQueue queue;
  queue.Add({100, 1});
  queue.Drop({100, 2});
  queue.Drop({99, 1});  // the deadline is part of the hint
  EXPECT_TRUE(queue.HasDue(100));
  queue.Drop({100, 1});
  EXPECT_FALSE(queue.HasDue(100));
  queue.Drop({100, 1});  // again is nothing
  queue.Add({100, 1});
  queue.Clear();
  EXPECT_FALSE(queue.HasDue(100));
}

}  // namespace
}  // namespace atp
