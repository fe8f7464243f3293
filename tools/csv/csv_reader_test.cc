#include "tools/csv/csv_reader.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace atp {
namespace {

// Gives its text in pieces of three bytes, so that every boundary falls somewhere.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  absl::Status Read(std::string* chunk) override {
    *chunk = text_.substr(used_, 3);
    used_ += chunk->size();
    return absl::OkStatus();
  }
  uint64_t file_bytes_read() const override { return used_; }
  uint64_t file_bytes() const override { return text_.size(); }

 private:
  const std::string text_;
  size_t used_ = 0;
};

// "2:a|b" for fields, "2!ERROR" for a malformed record.
std::vector<std::string> Records(const std::string& text) {
  CsvReader reader(std::make_unique<LineSource>(std::make_unique<TextSource>(text)));
  std::vector<std::string> records;
  CsvRecord record;
  while (reader.Next(&record)) {
    std::string shown = std::to_string(record.line);
    if (!record.error.empty()) {
      EXPECT_TRUE(record.fields.empty());
      shown += "!" + record.error;
    }
    for (size_t i = 0; i < record.fields.size(); ++i) {
      shown += (i == 0 ? ":" : "|") + record.fields[i];
    }
    records.push_back(shown);
  }
  EXPECT_TRUE(reader.status().ok()) << reader.status();
  return records;
}

TEST(CsvReaderTest, ReadsRfc4180) {
  const struct {
    const char* name;
    const char* text;
    std::vector<std::string> records;
  } kCases[] = {
      {"nothing", "", {}},
      {"blank lines", "\n\r\n\n", {}},
      {"plain", "a,b\nc,d\n", {"1:a|b", "2:c|d"}},
      {"no last newline", "a,b\nc,d", {"1:a|b", "2:c|d"}},
      {"CRLF", "a,b\r\nc,d\r\n", {"1:a|b", "2:c|d"}},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a,b\n",
       {"1:a|b"}},
      {"byte order mark, then a quote", "\xef\xbb\xbf\"a\",b\n", {"1:a|b"}},
      {"empty fields", ",,\n", {"1:||"}},
      {"quoted comma", "\"a,b\",c\n", {"1:a,b|c"}},
      {"doubled quote", "\"6\"\" nail\",c\n", {"1:6\" nail|c"}},
      {"empty quoted", "\"\",c\n", {"1:|c"}},
      {"only a doubled quote", "\"\"\"\",c\n", {"1:\"|c"}},
      {"embedded newline", "\"a\nb\",c\nd,e\n", {"1:a\nb|c", "3:d|e"}},
      {"embedded CRLF stays", "\"a\r\nb\",c\r\nd,e\r\n", {"1:a\r\nb|c", "3:d|e"}},
      {"embedded blank line", "\"a\n\nb\",c\n", {"1:a\n\nb|c"}},
      {"quote inside an unquoted field", "6\" nail,c\n", {"1:6\" nail|c"}},
      {"blanks are kept", " a , b\n", {"1: a | b"}},
  };
  for (const auto& c : kCases) EXPECT_EQ(Records(c.text), c.records) << c.name;
}

TEST(CsvReaderTest, MalformedRecordCostsOnlyItsLine) {
  std::string far = "\"open\n";
  for (int i = 0; i < 200; ++i) far += "a,b\n";
  const std::vector<std::string> from_far = Records(far);
  ASSERT_EQ(from_far.size(), 201u);
  EXPECT_EQ(from_far[0], "1!UNCLOSED_QUOTE");
  EXPECT_EQ(from_far[1], "2:a|b");

  const struct {
    const char* name;
    std::string text;
    std::vector<std::string> records;
  } kCases[] = {
      {"open to the end", "a,b\n\"c,d\ne,f\n", {"1:a|b", "2!UNCLOSED_QUOTE", "3:e|f"}},
      {"text after a quote", "\"a\"x,b\nc,d\n", {"1!TEXT_AFTER_QUOTE", "2:c|d"}},
      {"blank after a quote", "\"a\" ,b\nc,d\n", {"1!TEXT_AFTER_QUOTE", "2:c|d"}},
      {"endless line",
       "a,b\n" + std::string(LineSource::kLineBytesMax + 1, 'x') + "\nc,d\n",
       {"1:a|b", "2!LINE_TOO_LONG", "3:c|d"}},
  };
  for (const auto& c : kCases) EXPECT_EQ(Records(c.text), c.records) << c.name;
}

TEST(CsvReaderTest, FindsColumnsByName) {
  const std::vector<std::string> header = {"Item", " location ", "on_hand"};
  EXPECT_EQ(ColumnOf(header, "item"), 0u);
  EXPECT_EQ(ColumnOf(header, "location"), 1u);
  EXPECT_EQ(ColumnOf(header, "ON_HAND"), 2u);
  EXPECT_EQ(ColumnOf(header, "sku"), std::nullopt);
}

}  // namespace
}  // namespace atp
