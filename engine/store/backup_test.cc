// Backups as files: what is copied, what is found again, what is refused.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/model/error.h"
#include "engine/store/directory_image.h"
#include "engine/store/fault_env.h"
#include "engine/store/rocks_backups.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kLedger = 0xc2;
constexpr uint64_t kGroupEntries = 10;

// Bytes that do not compress, so that files are as large as what was written.
std::string GroupBytes(uint64_t first) {
  std::mt19937_64 random(first);
  std::string bytes = absl::StrCat("group ", first, ":");
  for (int i = 0; i < 400; ++i) PutFixed64(&bytes, random());
  return bytes;
}

// A store at work, and a directory of its backups.
class BackupTest : public testing::Test {
 protected:
  BackupTest() { Open(); }

  void Open() {
    store_.reset();
    RocksStoreOptions options;
    options.directory = data_;
    options.env = &env_;
    options.write_buffer_bytes = 64 << 10;
    store_ = RocksStore::Open(options).value();
  }

  void AppendGroups(int groups) {
    for (int i = 0; i < groups; ++i) {
      const uint64_t after = store_->LastSequence();
      ASSERT_TRUE(
          store_->Append(after, after + kGroupEntries, GroupBytes(after + 1), /*sync=*/true).ok());
    }
  }
  void Checkpoint() {
    ASSERT_TRUE(store_->WriteShard(0, store_->LastSequence(), {{"row", "value"}}).ok());
  }

  absl::StatusOr<BackupMade> Create(uint64_t ledger = kLedger,
                                    std::function<bool()> should_stop = nullptr) {
    return store_->CreateBackup({backups_, {ledger, ++time_}, std::move(should_stop)});
  }
  BackupMade MustCreate() {
    const auto made = Create();
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(BackupMade());
  }
  std::unique_ptr<RocksBackups> Found() { return RocksBackups::Open(backups_, &env_).value(); }

  // What a reader of all of the log finds.
  static std::string ReadLog(Store* store) {
    const auto reader = store->ReadFrom(1);
    if (!reader.ok()) return reader.status().ToString();
    std::string_view group;
    uint64_t first = 0;
    uint64_t expected = 1;
    while ((*reader)->Next(&group, &first)) {
      EXPECT_EQ(first, expected);
      EXPECT_EQ(group, GroupBytes(first));
      expected = first + kGroupEntries;
    }
    return (*reader)->status().ok() ? absl::StrCat("1 to ", expected - 1)
                                    : (*reader)->status().ToString();
  }

  void ExpectRefused(const absl::Status& status, absl::StatusCode code, const std::string& reason,
                     const std::string& words) {
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(ErrorReason(status), reason) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), words)) << status;
  }

  TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const std::string backups_ = directory_.path() + "/backups";
  FaultEnv env_{rocksdb::Env::Default()};
  std::unique_ptr<Store> store_;
  int64_t time_ = 0;
};

// ---- What is copied

TEST_F(BackupTest, ABackupIsReadAsTheStoreWas) {
  AppendGroups(5);
  Checkpoint();
  AppendGroups(2);
  const BackupMade made = MustCreate();
  AppendGroups(1);
  EXPECT_EQ(made.id, 1u);
  const auto backups = Found();
  ASSERT_EQ(backups->all().size(), 1u);
  EXPECT_TRUE(backups->all()[0].usable.ok()) << backups->all()[0].usable;
  EXPECT_EQ(backups->all()[0].label.ledger, kLedger);
  EXPECT_EQ(backups->all()[0].label.time, 1);
  EXPECT_EQ(backups->all()[0].bytes, made.bytes);
  EXPECT_TRUE(backups->VerifyFiles(1).ok());
  const auto store = backups->OpenStore(1);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(ReadLog(store->get()), "1 to 70");
  EXPECT_EQ((*store)->ReadShard(0, nullptr).value(), 50u);
  EXPECT_TRUE(absl::IsFailedPrecondition((*store)->Append(70, 71, "x", true)));
}

TEST_F(BackupTest, OnlyWhatIsNewIsCopied) {
  AppendGroups(200);
  const BackupMade first = MustCreate();
  EXPECT_EQ(first.new_bytes, first.bytes);
  AppendGroups(5);
  const BackupMade second = MustCreate();
  EXPECT_GT(second.bytes, first.bytes);
  // Five groups and the small files that no two backups share.
  EXPECT_LT(second.new_bytes, first.bytes / 4);
  const auto backups = Found();
  ASSERT_EQ(backups->all().size(), 2u);
  EXPECT_EQ(backups->all()[1].new_bytes, second.new_bytes);
  EXPECT_EQ(ReadLog(backups->OpenStore(1).value().get()), "1 to 2000");
  EXPECT_EQ(ReadLog(backups->OpenStore(2).value().get()), "1 to 2050");
}

TEST_F(BackupTest, WhatIsWrittenMeanwhileDoesNotDisturb) {
  AppendGroups(20);
  int appended = 0;
  // Asked between two parts of the copy: the same store goes on.
  const auto made = Create(kLedger, [&] {
    if (appended++ < 3) AppendGroups(1);
    return false;
  });
  ASSERT_TRUE(made.ok()) << made.status();
  AppendGroups(1);
  const auto backups = Found();
  EXPECT_TRUE(backups->VerifyFiles(1).ok());
  EXPECT_EQ(ReadLog(backups->OpenStore(1).value().get()), "1 to 200");
}

TEST_F(BackupTest, ACopyIsAStoreOfItsOwn) {
  AppendGroups(20);
  MustCreate();
  const std::string copy = directory_.path() + "/copy";
  ASSERT_TRUE(fs::create_directory(copy));
  ASSERT_TRUE(Found()->CopyTo(1, copy).ok());
  RocksStoreOptions options;
  options.directory = copy;
  options.create_if_missing = false;
  auto store = RocksStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(ReadLog(store->get()), "1 to 200");
  EXPECT_TRUE((*store)->Append(200, 210, GroupBytes(201), true).ok());
}

// ---- What becomes of one that is broken off

TEST_F(BackupTest, OneThatIsStoppedIsNoBackupAndTheNextOneIs) {
  AppendGroups(20);
  for (int life = 0; life < 2; ++life) {
    EXPECT_TRUE(absl::IsCancelled(Create(kLedger, [] { return true; }).status()));
    const auto backups = Found();
    for (const BackupFound& backup : backups->all()) EXPECT_TRUE(backup.is_broken_off);
    EXPECT_FALSE(backups->OpenStore(1).ok());
    Open();
  }
  MustCreate();
  const auto backups = Found();
  ASSERT_EQ(backups->all().size(), 1u);
  EXPECT_TRUE(backups->VerifyFiles(1).ok());
  EXPECT_EQ(ReadLog(backups->OpenStore(1).value().get()), "1 to 200");
}

TEST_F(BackupTest, OneThatMeetsAFullDiskIsNoBackupAndTheNextOneIs) {
  AppendGroups(20);
  MustCreate();
  AppendGroups(20);
  Open();  // nothing is left to flush, so that it is the backup's files that find no room
  int refused = 0;
  for (uint64_t room = 0;; room = room * 2 + 64) {
    env_.SetFreeBytes(room);
    const auto made = Create();
    env_.SetFreeBytes(FaultEnv::kUnlimited);
    if (made.ok()) break;
    ++refused;
    EXPECT_TRUE(absl::IsUnavailable(made.status())) << room << ": " << made.status();
    const auto backups = Found();
    for (const BackupFound& backup : backups->all()) {
      EXPECT_EQ(backup.usable.ok(), backup.id == 1) << room << ": " << backup.usable;
    }
    EXPECT_TRUE(Found()->VerifyFiles(1).ok());
    Open();  // whose own log may have found no room
  }
  EXPECT_GT(refused, 3);
  EXPECT_TRUE(Found()->VerifyFiles(1).ok());
  EXPECT_TRUE(Found()->VerifyFiles(Found()->all().back().id).ok());
  EXPECT_EQ(ReadLog(Found()->OpenStore(Found()->all().back().id).value().get()), "1 to 400");
}

// ---- What else is in the directory

TEST_F(BackupTest, AnotherLedgersBackupsAreRefused) {
  AppendGroups(1);
  MustCreate();
  ExpectRefused(Create(kLedger + 1).status(), absl::StatusCode::kFailedPrecondition,
                "BACKUP_DIRECTORY_FOREIGN", "another ledger");
  EXPECT_EQ(Found()->all().size(), 1u);
}

TEST_F(BackupTest, ADirectoryWithSomethingElseIsRefused) {
  fs::create_directory(backups_);
  std::ofstream(backups_ + "/letters.txt") << "x";
  ExpectRefused(Create().status(), absl::StatusCode::kFailedPrecondition,
                "BACKUP_DIRECTORY_FOREIGN", "letters.txt");
  EXPECT_FALSE(fs::exists(backups_ + "/meta"));
  ExpectRefused(RocksBackups::Open(data_).status(), absl::StatusCode::kFailedPrecondition,
                "BACKUP_DIRECTORY_FOREIGN", "data holds something else");
  EXPECT_TRUE(absl::IsNotFound(RocksBackups::Open(backups_ + "2").status()));
}

TEST_F(BackupTest, ADirectoryInUseIsRefused) {
  AppendGroups(1);
  MustCreate();
  rocksdb::FileLock* lock = nullptr;
  ASSERT_TRUE(env_.LockFile(backups_ + "/LOCK", &lock).ok());
  ExpectRefused(Create().status(), absl::StatusCode::kUnavailable, "BACKUP_FAILED", "LOCK");
  env_.UnlockFile(lock);
  MustCreate();
}

// ---- Damage

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}
void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Two backups, of which the second is damaged and restored, file by file.
class BackupDamageTest : public BackupTest {
 protected:
  BackupDamageTest() {
    AppendGroups(10);
    Checkpoint();
    MustCreate();
    AppendGroups(5);
    MustCreate();
  }

  // What any reader of backup 2 is told in the end.
  absl::Status Judge() {
    const auto backups = RocksBackups::Open(backups_, &env_);
    if (!backups.ok()) return backups.status();
    const absl::Status whole = (*backups)->VerifyFiles(2);
    const std::string copy = directory_.path() + "/copy";
    fs::remove_all(copy);
    fs::create_directory(copy);
    const absl::Status copied = (*backups)->CopyTo(2, copy);
    EXPECT_EQ(whole.ok(), copied.ok()) << whole << " / " << copied;
    return whole;
  }

  // The files of backup 2.
  std::vector<fs::path> Files() {
    std::vector<fs::path> files = {backups_ + "/meta/2", backups_ + "/seals/2"};
    for (const char* folder : {"/private/2", "/shared_checksum"}) {
      for (const auto& entry : fs::directory_iterator(backups_ + folder)) {
        files.push_back(entry.path());
      }
    }
    return files;
  }
};

TEST_F(BackupDamageTest, AnyFileThatIsMissingCutOrChangedIsRefused) {
  struct Case {
    const char* name;
    std::function<std::string(std::string)> damage;
  };
  const Case cases[] = {
      {"empty", [](std::string) { return std::string(); }},
      {"cut by one byte", [](std::string bytes) { return bytes.substr(0, bytes.size() - 1); }},
      {"cut in half", [](std::string bytes) { return bytes.substr(0, bytes.size() / 2); }},
      {"longer", [](std::string bytes) { return bytes + "x"; }},
      {"first bit", [](std::string bytes) { return bytes[0] ^= 1, bytes; }},
      {"last bit", [](std::string bytes) { return bytes.back() ^= '\x80', bytes; }},
      {"zeros", [](std::string bytes) { return std::string(bytes.size(), '\0'); }},
  };
  ASSERT_TRUE(Judge().ok());
  int refused = 0;
  for (const fs::path& file : Files()) {
    const std::string good = ReadFile(file);
    ASSERT_FALSE(good.empty()) << file;
    for (const Case& c : cases) {
      WriteFile(file, c.damage(good));
      const absl::Status status = Judge();
      EXPECT_TRUE(absl::IsDataLoss(status)) << file << " " << c.name << ": " << status;
      ++refused;
    }
    fs::remove(file);
    EXPECT_FALSE(Judge().ok()) << file;
    WriteFile(file, good);
  }
  EXPECT_GT(refused, 50);
  EXPECT_TRUE(Judge().ok());
}

TEST_F(BackupDamageTest, EveryByteOfItsListAndItsSealIsVouchedFor) {
  int refused = 0;
  for (const char* name : {"/meta/2", "/seals/2"}) {
    const std::string good = ReadFile(backups_ + name);
    for (size_t bit = 0; bit < 8 * good.size(); bit += 7) {  // another one in each byte
      std::string bytes = good;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
      WriteFile(backups_ + name, bytes);
      const auto backups = RocksBackups::Open(backups_, &env_);
      ASSERT_TRUE(backups.ok()) << backups.status();
      ASSERT_EQ((*backups)->all().size(), 2u) << bit;
      EXPECT_TRUE((*backups)->all()[0].usable.ok());
      EXPECT_FALSE((*backups)->all()[1].usable.ok()) << name << " bit " << bit;
      EXPECT_FALSE((*backups)->VerifyFiles(2).ok());
      ++refused;
    }
    WriteFile(backups_ + name, good);
  }
  std::cout << refused << " bits, all refused\n";
  EXPECT_GT(refused, 500);
}

TEST_F(BackupDamageTest, NothingIsWrittenBesideWhatIsDamagedOrNewer) {
  struct Case {
    const char* name;
    std::function<std::string(std::string)> damage;
    absl::StatusCode code;
    const char* reason;
    const char* words;
  };
  constexpr auto kDamaged = absl::StatusCode::kDataLoss;
  constexpr auto kForeign = absl::StatusCode::kFailedPrecondition;
  const Case cases[] = {
      {"/meta/2", [](auto bytes) { return bytes.substr(1); }, kDamaged, "BACKUP_DAMAGED", "meta/2"},
      {"/meta/2", [](auto bytes) { return "schema_version 9.1\n" + bytes; }, kDamaged,
       "BACKUP_DAMAGED", "meta/2"},
      {"/seals/2", [](auto bytes) { return bytes + bytes; }, kDamaged, "BACKUP_DAMAGED",
       "backup 2: its seal"},
      {"/seals/2", [](auto) { return std::string(); }, kDamaged, "BACKUP_DAMAGED", "seal"},
      {"/seals/2", [](auto bytes) { return bytes.replace(11, 1, "2"); }, kForeign,
       "BACKUP_DIRECTORY_FOREIGN", "'atp backup 2'"},
  };
  for (const Case& c : cases) {
    const std::string good = ReadFile(backups_ + c.name);
    WriteFile(backups_ + c.name, c.damage(good));
    const DirectoryImage before = TakeImage(backups_);
    ExpectRefused(Create().status(), c.code, c.reason, c.words);
    EXPECT_EQ(TakeImage(backups_), before);
    EXPECT_EQ(Found()->VerifyFiles(2).code(), c.code);
    WriteFile(backups_ + c.name, good);
  }
  fs::remove(backups_ + "/meta/2");
  ExpectRefused(Create().status(), kDamaged, "BACKUP_DAMAGED", "meta/2 is missing");
}

TEST_F(BackupDamageTest, OneThatLacksAFileIsNotWrittenBeside) {
  for (const auto& entry : fs::directory_iterator(backups_ + "/private/2")) {
    fs::remove(entry.path());
    break;
  }
  ExpectRefused(Create().status(), absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", "backup 2");
}

TEST_F(BackupDamageTest, OneWithoutItsSealWasBrokenOff) {
  fs::remove(backups_ + "/seals/2");
  EXPECT_TRUE(Found()->all()[1].is_broken_off);
  EXPECT_FALSE(Judge().ok());
  AppendGroups(1);
  EXPECT_EQ(MustCreate().id, 2u);
  ASSERT_EQ(Found()->all().size(), 2u);
  EXPECT_EQ(ReadLog(Found()->OpenStore(2).value().get()), "1 to 160");
}

TEST_F(BackupDamageTest, ADamagedFileIsFoundByTheNextBackupThatSharesIt) {
  for (const auto& entry : fs::directory_iterator(backups_ + "/shared_checksum")) {
    std::string bytes = ReadFile(entry.path());
    bytes[bytes.size() / 2] ^= 1;
    WriteFile(entry.path(), bytes);
  }
  AppendGroups(1);
  ExpectRefused(Create().status(), absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", ".sst");
  EXPECT_TRUE(Found()->all()[2].is_broken_off);
}

}  // namespace
}  // namespace atp
