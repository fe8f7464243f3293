// Files of the door: who may read them, and what happens when they change.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "gtest/gtest.h"
#include "server/access/followed_file.h"
#include "server/access/secret_file.h"

namespace atp {
namespace {

constexpr Micros kNoon = 1'772'452'800 * kMicrosPerSecond;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    std::string name = ::testing::TempDir() + "filesXXXXXX";
    path_ = std::string(mkdtemp(name.data())) + "/file";
  }

  void Write(const std::string& text) { std::ofstream(path_) << text; }

  std::string path_;
};

TEST_F(FilesTest, ASecretIsReadOnlyIfOthersCannot) {
  Write("secret");
  const bool is_root = geteuid() == 0;
  const struct {
    mode_t mode;
    bool is_taken;
  } cases[] = {{0600, true},  {0400, true},  {0640, is_root}, {0660, false},
               {0644, false}, {0604, false}, {0602, false},   {0777, false}};
  for (const auto& one : cases) {
    ASSERT_EQ(chmod(path_.c_str(), one.mode), 0);
    const auto read = ReadSecretFile(path_);
    EXPECT_EQ(read.ok(), one.is_taken) << std::oct << one.mode;
    if (!read.ok()) {
      EXPECT_NE(std::string(read.status().message()).find(path_), std::string::npos);
    }
    EXPECT_TRUE(!is_root || ReadFile(path_).ok()) << "it is no secret here";
  }
}

TEST_F(FilesTest, WhatIsNoFileIsRefusedByName) {
  EXPECT_EQ(ReadFile(path_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadFile("/").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadFile("/dev/zero").status().code(), absl::StatusCode::kFailedPrecondition);
  Write(std::string(kAccessFileBytesMax + 1, 'x'));
  EXPECT_EQ(ReadFile(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

absl::StatusOr<std::string> NotBad(const std::string& text) {
  if (text == "bad") return absl::InvalidArgumentError("it is bad");
  return text;
}

TEST_F(FilesTest, AFileIsReadAgainWhenItHasChangedAndAnIntervalHasPassed) {
  SimulatedClock clock(kNoon);
  Write("one");
  const auto file =
      FollowedFile<std::string>::Open(path_, 10 * kMicrosPerSecond, &clock, NotBad).value();
  EXPECT_EQ(*file->Get(), "one");
  Write("two");
  clock.Advance(10 * kMicrosPerSecond - 1);
  EXPECT_EQ(*file->Get(), "one");
  clock.Advance(1);
  const auto two = file->Get();
  EXPECT_EQ(*two, "two");
  clock.Advance(10 * kMicrosPerSecond);
  EXPECT_EQ(file->Get(), two) << "nothing has changed: it is the same value";

  Write("bad");
  clock.Advance(10 * kMicrosPerSecond);
  EXPECT_EQ(*file->Get(), "two") << "what it said before holds";
  ASSERT_EQ(unlink(path_.c_str()), 0);
  clock.Advance(10 * kMicrosPerSecond);
  EXPECT_EQ(*file->Get(), "two");
  Write("three");
  clock.Set(kNoon - kMicrosPerDay);
  EXPECT_EQ(*file->Get(), "three") << "the clock was set back";
}

TEST_F(FilesTest, TheFirstReadingMustSucceed) {
  SimulatedClock clock(kNoon);
  EXPECT_FALSE(FollowedFile<std::string>::Open(path_, 1, &clock, NotBad).ok());
  Write("bad");
  const absl::Status status = FollowedFile<std::string>::Open(path_, 1, &clock, NotBad).status();
  EXPECT_EQ(status.message(), path_ + ": it is bad");
}

}  // namespace
}  // namespace atp
