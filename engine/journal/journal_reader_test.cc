#include "engine/journal/journal_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/journal/entry_codec.h"
#include "engine/journal/group_codec.h"
#include "engine/journal/testing.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// A log of groups with the given times, one list a group: what a journal would have written.
class LogBuilder {
 public:
  void AddGroup(const std::vector<Micros>& times) {
    GroupBuilder group(256);
    group.Start(log_->last + 1);
    for (const Micros time : times) {
      Entry entry = OneLineReservation();
      entry.note = "entry " + std::to_string(group.empty() ? group.first() : group.last() + 1);
      std::string body;
      EncodeEntry(entry, &body);
      group.Add(time, body);
    }
    const std::string_view bytes = group.Seal(hash_);
    ASSERT_TRUE(log_->Append(log_->last, group.last(), bytes, true).ok());
    hash_ = group.hash();
  }

  explicit LogBuilder(BareLog* log) : log_(log) {}
  uint64_t hash() const { return hash_; }

 private:
  BareLog* const log_;
  uint64_t hash_ = 0;
};

// [1 2 3] [4] [5 6] [7 8 9] at the times 10 20 20 | 20 | 50 60 | 60 60 90
class JournalReaderTest : public ::testing::Test {
 protected:
  JournalReaderTest() {
    LogBuilder builder(&log_);
    builder.AddGroup({10, 20, 20});
    builder.AddGroup({20});
    builder.AddGroup({50, 60});
    builder.AddGroup({60, 60, 90});
    hash_ = builder.hash();
  }

  // The sequences read from `from` on, and how it ended.
  struct Answer {
    std::vector<Sequence> sequences;
    absl::Status status;
    Sequence first = 0;
    uint64_t chain_hash = 0;
    Micros last_time = 0;
  };
  Answer Read(Sequence from) {
    Answer answer;
    auto reader = JournalReader::Open(&log_, from);
    answer.status = reader.status();
    if (!reader.ok()) return answer;
    answer.first = (*reader)->first();
    Entry entry;
    while ((*reader)->Next(&entry)) {
      answer.sequences.push_back(entry.sequence);
      EXPECT_EQ(entry.note, "entry " + std::to_string(entry.sequence));
      EXPECT_EQ(entry.reservation, MakeReservationId(entry.sequence, entry.home));
    }
    EXPECT_FALSE((*reader)->Next(&entry));
    answer.status = (*reader)->status();
    answer.chain_hash = (*reader)->chain_hash();
    answer.last_time = (*reader)->last_time();
    return answer;
  }

  // That reading everything stops with DATA_LOSS and names this sequence.
  void ExpectDamagedAt(Sequence sequence, const std::string& what) {
    const Answer answer = Read(1);
    EXPECT_TRUE(absl::IsDataLoss(answer.status)) << what << ": " << answer.status;
    EXPECT_EQ(ErrorReason(answer.status), "JOURNAL_DAMAGED") << what;
    EXPECT_EQ(ErrorDetail(answer.status, "sequence"), std::to_string(sequence))
        << what << ": " << answer.status;
    // What came before it was read and is good.
    EXPECT_LT(answer.sequences.size(), sequence) << what;
  }

  BareLog log_;
  uint64_t hash_ = 0;
};

TEST_F(JournalReaderTest, EveryEntryComesBackFromAnyPlace) {
  for (Sequence from = 0; from <= 12; ++from) {
    const Answer answer = Read(from);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    std::vector<Sequence> expected;
    for (Sequence sequence = from == 0 ? 1 : from; sequence <= 9; ++sequence) {
      expected.push_back(sequence);
    }
    EXPECT_EQ(answer.sequences, expected) << from;
    EXPECT_EQ(answer.first, from == 0 ? 1 : std::min<Sequence>(from, 10));
  }
}

TEST_F(JournalReaderTest, TheNextAppendCanBeChainedEvenIfNothingWasLeftToRead) {
  for (const Sequence from : {1, 6, 9, 10, 1000}) {
    const Answer answer = Read(from);
    EXPECT_EQ(answer.chain_hash, hash_) << from;
    EXPECT_EQ(answer.last_time, 90) << from;
  }
}

TEST_F(JournalReaderTest, TheChainHashIsThatOfTheEntryJustRead) {
  auto reader = JournalReader::Open(&log_, 1);
  ASSERT_TRUE(reader.ok());
  std::vector<uint64_t> hashes;
  Entry entry;
  while ((*reader)->Next(&entry)) hashes.push_back((*reader)->chain_hash());
  ASSERT_EQ(hashes.size(), 9u);
  EXPECT_EQ(hashes[0], GroupView::Parse(log_.groups[1])->hash());
  EXPECT_EQ(hashes[2], hashes[0]);
  EXPECT_EQ(hashes[3], GroupView::Parse(log_.groups[4])->hash());
  EXPECT_EQ(hashes[8], hash_);
}

TEST_F(JournalReaderTest, AnEmptyLogHasNothingAndChainsToZero) {
  log_ = BareLog();
  const Answer answer = Read(1);
  EXPECT_TRUE(answer.status.ok());
  EXPECT_TRUE(answer.sequences.empty());
  EXPECT_EQ(answer.first, 1u);
  EXPECT_EQ(answer.chain_hash, 0u);
}

TEST_F(JournalReaderTest, ATrimmedLogBeginsWithItsOldest) {
  ASSERT_TRUE(log_.TrimTo(5).ok());
  const Answer answer = Read(2);
  EXPECT_TRUE(answer.status.ok()) << answer.status;
  EXPECT_EQ(answer.first, 5u);
  EXPECT_EQ(answer.sequences, (std::vector<Sequence>{5, 6, 7, 8, 9}));
}

TEST_F(JournalReaderTest, AMissingGroupIsDataLossAtItsFirstSequence) {
  for (const Sequence first : {1, 4, 5, 7}) {
    const auto group = log_.groups.extract(first);
    ExpectDamagedAt(first, "without group " + std::to_string(first));
    log_.groups[first] = group.mapped();
  }
  EXPECT_TRUE(Read(1).status.ok());
}

TEST_F(JournalReaderTest, ALogWithoutItsLastGroupCannotBeContinued) {
  log_.groups.erase(7);
  EXPECT_TRUE(absl::IsDataLoss(Read(7).status));
  EXPECT_TRUE(absl::IsDataLoss(Read(10).status));
  log_.groups.clear();
  log_.oldest = 10;
  EXPECT_TRUE(absl::IsDataLoss(Read(10).status));
}

TEST_F(JournalReaderTest, SwappedGroupsAreDataLoss) {
  std::swap(log_.groups[1], log_.groups[7]);
  ExpectDamagedAt(1, "1 and 7 swapped");
  std::swap(log_.groups[1], log_.groups[7]);
  std::swap(log_.groups[4], log_.groups[5]);
  ExpectDamagedAt(4, "4 and 5 swapped");
}

TEST_F(JournalReaderTest, AGroupFromAnotherHistoryIsDataLoss) {
  BareLog other;
  LogBuilder builder(&other);
  builder.AddGroup({11, 20, 20});
  builder.AddGroup({20});
  log_.groups[4] = other.groups[4];
  ExpectDamagedAt(4, "a whole group, but of another log");
  log_.groups[1] = other.groups[1];
  ExpectDamagedAt(5, "the group behind the foreign ones");
}

TEST_F(JournalReaderTest, AFirstGroupThatFollowsAnotherIsDataLoss) {
  GroupBuilder group(64);
  group.Start(1);
  for (int i = 0; i < 3; ++i) group.Add(1, "x");
  log_.groups[1] = std::string(group.Seal(42));
  ExpectDamagedAt(1, "first group with a predecessor");
}

TEST_F(JournalReaderTest, TimeThatFallsBetweenGroupsIsDataLoss) {
  GroupBuilder group(64);
  group.Start(7);
  for (int i = 0; i < 3; ++i) group.Add(59, "x");
  log_.groups[7] = std::string(group.Seal(GroupView::Parse(log_.groups[5])->hash()));
  ExpectDamagedAt(7, "time falls");
}

TEST_F(JournalReaderTest, AMalformedEntryInAGoodGroupIsDataLossAtTheEntry) {
  GroupBuilder group(64);
  group.Start(7);
  for (int i = 0; i < 3; ++i) group.Add(60, "not an entry");
  log_.groups[7] = std::string(group.Seal(GroupView::Parse(log_.groups[5])->hash()));
  ExpectDamagedAt(7, "malformed entry");
}

TEST_F(JournalReaderTest, AFlippedByteAnywhereIsDataLossAtItsGroup) {
  for (auto& [first, bytes] : log_.groups) {
    for (char& byte : bytes) {
      byte ^= 0x20;
      ExpectDamagedAt(first, "flipped byte");
      byte ^= 0x20;
    }
  }
}

TEST_F(JournalReaderTest, OneEntryIsFoundByItsSequence) {
  for (Sequence sequence = 1; sequence <= 9; ++sequence) {
    const auto entry = ReadEntry(&log_, sequence);
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(entry->sequence, sequence);
    EXPECT_EQ(entry->note, "entry " + std::to_string(sequence));
  }
}

TEST_F(JournalReaderTest, AnEntryThatIsNotThereIsNotFoundAndAMissingOneIsDataLoss) {
  EXPECT_EQ(ErrorReason(ReadEntry(&log_, 0).status()), "ENTRY_NOT_RETAINED");
  EXPECT_TRUE(absl::IsNotFound(ReadEntry(&log_, 10).status()));
  ASSERT_TRUE(log_.TrimTo(3).ok());
  EXPECT_TRUE(absl::IsNotFound(ReadEntry(&log_, 3).status()));
  EXPECT_TRUE(ReadEntry(&log_, 4).ok());

  log_.groups.erase(5);
  EXPECT_TRUE(absl::IsDataLoss(ReadEntry(&log_, 6).status()));
  log_.groups.erase(4);
  EXPECT_TRUE(absl::IsDataLoss(ReadEntry(&log_, 4).status()));
  log_.groups[7][40] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(ReadEntry(&log_, 8).status()));
}

TEST_F(JournalReaderTest, TheLastSequenceAtATime) {
  struct Row {
    Micros time;
    Sequence all;      // of the whole log
    Sequence trimmed;  // of what is left after 1 to 4 are trimmed
  };
  const Row rows[] = {
      {9, 0, 0},  {10, 1, 0}, {19, 1, 0}, {20, 4, 0}, {49, 4, 0},   {50, 5, 5},
      {59, 5, 5}, {60, 8, 8}, {89, 8, 8}, {90, 9, 9}, {1000, 9, 9}, {-1, 0, 0},
  };
  for (const Row& row : rows) EXPECT_EQ(*LastSequenceAt(&log_, row.time), row.all) << row.time;
  ASSERT_TRUE(log_.TrimTo(4).ok());
  for (const Row& row : rows) EXPECT_EQ(*LastSequenceAt(&log_, row.time), row.trimmed) << row.time;
}

TEST_F(JournalReaderTest, TheLastSequenceAtATimeOfAnEmptyOrDamagedLog) {
  BareLog empty;
  EXPECT_EQ(*LastSequenceAt(&empty, 100), 0u);
  log_.groups.erase(5);
  EXPECT_TRUE(absl::IsDataLoss(LastSequenceAt(&log_, 55).status()));
}

TEST_F(JournalReaderTest, TheLastSequenceAtATimeReadsFewGroups) {
  log_ = BareLog();
  LogBuilder builder(&log_);
  for (int i = 0; i < 1000; ++i) builder.AddGroup({2 * i, 2 * i});
  for (const Micros time : {0, 1, 777, 1998}) {
    log_.reads = 0;
    EXPECT_EQ(*LastSequenceAt(&log_, time), static_cast<Sequence>(time / 2 * 2 + 2));
    EXPECT_LE(log_.reads, 12);
  }
}

TEST_F(JournalReaderTest, AGroupThatIsHandedOverIsDecodedEntryByEntry) {
  std::vector<Sequence> sequences;
  const auto collect = [&](const Entry& entry) { sequences.push_back(entry.sequence); };
  EXPECT_TRUE(ForEachEntry(log_.groups[5], collect).ok());
  EXPECT_EQ(sequences, (std::vector<Sequence>{5, 6}));
  EXPECT_TRUE(absl::IsDataLoss(ForEachEntry("no group", collect)));
}

}  // namespace
}  // namespace atp
