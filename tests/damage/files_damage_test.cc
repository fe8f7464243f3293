// A checkpoint and the files around it in which any bit was flipped, or which were cut, overwritten
// or removed: the engine opens with everything, or refuses and says where.

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/test_volume.h"
#include "engine/sourcing/printed_seed.h"
#include "gtest/gtest.h"
#include "tests/damage/depth.h"
#include "tests/damage/history.h"
#include "tests/damage/verdict.h"

namespace atp::damage {
namespace {

using sourcing::Between;

class FilesDamageTest : public testing::Test {
 protected:
  static const History& Lived() {
    static const History* const history = [] {
      HistoryOptions options;
      options.seed = sourcing::PrintedSeed();
      options.log_bytes = 3 << 10;
      options.before_log = 12;
      options.checkpoint_at_bytes = 2 << 10;
      return new History(options);
    }();
    return *history;
  }

  // All but the write-ahead log, which has a test of its own.
  static std::vector<std::string> Files() {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : Lived().image()) {
      if (name != Lived().wal()) names.push_back(name);
    }
    return names;
  }

  static Case With(const std::string& file, std::string bytes, const std::string& what) {
    Case one{file + ": " + what, Lived().image(), Lived().last(), {}};
    one.image[file] = std::move(bytes);
    return one;
  }

  static const std::string& Bytes(const std::string& file) { return Lived().image().at(file); }
};

TEST_F(FilesDamageTest, AnUndamagedDirectoryIsComplete) {
  const Verdict verdict = Open(Lived(), Lived().image(), OpenFlags());
  EXPECT_EQ(verdict.kind, Verdict::Kind::kExact) << verdict.words;
  EXPECT_EQ(verdict.last, Lived().last());
  EXPECT_GE(Files().size(), 7u);  // tables of two checkpoints and of the journal, and three others
}

TEST_F(FilesDamageTest, NoFlippedBitMakesADifference) {
  for (const std::string& file : Files()) {
    const std::string& whole = Bytes(file);
    const size_t step = OneCaseIn(5);
    TryAll(Lived(), "bits of " + file + " flipped", 8 * whole.size() / step, [&](size_t i) {
      const size_t bit = i * step;
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      return With(file, std::move(flipped), "bit " + std::to_string(bit));
    });
  }
}

TEST_F(FilesDamageTest, CutAnywhereTheyAreRefused) {
  for (const std::string& file : Files()) {
    const std::string& whole = Bytes(file);
    const size_t step = OneCaseIn(3);
    const Tally tally =
        TryAll(Lived(), "truncations of " + file, whole.size() / step, [&](size_t i) {
          const size_t size = i * step;
          return With(file, whole.substr(0, size), "cut to " + std::to_string(size));
        });
    EXPECT_EQ(tally.exact, 0u) << file;
  }
}

TEST_F(FilesDamageTest, ZerosAndGarbageMakeNoDifference) {
  const uint64_t seed = sourcing::PrintedSeed();
  const std::vector<std::string> files = Files();
  TryAll(Lived(), "stretches of files overwritten", 2'000 * Depth() / kOneCaseIn, [&](size_t i) {
    std::mt19937_64 random(seed + i);
    const std::string& file = files[i % files.size()];
    std::string bytes = Bytes(file);
    const size_t at = Between(random, 0, bytes.size() - 1);
    const size_t length = std::min<size_t>(bytes.size() - at, Between(random, 1, 1 << i % 13));
    for (size_t k = at; k < at + length; ++k) {
      bytes[k] = i % 2 == 0 ? '\0' : static_cast<char>(random());
    }
    return With(file, std::move(bytes),
                std::to_string(length) + " at " + std::to_string(at) + ", seed " +
                    std::to_string(seed + i));
  });
  TryAll(Lived(), "files overwritten", 4 * files.size(), [&](size_t i) {
    std::mt19937_64 random(seed + i);
    const std::string& file = files[i / 4];
    std::string bytes(i % 4 == 0 ? 0 : Bytes(file).size(), '\0');
    if (i % 4 >= 2) {
      for (char& byte : bytes) byte = static_cast<char>(random());
    }
    // One of the same kind is the worst: it is whole in itself.
    if (i % 4 == 3) {
      for (const std::string& other : files) {
        if (other != file && other.substr(other.size() - 4) == file.substr(file.size() - 4)) {
          bytes = Bytes(other);
        }
      }
    }
    return With(file, std::move(bytes), "overwritten, " + std::to_string(i % 4));
  });
}

// The write-ahead log among them: the mark shows that it is gone, or the checkpoint does.
TEST_F(FilesDamageTest, AnyOneOrTwoOfThemRemovedAreMissed) {
  std::vector<std::string> files = Files();
  files.push_back(Lived().wal());
  const size_t n = files.size();
  const Tally tally = TryAll(Lived(), "times one or two files removed", n * n, [&](size_t i) {
    Case one{
        files[i / n] + " and " + files[i % n] + " removed", Lived().image(), Lived().last(), {}};
    one.image.erase(files[i / n]);
    one.image.erase(files[i % n]);
    return one;
  });
  EXPECT_EQ(tally.exact, 0u);
}

}  // namespace
}  // namespace atp::damage
