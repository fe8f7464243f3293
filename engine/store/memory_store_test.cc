// What only the disk in memory does: failing when told to. All else is in
// commit_log_test.cc, state_store_test.cc and store_test.cc.

#include "engine/store/memory_store.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(MemoryDiskTest, FailsFromTheGivenWriteOn) {
  MemoryDisk disk;
  {
    MemoryStore store(&disk);
    disk.FailWritesAfter(2);
    EXPECT_TRUE(store.Append(0, 1, "a", true).ok());
    EXPECT_TRUE(store.WriteMeta("name", "value").ok());
    EXPECT_EQ(store.Append(1, 2, "b", true).code(), absl::StatusCode::kUnavailable);
    disk.StopFailing();
    EXPECT_EQ(store.Append(1, 2, "b", true).code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(disk.writes(), 2u);
  MemoryStore store(&disk);
  EXPECT_EQ(store.LastSequence(), 1u);
  EXPECT_TRUE(store.Append(1, 2, "b", true).ok());
  EXPECT_EQ(disk.writes(), 3u);
}

TEST(MemoryDiskTest, ARefusedAppendIsNoWrite) {
  MemoryDisk disk;
  MemoryStore store(&disk);
  EXPECT_FALSE(store.Append(5, 6, "x", true).ok());
  EXPECT_EQ(disk.writes(), 0u);
}

}  // namespace
}  // namespace atp
