#include "tools/csv/line_source.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <string>
#include <vector>

namespace atp {
namespace {

std::string WriteFile(const std::string& name, const std::string& bytes) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string Gzip(const std::string& text) {
  const std::string path = testing::TempDir() + "/packed.gz";
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

struct Lines {
  std::vector<std::string> lines;
  absl::Status status;
};

Lines ReadAll(const std::string& path) {
  absl::StatusOr<std::unique_ptr<LineSource>> source = LineSource::Open(path);
  if (!source.ok()) return {{}, source.status()};
  Lines result;
  std::string line;
  while ((*source)->Next(&line)) result.lines.push_back(line);
  result.status = (*source)->status();
  return result;
}

std::string ManyLines() {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "line " + std::to_string(i * 7919 % 30011) + "\n";
  return text;
}

TEST(LineSourceTest, SplitsAtNewlinesAndKeepsTheReturn) {
  const struct {
    const char* text;
    std::vector<std::string> lines;
  } kCases[] = {
      {"", {}},
      {"a", {"a"}},
      {"a\n", {"a"}},
      {"a\n\nb", {"a", "", "b"}},
      {"a\r\nb\r\n", {"a\r", "b\r"}},
      {"\xef\xbb\xbf"
       "a\nb\n",
       {"a", "b"}},
      {"a\n\xef\xbb\xbf"
       "b\n",
       {"a",
        "\xef\xbb\xbf"
        "b"}},
  };
  for (const auto& c : kCases) {
    const Lines read = ReadAll(WriteFile("plain.csv", c.text));
    EXPECT_TRUE(read.status.ok()) << read.status;
    EXPECT_EQ(read.lines, c.lines) << c.text;
  }
}

TEST(LineSourceTest, TellsFormatsByContentNotByName) {
  const std::string text = ManyLines();
  const Lines plain = ReadAll(WriteFile("a.zst", text));
  EXPECT_EQ(plain.lines.size(), 30000u);
  EXPECT_EQ(ReadAll(WriteFile("a.csv", Gzip(text))).lines, plain.lines);
  EXPECT_EQ(ReadAll(WriteFile("a.txt", Zstd(text))).lines, plain.lines);
}

TEST(LineSourceTest, PartsPackedOneAfterAnotherAreOneFile) {
  const std::vector<std::string> expected = {"a", "b", "c"};
  EXPECT_EQ(ReadAll(WriteFile("two", Gzip("a\nb") + Gzip("\nc\n"))).lines, expected);
  EXPECT_EQ(ReadAll(WriteFile("two", Zstd("a\nb") + Zstd("\nc\n"))).lines, expected);
}

TEST(LineSourceTest, DamagedFilesAreRefusedNotShortened) {
  const std::string gzip = Gzip(ManyLines());
  const std::string zstd = Zstd(ManyLines());
  std::string flipped = gzip;
  flipped[gzip.size() / 2] ^= 0x10;
  const struct {
    const char* name;
    std::string bytes;
  } kCases[] = {
      {"truncated gzip", gzip.substr(0, gzip.size() - 20)},
      {"truncated zstd", zstd.substr(0, zstd.size() - 20)},
      {"flipped gzip", flipped},
      {"garbage after gzip", gzip + "garbage"},
      {"garbage after zstd", zstd + "garbage"},
  };
  for (const auto& c : kCases) {
    const Lines read = ReadAll(WriteFile("damaged", c.bytes));
    EXPECT_EQ(read.status.code(), absl::StatusCode::kDataLoss) << c.name << ": " << read.status;
  }
}

TEST(LineSourceTest, MissingFileIsNamed) {
  const Lines read = ReadAll("/no/such/file.csv");
  EXPECT_EQ(read.status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(read.status.message().find("/no/such/file.csv"), absl::string_view::npos);
}

TEST(LineSourceTest, CutsEndlessLines) {
  const std::string path =
      WriteFile("long", std::string(LineSource::kLineBytesMax + 70000, 'x') + "\nnext\n");
  absl::StatusOr<std::unique_ptr<LineSource>> source = LineSource::Open(path);
  ASSERT_TRUE(source.ok());
  std::string line;
  ASSERT_TRUE((*source)->Next(&line));
  EXPECT_TRUE((*source)->is_cut());
  EXPECT_EQ(line.size(), LineSource::kLineBytesMax);
  ASSERT_TRUE((*source)->Next(&line));
  EXPECT_FALSE((*source)->is_cut());
  EXPECT_EQ(line, "next");
  EXPECT_EQ((*source)->line_number(), 2u);
}

}  // namespace
}  // namespace atp
