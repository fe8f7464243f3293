#include "tests/simulation/faulty_disk.h"

#include <string>

#include "gtest/gtest.h"

namespace atp::simulation {
namespace {

class FaultyDiskTest : public testing::Test {
 protected:
  void Mount() { store_ = disk_.Mount(); }
  void Arm(Fault::Kind kind, bool is_kept = false) { disk_.Arm({kind, 0, is_kept}); }
  bool Append(bool sync = true) {
    const uint64_t last = store_->LastSequence();
    return store_->Append(last, last + 1, "group", sync).ok();
  }

  std::string violation_;
  int slow_ = 0;
  FaultyDisk disk_{{[this] { ++slow_; }, [this](const std::string& what) { violation_ = what; },
                    [](const std::string&) {}}};
  std::unique_ptr<Store> store_ = disk_.Mount();
};

TEST_F(FaultyDiskTest, AFailedWriteIsThereAfterwardsOrNot) {
  for (const bool is_kept : {false, true}) {
    const uint64_t before = store_->LastSequence();
    Arm(Fault::Kind::kError, is_kept);
    EXPECT_FALSE(Append());
    EXPECT_EQ(store_->LastSequence(), before);
    Mount();
    EXPECT_EQ(store_->LastSequence(), before + (is_kept ? 1 : 0));
  }
}

TEST_F(FaultyDiskTest, RefusesEverythingAfterAFailureAndMindsALogThatIsTriedAgain) {
  Arm(Fault::Kind::kFull);
  EXPECT_FALSE(store_->WriteShard(0, 0, {}).ok());
  EXPECT_FALSE(Append());
  EXPECT_EQ(violation_, "") << "the journal could not know";
  EXPECT_FALSE(Append());
  EXPECT_NE(violation_, "");
}

TEST_F(FaultyDiskTest, PowerTakesWhatWasNotSyncedAndAProcessDoesNot) {
  EXPECT_TRUE(Append());
  EXPECT_TRUE(Append(/*sync=*/false));
  disk_.Freeze(/*power_fails=*/false);
  EXPECT_FALSE(Append()) << "nothing has any effect any more";
  Mount();
  EXPECT_EQ(store_->LastSequence(), 2u);
  EXPECT_TRUE(Append(/*sync=*/false));
  disk_.Freeze(/*power_fails=*/true);
  Mount();
  EXPECT_EQ(store_->LastSequence(), 2u);
}

TEST_F(FaultyDiskTest, ASlowWriteSucceedsInTheEnd) {
  Arm(Fault::Kind::kSlow);
  EXPECT_TRUE(Append());
  EXPECT_EQ(slow_, 1);
  EXPECT_EQ(disk_.synced(), 1u);
}

}  // namespace
}  // namespace atp::simulation
