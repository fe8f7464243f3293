#include "engine/journal/entry_codec.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/journal/testing.h"

namespace atp {
namespace {

std::string Encoded(const Entry& entry) {
  std::string body;
  EncodeEntry(entry, &body);
  return body;
}

// A random engine whose seed is in the test's log.
std::mt19937_64 PrintedRandom() {
  const uint64_t seed = std::random_device()();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  return std::mt19937_64(seed);
}

TEST(EntryCodecTest, EntriesOfEveryCauseComeBackWhole) {
  std::mt19937_64 random = PrintedRandom();
  for (int cause = 1; cause <= static_cast<int>(kCauseLast); ++cause) {
    for (int i = 0; i < 500; ++i) {
      const Entry entry = RandomEntry(&random, static_cast<Cause>(cause));
      Entry decoded = RandomEntry(&random);  // what was there before must not shine through
      ASSERT_TRUE(DecodeEntry(Encoded(entry), entry.sequence, entry.time, &decoded))
          << Describe(entry);
      ASSERT_EQ(Describe(decoded), Describe(entry));
    }
  }
}

TEST(EntryCodecTest, EntriesWithNothingInThemComeBack) {
  for (int cause = 1; cause <= static_cast<int>(kCauseLast); ++cause) {
    Entry entry;
    entry.cause = static_cast<Cause>(cause);
    Entry decoded;
    ASSERT_TRUE(DecodeEntry(Encoded(entry), 0, 0, &decoded)) << CauseName(entry.cause);
    EXPECT_EQ(Describe(decoded), Describe(entry));
  }
}

TEST(EntryCodecTest, AReservationIsNamedByItsSequenceAndHome) {
  Entry decoded;
  ASSERT_TRUE(DecodeEntry(Encoded(OneLineReservation()), 4711, 5, &decoded));
  EXPECT_EQ(decoded.reservation, MakeReservationId(4711, 17));
  EXPECT_EQ(decoded.sequence, 4711u);
  EXPECT_EQ(decoded.time, 5);
}

// Logs are older than programs: if this fails, the format has changed for everybody's logs. Then
// keep reading the old one and give the new one another format byte.
TEST(EntryCodecTest, TheBytesAreWhatTheyAlwaysWere) {
  const std::string golden =
      "01021d2433663235303465302d346638392d343164332d396130632d303330356538326333333031"
      "efcdab89674523010191c09a0c0cfa01002800d8040af2c0010402011180a49acfb6d1b106013794"
      "c502019003";
  EXPECT_EQ(absl::BytesToHexString(Encoded(OneLineReservation())), golden);
}

TEST(EntryCodecTest, AOneLineReservationIsSmall) {
  EXPECT_LE(Encoded(OneLineReservation()).size(), 100u);
}

TEST(EntryCodecTest, ABodyThatIsCutAnywhereIsRefused) {
  std::mt19937_64 random = PrintedRandom();
  for (int i = 0; i < 50; ++i) {
    const std::string body = Encoded(RandomEntry(&random));
    for (size_t size = 0; size < body.size(); ++size) {
      Entry entry;
      ASSERT_FALSE(DecodeEntry(std::string_view(body).substr(0, size), 1, 1, &entry)) << size;
    }
  }
}

TEST(EntryCodecTest, ABodyWithMoreBehindItIsRefused) {
  Entry entry;
  EXPECT_FALSE(DecodeEntry(Encoded(OneLineReservation()) + '\0', 1, 1, &entry));
}

// Most flips give another well-formed body; the group's hash is what finds those. Here: nothing
// crashes, and what is accepted is a sound entry, which can be written again.
TEST(EntryCodecTest, FlippedBitsNeverCrashAndNeverGiveAnUnsoundEntry) {
  std::mt19937_64 random = PrintedRandom();
  for (int i = 0; i < 10'000; ++i) {
    std::string body = Encoded(RandomEntry(&random));
    for (uint64_t flips = 1 + random() % 3; flips > 0; --flips) {
      body[random() % body.size()] ^= static_cast<char>(1 << random() % 8);
    }
    Entry entry;
    if (!DecodeEntry(body, 1, 1, &entry)) continue;
    Entry again;
    ASSERT_TRUE(DecodeEntry(Encoded(entry), 1, 1, &again));
    ASSERT_EQ(Describe(again), Describe(entry));
  }
}

// Each row damages the one-line reservation at one place.
TEST(EntryCodecTest, ValuesOutOfTheirRangeAreRefused) {
  const std::string body = Encoded(OneLineReservation());
  Entry entry;
  ASSERT_TRUE(DecodeEntry(body, 1, 1, &entry));
  struct Row {
    const char* what;
    size_t at;
    int value;
  };
  constexpr size_t kPostingAt = 3 + 1 + 36 + 8;
  constexpr size_t kReservationAt = kPostingAt + 19;
  constexpr size_t kLineAt = kReservationAt + 10;
  const Row rows[] = {
      {"format", 0, 2},
      {"cause 0", 1, 0},
      {"cause beyond the last", 1, static_cast<int>(kCauseLast) + 1},
      {"reservation without its part", 2, body[2] & ~0x08},
      {"request id longer than the body", 3, 0x7f},
      {"a list without elements", kPostingAt, 0},
      {"a bucket below zero afterwards", kPostingAt + 18, 0x7f},
      {"state 0", kReservationAt, 0},
      {"state beyond the last", kReservationAt, 7},
      {"unknown line bits", kLineAt + 1, 0x80},
  };
  for (const Row& row : rows) {
    std::string damaged = body;
    damaged[row.at] = static_cast<char>(row.value);
    EXPECT_FALSE(DecodeEntry(damaged, 1, 1, &entry)) << row.what;
  }
}

TEST(EntryCodecDeathTest, BrokenBooksAreNotWritten) {
  Entry negative = OneLineReservation();
  negative.postings[0].change.reserved = -41;
  EXPECT_DEATH(Encoded(negative), "IsSound");
  Entry line = OneLineReservation();
  line.lines[0].requested = -1;
  EXPECT_DEATH(Encoded(line), "units >= 0");
}

}  // namespace
}  // namespace atp
