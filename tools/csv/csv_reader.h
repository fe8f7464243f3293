#ifndef ATP_TOOLS_CSV_CSV_READER_H_
#define ATP_TOOLS_CSV_CSV_READER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/csv/line_source.h"

namespace atp {

// One record of a CSV file. Either fields, or an `error` (UPPER_SNAKE) that says why there are
// none.
struct CsvRecord {
  uint64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
  std::string error;  // UNCLOSED_QUOTE, TEXT_AFTER_QUOTE, LINE_TOO_LONG; empty: well-formed
};

// The records of a CSV file after RFC 4180: fields between commas; a field in double quotes may
// hold commas, line breaks and doubled quotes; lines end in LF or CRLF. A quote inside an unquoted
// field stands for itself. Blank lines are skipped.
//
// A malformed record is delivered with its error and costs only its own line: a quote that is
// still open after kRecordLinesMax lines does not swallow the rest of the file, because reading
// goes on at the line after the one where the record began.
//
// Used by one thread.
class CsvReader {
 public:
  static constexpr size_t kRecordLinesMax = 64;

  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path);
  explicit CsvReader(std::unique_ptr<LineSource> lines) : lines_(std::move(lines)) {}

  // False at the end of the file or on an error reading it: see status().
  bool Next(CsvRecord* record);
  const absl::Status& status() const { return lines_->status(); }
  const LineSource& lines() const { return *lines_; }

 private:
  struct Line {
    uint64_t number = 0;
    bool is_cut = false;
    std::string text;
  };
  // The line `ahead` lines after the one being read, or null at the end of the file.
  const Line* At(size_t ahead);

  const std::unique_ptr<LineSource> lines_;
  std::deque<Line> window_;  // read, but not yet part of a delivered record
};

// The place of `name` among a header's fields, which are compared without case and without
// surrounding blanks.
std::optional<size_t> ColumnOf(const std::vector<std::string>& header, std::string_view name);

}  // namespace atp

#endif  // ATP_TOOLS_CSV_CSV_READER_H_
