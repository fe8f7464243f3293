#ifndef ATP_TOOLS_ATPCTL_SNAPSHOT_ROWS_H_
#define ATP_TOOLS_ATPCTL_SNAPSHOT_ROWS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/csv/csv_reader.h"

namespace atp {

// A row that is not pushed, or that the server did not take.
struct BadRow {
  uint64_t line = 0;   // in the file, from 1
  std::string reason;  // UPPER_SNAKE
};

// Reads the rows of a stock snapshot from a CSV file whose header names the columns item, location
// and on_hand, in any order and among others. What is no row is set aside with its line and goes
// on: the reasons are those of CsvRecord and CheckKey(), COLUMN_MISSING and QUANTITY_MALFORMED.
class SnapshotRows {
 public:
  struct Row {
    uint64_t line = 0;
    std::string item;
    std::string location;
    int64_t on_hand = 0;
  };

  // INVALID_ARGUMENT: a column is missing in the header.
  static absl::StatusOr<std::unique_ptr<SnapshotRows>> Open(const std::string& path);
  static absl::StatusOr<std::unique_ptr<SnapshotRows>> Open(std::unique_ptr<CsvReader> csv);

  // False at the end, or when the file cannot be read on: see status().
  bool Next(Row* row);
  const absl::Status& status() const { return csv_->status(); }
  const LineSource& lines() const { return csv_->lines(); }
  const std::vector<BadRow>& bad_rows() const { return bad_rows_; }

 private:
  explicit SnapshotRows(std::unique_ptr<CsvReader> csv) : csv_(std::move(csv)) {}
  absl::Status ReadHeader();
  // Why the record is no row; empty if it is.
  std::string Parse(const CsvRecord& record, Row* row) const;

  const std::unique_ptr<CsvReader> csv_;
  size_t item_column_ = 0;
  size_t location_column_ = 0;
  size_t on_hand_column_ = 0;
  std::vector<BadRow> bad_rows_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_SNAPSHOT_ROWS_H_
