#include "engine/store/backup_seal.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

const BackupSeal kSeal = {{0xc2, 1'772'452'800'000'000}, 0xfedcba9876543210};

TEST(BackupSealTest, TheTextIsFixed) {
  EXPECT_EQ(EncodeBackupSeal(kSeal).substr(0, 64),
            "atp backup 1;00000000000000c2;1772452800000000;fedcba9876543210;");
  EXPECT_EQ(EncodeBackupSeal(kSeal).size(), 64u + 16 + 1);
}

TEST(BackupSealTest, IsReadBackAsItWasWritten) {
  const auto seal = DecodeBackupSeal(EncodeBackupSeal(kSeal));
  ASSERT_TRUE(seal.ok()) << seal.status();
  EXPECT_EQ(seal->label.ledger, kSeal.label.ledger);
  EXPECT_EQ(seal->label.time, kSeal.label.time);
  EXPECT_EQ(seal->list_hash, kSeal.list_hash);
}

TEST(BackupSealTest, NothingElseIsRead) {
  const std::string whole = EncodeBackupSeal(kSeal);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DecodeBackupSeal(whole.substr(0, size)).ok()) << size;
  }
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(DecodeBackupSeal(flipped).ok()) << flipped;
  }
  EXPECT_FALSE(DecodeBackupSeal(whole + " ").ok());
}

TEST(BackupSealTest, AnotherVersionIsNamed) {
  const absl::Status status = DecodeBackupSeal("atp backup 2;something new").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_EQ(status.message(),
            "it has the format 'atp backup 2'; this program reads 'atp backup 1'");
}

}  // namespace
}  // namespace atp
