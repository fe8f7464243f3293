// A write-ahead log that was cut at any byte, or in which any bit was flipped, or which has zeros
// or garbage in it: the engine opens with the exact state of a prefix, or refuses and says where.

#include <algorithm>
#include <random>
#include <string>

#include "engine/base/test_volume.h"
#include "engine/sourcing/printed_seed.h"
#include "gtest/gtest.h"
#include "tests/damage/depth.h"
#include "tests/damage/history.h"
#include "tests/damage/verdict.h"

namespace atp::damage {
namespace {

using sourcing::Between;

class LogDamageTest : public testing::Test {
 protected:
  // Checkpointed when the log had half of its bytes, marked when it had nine tenths of them.
  static const History& Long() {
    static const History* const history = [] {
      HistoryOptions options;
      options.seed = sourcing::PrintedSeed();
      options.log_bytes = 64 << 10;
      options.checkpoint_at_bytes = 32 << 10;
      options.mark_at_bytes = 58 << 10;
      return new History(options);
    }();
    return *history;
  }

  // Marked at its end.
  static const History& Short() {
    static const History* const history = [] {
      HistoryOptions options;
      options.seed = sourcing::PrintedSeed();
      options.checkpoint_at_bytes = 3 << 10;
      return new History(options);
    }();
    return *history;
  }

  static Case Cut(const History& history, size_t size) {
    Case one{"cut to " + std::to_string(size), history.image(), history.LastWithin(size), {}};
    one.image[history.wal()].resize(size);
    one.flags.reads_all_entries = false;
    return one;
  }

  // Damage somewhere in the log: what opens is whole.
  static Case WithLog(const History& history, std::string name, std::string log) {
    Case one{std::move(name), history.image(), history.last(), {}};
    one.image[history.wal()] = std::move(log);
    return one;
  }

  static const std::string& LogOf(const History& history) {
    return history.image().at(history.wal());
  }
};

std::string Garbage(std::mt19937_64& random, size_t bytes) {
  std::string garbage(bytes, '\0');
  for (char& byte : garbage) byte = static_cast<char>(random());
  return garbage;
}

TEST_F(LogDamageTest, CutAtAnyByteItOpensWithExactlyTheWholeGroupsOrShowsThatTheMarkIsBeyond) {
  const History& history = Long();
  constexpr size_t kStep = kOneCaseIn;
  const size_t cases = (LogOf(history).size() + kStep - 1) / kStep;
  size_t before_mark = 0;
  for (size_t i = 0; i < cases; ++i) {
    before_mark += history.LastWithin(i * kStep) < history.mark() ? 1 : 0;
  }
  const Tally tally = TryAll(history, "truncations of the log", cases,
                             [&](size_t i) { return Cut(history, i * kStep); });
  EXPECT_EQ(tally.refused, before_mark);
  EXPECT_EQ(tally.exact, cases - before_mark);
}

// Two losses at once: what was cut off is behind the checkpoint, and what would have told is gone.
TEST_F(LogDamageTest, WithoutAMarkNoEndIsBelieved) {
  const History& history = Long();
  constexpr size_t kStep = 151 * kOneCaseIn;
  const Tally tally = TryAll(history, "truncations of the log whose mark is gone",
                             LogOf(history).size() / kStep, [&](size_t i) {
                               Case one = Cut(history, i * kStep);
                               one.image.erase("HIGH_WATER");
                               return one;
                             });
  EXPECT_EQ(tally.exact, 0u);
}

TEST_F(LogDamageTest, ALossThatIsAcceptedOpensWithExactlyTheWholeGroupsAndGoesOn) {
  const History& history = Long();
  constexpr size_t kStep = 151 * kOneCaseIn;
  const Tally tally = TryAll(history, "truncations of the log that are accepted",
                             LogOf(history).size() / kStep, [&](size_t i) {
                               Case one = Cut(history, i * kStep);
                               one.flags.accept_log_loss = true;
                               one.flags.goes_on = true;
                               return one;
                             });
  EXPECT_GT(tally.refused, 0u);               // state never outlives what it reflects
  EXPECT_GT(tally.exact, tally.refused / 2);  // about half lies behind the checkpoint
}

TEST_F(LogDamageTest, NoFlippedBitIsOverlooked) {
  const History& history = Short();
  const std::string& log = LogOf(history);
  constexpr size_t kStep = kOneCaseIn;
  const Tally tally =
      TryAll(history, "bits of the log flipped", 8 * log.size() / kStep, [&](size_t i) {
        const size_t bit = i * kStep;
        std::string flipped = log;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        return WithLog(history, "bit " + std::to_string(bit), std::move(flipped));
      });
  EXPECT_EQ(tally.exact, 0u);
}

TEST_F(LogDamageTest, ZerosAndGarbageAreNotOverlooked) {
  const History& history = Short();
  const uint64_t seed = sourcing::PrintedSeed();
  TryAll(history, "stretches of the log overwritten", 2'000 * Depth() / kOneCaseIn, [&](size_t i) {
    std::mt19937_64 random(seed + i);
    std::string log = LogOf(history);
    // Sectors, and stretches of any length.
    const bool is_sector = i % 3 == 0;
    const size_t at = is_sector ? 512 * Between(random, 0, log.size() / 512 - 1)
                                : Between(random, 0, log.size() - 1);
    const size_t most = log.size() - at;
    const size_t length = std::min<size_t>(most, is_sector ? 512 : Between(random, 1, 1 << i % 12));
    const char* kind = "zeros";
    if (i % 2 == 0) {
      log.replace(at, length, length, '\0');
    } else if (i % 5 == 0) {
      kind = "another stretch";
      log.replace(at, length, log.substr(Between(random, 0, log.size() - length), length));
    } else {
      kind = "garbage";
      log.replace(at, length, Garbage(random, length));
    }
    return WithLog(history,
                   std::string(kind) + " of " + std::to_string(length) + " at " +
                       std::to_string(at) + ", seed " + std::to_string(seed + i),
                   std::move(log));
  });
}

// As a file system may leave it that had made the file longer but not yet written it.
TEST_F(LogDamageTest, AnEndOfZerosOrGarbageIsAnEndOrRefused) {
  const History& history = Long();
  const uint64_t seed = sourcing::PrintedSeed();
  TryAll(history, "ends of the log overwritten", 1'000 * Depth() / kOneCaseIn, [&](size_t i) {
    std::mt19937_64 random(seed + i);
    const std::string& log = LogOf(history);
    const size_t at =
        i % 4 == 0 ? 512 * Between(random, 0, log.size() / 512) : Between(random, 0, log.size());
    Case one = Cut(history, at);
    const size_t length = i % 3 == 0 ? Between(random, 0, 4096) : log.size() - at;
    one.image[history.wal()] += i % 2 == 0 ? std::string(length, '\0') : Garbage(random, length);
    one.name = "from " + std::to_string(at) + " seed " + std::to_string(seed + i);
    return one;
  });
}

}  // namespace
}  // namespace atp::damage
