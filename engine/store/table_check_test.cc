#include "engine/store/table_check.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "engine/store/directory_image.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

// Among the properties, and nowhere else.
constexpr char kProperty[] = "leveldb.BytewiseComparator";

// A table file as RocksDB writes it.
std::string SomeTable() {
  TemporaryDirectory directory;
  RocksStoreOptions options;
  options.directory = directory.path();
  {
    auto store = RocksStore::Open(options);
    EXPECT_TRUE(store.ok()) << store.status();
    EXPECT_TRUE((*store)->WriteShard(1, 3, {{"row", "one"}, {"sow", "two"}}).ok());
  }
  for (const auto& [name, bytes] : TakeImage(directory.path())) {
    if (absl::EndsWith(name, ".sst")) return bytes;
  }
  ADD_FAILURE() << "there is no table";
  return "";
}

absl::Status Check(const std::string& table) { return CheckTableEnd(table, table.size()); }

std::string Flipped(std::string bytes, size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 0x80);
  return bytes;
}

TEST(TableCheckTest, AWholeTablePasses) {
  const std::string table = SomeTable();
  EXPECT_TRUE(Check(table).ok()) << Check(table);
  EXPECT_NE(table.find(kProperty), std::string::npos);
}

TEST(TableCheckTest, OffsetsAreThoseOfTheFile) {
  const std::string table = SomeTable();
  const uint64_t before = uint64_t{5} << 30;
  EXPECT_TRUE(absl::IsDataLoss(CheckTableEnd(table, before + table.size())));
}

TEST(TableCheckTest, DamageOfItsPartsIsNamed) {
  const std::string table = SomeTable();
  const size_t property = table.find(kProperty);
  const size_t metaindex = table.find("rocksdb.properties");
  EXPECT_TRUE(absl::StrContains(Check(Flipped(table, property)).message(), "properties"));
  EXPECT_TRUE(absl::StrContains(Check(Flipped(table, metaindex)).message(), "metaindex"));
  EXPECT_TRUE(absl::StrContains(Check(Flipped(table, table.size() - 1)).message(), "footer"));
  EXPECT_TRUE(absl::StrContains(Check(Flipped(table, table.size() - 53)).message(), "footer"));
  EXPECT_TRUE(absl::StrContains(Check(Flipped(table, table.size() - 12)).message(), "footer"));
  EXPECT_TRUE(absl::StrContains(Check(table.substr(0, table.size() - 1)).message(), "footer"));
}

TEST(TableCheckTest, WhatRocksDbRefusesByItselfIsLeftToIt) {
  EXPECT_TRUE(Check("").ok());
  EXPECT_TRUE(Check("short").ok());
  const std::string table = SomeTable();
  EXPECT_TRUE(Check(Flipped(table, 1)).ok());  // a row
}

}  // namespace
}  // namespace atp
