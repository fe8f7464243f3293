// CSV files. What was read, written as RFC 4180 has it, is read again as the same; and it does not
// matter how the file comes in chunks.

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "tests/fuzz/bytes_in_memory.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"

namespace atp::fuzz {
namespace {

std::vector<CsvRecord> ReadAll(std::string_view bytes, size_t chunk_bytes) {
  std::vector<CsvRecord> records;
  const auto reader = CsvOf(bytes, chunk_bytes);
  uint64_t line = 0;
  for (CsvRecord record; reader->Next(&record);) {
    ATP_CHECK(record.line > line);
    ATP_CHECK(record.error.empty() != record.fields.empty());
    line = record.line;
    records.push_back(record);
  }
  ATP_CHECK(reader->status().ok());
  return records;
}

std::string Quoted(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) {
    text += text.empty() ? "\"" : ",\"";
    for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c);
    text += '"';
  }
  return text + "\r\n";
}

bool AreSame(const std::vector<CsvRecord>& a, const std::vector<CsvRecord>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].fields != b[i].fields || a[i].error != b[i].error) return false;
  }
  return true;
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  const size_t chunk_bytes = 1 + choices.Below(64);
  const std::string_view bytes = choices.Rest();
  const auto records = ReadAll(bytes, chunk_bytes);
  ATP_CHECK(AreSame(records, ReadAll(bytes, bytes.size() + 1)));
  for (const atp::CsvRecord& record : records) {
    if (!record.error.empty()) continue;
    const auto again = ReadAll(Quoted(record.fields), chunk_bytes);
    ATP_CHECK(again.size() == 1);
    ATP_CHECK(again[0].fields == record.fields);
  }
  return 0;
}
