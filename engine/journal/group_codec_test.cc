#include "engine/journal/group_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

std::string ThreeEntries() {
  GroupBuilder builder(1024);
  builder.Start(7);
  builder.Add(1000, "alpha");
  builder.Add(1000, "");
  builder.Add(1300, std::string(200, 'x'));
  return std::string(builder.Seal(0xfeedface));
}

// A group with a right hash around whatever `change` has made of its bytes.
std::string Rehashed(std::string group) {
  group.resize(group.size() - 8);
  PutFixed64(&group, Hash64(group));
  return group;
}

TEST(GroupCodecTest, AGroupComesBackAsItWasBuilt) {
  const std::string bytes = ThreeEntries();
  const auto group = GroupView::Parse(bytes);
  ASSERT_TRUE(group.ok()) << group.status();
  EXPECT_EQ(group->first(), 7u);
  EXPECT_EQ(group->last(), 9u);
  EXPECT_EQ(group->first_time(), 1000);
  EXPECT_EQ(group->last_time(), 1300);
  EXPECT_EQ(group->previous_hash(), 0xfeedfaceu);

  struct Row {
    Sequence sequence;
    Micros time;
    std::string body;
  };
  const Row rows[] = {{7, 1000, "alpha"}, {8, 1000, ""}, {9, 1300, std::string(200, 'x')}};
  FrameCursor frames = group->frames();
  Frame frame;
  for (const Row& row : rows) {
    ASSERT_TRUE(frames.Next(&frame));
    EXPECT_EQ(frame.sequence, row.sequence);
    EXPECT_EQ(frame.time, row.time);
    EXPECT_EQ(frame.body, row.body);
  }
  EXPECT_FALSE(frames.Next(&frame));
}

TEST(GroupCodecTest, TheBuilderIsReusedWithoutATrace) {
  GroupBuilder builder(16);
  builder.Start(1);
  builder.Add(1, "something else");
  builder.Seal(5);
  builder.Start(7);
  EXPECT_TRUE(builder.empty());
  builder.Add(1000, "alpha");
  builder.Add(1000, "");
  builder.Add(1300, std::string(200, 'x'));
  EXPECT_EQ(builder.Seal(0xfeedface), ThreeEntries());
  EXPECT_EQ(builder.body_bytes(), 205u);
  EXPECT_EQ(builder.last(), 9u);
  EXPECT_EQ(builder.last_time(), 1300);
  EXPECT_EQ(builder.hash(), GroupView::Parse(ThreeEntries())->hash());
}

TEST(GroupCodecTest, TheBytesAreWhatTheyAlwaysWere) {
  GroupBuilder builder(64);
  builder.Start(1);
  builder.Add(1'798'000'000'000'000, "a");
  builder.Add(1'798'000'000'000'300, "bc");
  EXPECT_EQ(absl::BytesToHexString({builder.Seal(0).data(), builder.size()}),
            "010100000000000000020000000000000000604e7f4563060000000000000000000001"
            "61ac020262635b3c456ae4ef9e3c");
}

TEST(GroupCodecTest, TimesFromBeforeTheEpochComeBack) {
  GroupBuilder builder(64);
  builder.Start(1);
  builder.Add(-5, "a");
  builder.Add(5, "b");
  const std::string bytes(builder.Seal(0));
  const auto group = GroupView::Parse(bytes);
  ASSERT_TRUE(group.ok());
  EXPECT_EQ(group->first_time(), -5);
  EXPECT_EQ(group->last_time(), 5);
}

TEST(GroupCodecTest, AFlippedBitAnywhereIsDataLoss) {
  const std::string bytes = ThreeEntries();
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_TRUE(absl::IsDataLoss(GroupView::Parse(damaged).status())) << bit;
  }
}

TEST(GroupCodecTest, ACutOrLengthenedGroupIsDataLoss) {
  const std::string bytes = ThreeEntries();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(GroupView::Parse(bytes.substr(0, size)).status())) << size;
  }
  EXPECT_TRUE(absl::IsDataLoss(GroupView::Parse(bytes + '\0').status()));
}

// Lies under a right hash: what a fault in memory before the hash was taken leaves.
TEST(GroupCodecTest, AnImpossibleGroupIsDataLossEvenWithARightHash) {
  constexpr size_t kCountAt = 9;
  constexpr size_t kTimeAt = 17;
  constexpr size_t kFramesAt = 33;
  struct Row {
    const char* what;
    size_t at;
    std::string bytes;
  };
  std::string latest;
  PutFixed64(&latest, std::numeric_limits<Micros>::max() - 100);
  const Row rows[] = {
      {"unknown format", 0, "\x02"},
      {"first sequence 0", 1, std::string(8, '\0')},
      {"no entries", kCountAt, std::string(8, '\0')},
      {"fewer entries than frames", kCountAt, "\x02"},
      {"more entries than frames", kCountAt, "\x04"},
      {"count beyond the last sequence", kCountAt, std::string(8, '\xff')},
      {"time beyond the end of time", kTimeAt, latest},
      {"frame longer than the group", kFramesAt + 1, "\x7f"},
      {"frame shorter than its body", kFramesAt + 1, "\x04"},
  };
  for (const Row& row : rows) {
    std::string bytes = ThreeEntries();
    bytes.replace(row.at, row.bytes.size(), row.bytes);
    EXPECT_TRUE(absl::IsDataLoss(GroupView::Parse(Rehashed(bytes)).status())) << row.what;
  }
  EXPECT_TRUE(GroupView::Parse(Rehashed(ThreeEntries())).ok());
}

TEST(GroupCodecDeathTest, TimeDoesNotFallAndGroupsAreNotEmpty) {
  GroupBuilder builder(64);
  builder.Start(1);
  EXPECT_DEATH(builder.Seal(0), "count_ > 0");
  builder.Add(10, "a");
  EXPECT_DEATH(builder.Add(9, "b"), "last_time_");
  EXPECT_DEATH(builder.Start(0), "first > 0");
}

}  // namespace
}  // namespace atp
