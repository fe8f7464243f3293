#include "engine/store/restoring_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

namespace fs = std::filesystem;

class RestoringDirectoryTest : public testing::Test {
 protected:
  static RocksStoreOptions OptionsIn(const std::string& directory) {
    RocksStoreOptions options;
    options.directory = directory;
    return options;
  }
  // A store in `directory`, which then is closed again.
  static void MakeStore(const std::string& directory) {
    const auto store = RocksStore::Open(OptionsIn(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE((*store)->Append(0, 3, "group", true).ok());
    ASSERT_TRUE((*store)->SaveHighWater({3, 1}).ok());
  }
  static absl::StatusOr<uint64_t> LastIn(const std::string& directory) {
    const auto store = RocksStore::Open(OptionsIn(directory));
    if (!store.ok()) return store.status();
    return (*store)->LastSequence();
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/new/data";
};

TEST_F(RestoringDirectoryTest, WhatWasPutTogetherBecomesAStoreAtOnce) {
  auto restoring = RestoringDirectory::Begin(path_);
  ASSERT_TRUE(restoring.ok()) << restoring.status();
  MakeStore(restoring->work());
  ASSERT_TRUE(restoring->Publish().ok());
  EXPECT_FALSE(fs::exists(restoring->work()));
  EXPECT_EQ(LastIn(path_).value(), 3u);
}

TEST_F(RestoringDirectoryTest, HalfOfARestoreOpensNeitherAsAStoreNorAsAnEmptyPlace) {
  // As it lies after each step of one that was broken off.
  for (int step = 0; step < 3; ++step) {
    const auto restoring = RestoringDirectory::Begin(path_);
    ASSERT_TRUE(restoring.ok()) << step << restoring.status();
    if (step >= 1) MakeStore(restoring->work());
    if (step >= 2) fs::rename(restoring->work() + "/HIGH_WATER", path_ + "/HIGH_WATER");
    const absl::Status refused = LastIn(path_).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << step << refused;
    EXPECT_TRUE(absl::StrContains(refused.message(), "broken off")) << refused;
  }
  // And is repeated.
  auto restoring = RestoringDirectory::Begin(path_);
  ASSERT_TRUE(restoring.ok()) << restoring.status();
  MakeStore(restoring->work());
  ASSERT_TRUE(restoring->Publish().ok());
  EXPECT_EQ(LastIn(path_).value(), 3u);
}

TEST_F(RestoringDirectoryTest, ADirectoryThatIsNotEmptyIsRefused) {
  fs::create_directories(path_);
  std::ofstream(path_ + "/letters.txt") << "x";
  const absl::Status refused = RestoringDirectory::Begin(path_).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_TRUE(absl::StrContains(refused.message(), "letters.txt")) << refused;

  const std::string store = directory_.path() + "/store";
  MakeStore(store);
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoringDirectory::Begin(store).status()));
  EXPECT_EQ(LastIn(store).value(), 3u);
}

}  // namespace
}  // namespace atp
