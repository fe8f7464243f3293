// What becomes of a store whose files were damaged: every bit flipped, every file cut at every
// byte (one in kOneCaseIn of them), every file removed. The store refuses, or reading refuses, or
// everything is there; where a synced tail is gone without a trace, the high-water mark tells.
// tests/damage does the same to the engine, and compares its state.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/test_volume.h"
#include "engine/store/directory_image.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

constexpr char kDirectory[] = "/damaged";

// Everything that a store holds, as text.
struct Contents {
  std::vector<std::string> groups;
  std::string state;
  uint64_t last = 0;
  std::optional<uint64_t> high_water;

  friend bool operator==(const Contents& a, const Contents& b) {
    return a.groups == b.groups && a.state == b.state && a.last == b.last &&
           a.high_water == b.high_water;
  }
};

absl::StatusOr<Contents> ReadAll(Store* store) {
  Contents contents;
  contents.last = store->LastSequence();
  auto reader = store->ReadFrom(0);
  if (!reader.ok()) return reader.status();
  std::string_view group;
  uint64_t first = 0;
  while ((*reader)->Next(&group, &first)) {
    contents.groups.push_back(std::to_string(first) + ":" + std::string(group));
  }
  if (!(*reader)->status().ok()) return (*reader)->status();
  for (uint32_t shard = 0; shard < 3; ++shard) {
    const auto applied = store->ReadShard(shard, [&](std::string_view key, std::string_view value) {
      contents.state += std::string(key) + "=" + std::string(value) + " ";
      return absl::OkStatus();
    });
    if (!applied.ok()) return applied.status();
    contents.state += "applied " + std::to_string(*applied) + "; ";
  }
  const auto meta = store->ReadMeta("name");
  if (!meta.ok()) return meta.status();
  contents.state += meta->value_or("no name");
  const auto mark = store->LoadHighWater();
  if (!mark.ok()) return mark.status();
  if (mark->has_value()) contents.high_water = (*mark)->sequence;
  return contents;
}

absl::StatusOr<Contents> OpenAndRead(const DirectoryImage& image) {
  const auto env = NewEnvWith(image, kDirectory);
  RocksStoreOptions options;
  options.directory = kDirectory;
  options.env = env.get();
  options.write_buffer_bytes = 64 << 10;  // opens faster
  options.open_threads = 1;
  auto store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  return ReadAll(store->get());
}

std::unique_ptr<Store> OpenOnDisk(const std::string& directory) {
  RocksStoreOptions options;
  options.directory = directory;
  auto store = RocksStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

void AppendGroup(Store* store, size_t size, char fill) {
  const uint64_t after = store->LastSequence();
  ASSERT_TRUE(store->Append(after, after + 3, std::string(size, fill), /*sync=*/true).ok());
}

std::string OnlyFile(const DirectoryImage& image, const std::string& suffix) {
  std::vector<std::string> found;
  for (const auto& [name, bytes] : image) {
    if (absl::EndsWith(name, suffix)) found.push_back(name);
  }
  EXPECT_EQ(found.size(), 1u) << suffix;
  return found.at(0);
}

// A closed store with something in table files from an earlier life, a write-ahead log of about
// 4 KiB, and a high-water mark at its end.
class SmallStore {
 public:
  SmallStore() {
    {
      const auto store = OpenOnDisk(directory_.path());
      AppendGroup(store.get(), 100, 'a');
      EXPECT_TRUE(store->WriteShard(1, 3, {{"row", "one"}}).ok());
      EXPECT_TRUE(store->WriteMeta("name", "value").ok());
    }
    const auto store = OpenOnDisk(directory_.path());
    Remember(0, 1);
    for (int i = 0; i < 12; ++i) {
      AppendGroup(store.get(), 20 + 50 * i, 'b' + i);
      Remember(WalSize(), i + 2);
      if (i == 6) {
        EXPECT_TRUE(store->WriteShard(2, store->LastSequence(), {{"row", "two"}}).ok());
        Remember(WalSize(), i + 2);
      }
    }
    EXPECT_TRUE(store->SaveHighWater({store->LastSequence(), 1}).ok());
    contents = *ReadAll(store.get());
    image = TakeImage(directory_.path());
    wal = OnlyFile(image, ".log");
  }

  DirectoryImage image;
  Contents contents;
  std::string wal;
  // Size of the write-ahead log -> how many groups are whole in that much of it and before.
  std::map<uint64_t, size_t> groups_at_wal_size;

 private:
  uint64_t WalSize() const {
    const DirectoryImage now = TakeImage(directory_.path());
    return now.at(OnlyFile(now, ".log")).size();
  }
  void Remember(uint64_t size, size_t groups) { groups_at_wal_size[size] = groups; }

  TemporaryDirectory directory_;
};

const SmallStore& Small() {
  static const SmallStore* const small = new SmallStore;
  return *small;
}

bool IsShownByHighWater(const Contents& contents) {
  return contents.high_water.has_value() && contents.last < *contents.high_water;
}

bool IsPrefix(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

std::string Flipped(std::string bytes, size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  return bytes;
}

TEST(RocksDamageTest, AnUndamagedImageIsComplete) {
  const auto contents = OpenAndRead(Small().image);
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(*contents, Small().contents);
  EXPECT_EQ(contents->groups.size(), 13u);
  EXPECT_GT(Small().image.at(Small().wal).size(), 3500u);
}

// By bit of the byte, so that the eight can run side by side.
class WalBitTest : public testing::TestWithParam<int> {};

TEST_P(WalBitTest, AFlipAnywhereInTheWriteAheadLogIsRefusedByName) {
  DirectoryImage image = Small().image;
  const std::string whole = image.at(Small().wal);
  // One byte in eleven: tests/damage flips all of them.
  constexpr size_t kStep = kOneCaseIn > 11 ? kOneCaseIn : 11;
  for (size_t byte = GetParam() % kStep; byte < whole.size(); byte += kStep) {
    image[Small().wal] = Flipped(whole, 8 * byte + GetParam());
    const auto contents = OpenAndRead(image);
    ASSERT_EQ(contents.status().code(), absl::StatusCode::kDataLoss)
        << "byte " << byte << ": " << contents.status();
  }
}

INSTANTIATE_TEST_SUITE_P(Bits, WalBitTest, testing::Range(0, 8));

TEST(RocksDamageTest, AWriteAheadLogCutAnywhereOpensWithExactlyTheWholeGroups) {
  DirectoryImage image = Small().image;
  const std::string whole = image.at(Small().wal);
  for (size_t size = 0; size <= whole.size(); size += kOneCaseIn) {
    image[Small().wal] = whole.substr(0, size);
    const auto contents = OpenAndRead(image);
    ASSERT_TRUE(contents.ok()) << "cut to " << size << ": " << contents.status();
    const size_t groups = std::prev(Small().groups_at_wal_size.upper_bound(size))->second;
    ASSERT_EQ(contents->groups.size(), groups) << size;
    ASSERT_EQ(contents->last, 3 * groups) << size;
    ASSERT_TRUE(IsPrefix(contents->groups, Small().contents.groups)) << size;
    ASSERT_EQ(IsShownByHighWater(*contents), groups < Small().contents.groups.size()) << size;
  }
}

// What opening an image with damage may come to.
enum class Outcome { kRefused, kComplete, kShownByHighWater, kSilentlyLess };

Outcome OutcomeOf(const DirectoryImage& image) {
  const auto contents = OpenAndRead(image);
  if (!contents.ok()) return Outcome::kRefused;
  if (*contents == Small().contents) return Outcome::kComplete;
  return IsShownByHighWater(*contents) ? Outcome::kShownByHighWater : Outcome::kSilentlyLess;
}

// The files whose contents matter besides the write-ahead log; not RocksDB's notes for people.
std::vector<std::string> OtherFiles() {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : Small().image) {
    if (!IsNote(name) && name != Small().wal) names.push_back(name);
  }
  return names;
}

TEST(RocksDamageTest, AFlipInAnyByteOfAnyOtherFileIsRefusedOrHarmless) {
  for (const std::string& name : OtherFiles()) {
    DirectoryImage image = Small().image;
    const std::string whole = image.at(name);
    for (size_t byte = 0; byte < whole.size(); byte += kOneCaseIn) {
      image[name] = Flipped(whole, 8 * byte + byte % 8);
      const Outcome outcome = OutcomeOf(image);
      ASSERT_TRUE(outcome == Outcome::kRefused || outcome == Outcome::kComplete)
          << name << " byte " << byte << ": " << static_cast<int>(outcome);
    }
  }
}

TEST(RocksDamageTest, AFlipOfAnyBitOfTheManifestIsRefused) {
  DirectoryImage image = Small().image;
  for (const std::string& name : OtherFiles()) {
    if (!absl::StartsWith(name, "rocksdb/MANIFEST-")) continue;
    const std::string whole = image.at(name);
    for (size_t bit = 0; bit < 8 * whole.size(); bit += kOneCaseIn) {
      image[name] = Flipped(whole, bit);
      ASSERT_EQ(OutcomeOf(image), Outcome::kRefused) << name << " bit " << bit;
    }
  }
}

TEST(RocksDamageTest, AnyOtherFileCutShortIsRefused) {
  for (const std::string& name : OtherFiles()) {
    DirectoryImage image = Small().image;
    const std::string whole = image.at(name);
    for (size_t size = 0; size < whole.size(); size += kOneCaseIn) {
      image[name] = whole.substr(0, size);
      ASSERT_EQ(OutcomeOf(image), Outcome::kRefused) << name << " cut to " << size;
    }
  }
}

TEST(RocksDamageTest, AnyFileRemovedIsRefusedOrShownByTheHighWaterMark) {
  for (const auto& [name, bytes] : Small().image) {
    DirectoryImage image = Small().image;
    image.erase(name);
    const Outcome outcome = OutcomeOf(image);
    if (name == Small().wal) {
      EXPECT_EQ(outcome, Outcome::kShownByHighWater);
    } else if (name == "HIGH_WATER") {
      EXPECT_EQ(OpenAndRead(image)->high_water, std::nullopt);
    } else {
      const std::vector<std::string> others = OtherFiles();
      const bool is_needed = std::find(others.begin(), others.end(), name) != others.end();
      EXPECT_EQ(outcome, is_needed ? Outcome::kRefused : Outcome::kComplete) << name;
    }
  }
}

TEST(RocksDamageTest, AFlipInTheRowsOfACheckpointIsRefusedByName) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryDirectory directory;
  {
    const auto store = OpenOnDisk(directory.path());
    const auto checkpoint = store->NewCheckpoint();
    for (uint32_t shard = 0; shard < 3; ++shard) {
      std::string value(50'000, '\0');
      for (char& byte : value) byte = static_cast<char>(random());
      ASSERT_TRUE(checkpoint->Write(shard, 5, {{"row", value}, {"sow", "x"}}).ok());
    }
    ASSERT_TRUE(checkpoint->Commit().ok());
  }
  DirectoryImage image = TakeImage(directory.path());
  ASSERT_TRUE(OpenAndRead(image).ok());
  std::string rows;
  for (const auto& [name, bytes] : image) {
    if (absl::EndsWith(name, ".sst") && (rows.empty() || bytes.size() > image[rows].size())) {
      rows = name;
    }
  }
  const std::string whole = image.at(rows);
  ASSERT_GT(whole.size(), 150'000u);
  for (int i = 0; i < 300; i += kOneCaseIn) {
    const size_t bit = random() % (8 * 140'000);  // among the rows, not what follows them
    image[rows] = Flipped(whole, bit);
    const absl::Status status = OpenAndRead(image).status();
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << "bit " << bit << ": " << status;
    ASSERT_TRUE(absl::StrContains(status.message(), rows)) << status;
  }
}

// Longer logs, with records that span blocks, at random places.
TEST(RocksDamageTest, AFlipInALogOfManyBlocksIsRefusedOrHarmless) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryDirectory directory;
  {
    const auto store = OpenOnDisk(directory.path());
    for (int i = 0; i < 40; ++i) AppendGroup(store.get(), random() % 10'000, 'a' + i % 26);
    ASSERT_TRUE(store->SaveHighWater({store->LastSequence(), 1}).ok());
  }
  DirectoryImage image = TakeImage(directory.path());
  const auto complete = OpenAndRead(image);
  ASSERT_TRUE(complete.ok()) << complete.status();
  const std::string wal = OnlyFile(image, ".log");
  const std::string whole = image.at(wal);
  for (int i = 0; i < 500; i += kOneCaseIn) {
    const size_t bit = random() % (8 * whole.size());
    image[wal] = Flipped(whole, bit);
    const auto contents = OpenAndRead(image);
    // Harmless: in the few unused bytes at the end of a block.
    if (contents.ok()) {
      ASSERT_EQ(*contents, *complete) << bit;
    }
  }
}

}  // namespace
}  // namespace atp
