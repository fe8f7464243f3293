#include "tools/atpctl/snapshot_rows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "tools/atpctl/arguments.h"

namespace atp {

absl::StatusOr<std::unique_ptr<SnapshotRows>> SnapshotRows::Open(const std::string& path) {
  absl::StatusOr<std::unique_ptr<CsvReader>> csv = CsvReader::Open(path);
  if (!csv.ok()) return csv.status();
  return Open(*std::move(csv));
}

absl::StatusOr<std::unique_ptr<SnapshotRows>> SnapshotRows::Open(std::unique_ptr<CsvReader> csv) {
  std::unique_ptr<SnapshotRows> rows(new SnapshotRows(std::move(csv)));
  const absl::Status header = rows->ReadHeader();
  if (!header.ok()) return header;
  return rows;
}

absl::Status SnapshotRows::ReadHeader() {
  CsvRecord header;
  if (!csv_->Next(&header)) {
    if (!csv_->status().ok()) return csv_->status();
    return absl::InvalidArgumentError("the file is empty; it needs a header item,location,on_hand");
  }
  const struct {
    const char* name;
    size_t* column;
  } kColumns[] = {
      {"item", &item_column_}, {"location", &location_column_}, {"on_hand", &on_hand_column_}};
  for (const auto& wanted : kColumns) {
    const auto found = ColumnOf(header.fields, wanted.name);
    if (!found.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", header.line,
                                                     ": the header has no column \"", wanted.name,
                                                     "\"; it needs item, location and on_hand"));
    }
    *wanted.column = *found;
  }
  return absl::OkStatus();
}

std::string SnapshotRows::Parse(const CsvRecord& record, Row* row) const {
  if (!record.error.empty()) return record.error;
  const size_t needed = std::max({item_column_, location_column_, on_hand_column_});
  if (record.fields.size() <= needed) return "COLUMN_MISSING";
  row->line = record.line;
  row->item = record.fields[item_column_];
  row->location = record.fields[location_column_];
  for (const std::string* key : {&row->item, &row->location}) {
    const absl::Status checked = CheckKey(*key, "row");
    if (!checked.ok()) return ErrorReason(checked);
  }
  const auto on_hand = ParseQuantity(record.fields[on_hand_column_]);
  if (!on_hand.ok()) return "QUANTITY_MALFORMED";
  row->on_hand = *on_hand;
  return "";
}

bool SnapshotRows::Next(Row* row) {
  CsvRecord record;
  while (csv_->Next(&record)) {
    const std::string reason = Parse(record, row);
    if (reason.empty()) return true;
    bad_rows_.push_back({record.line, reason});
  }
  return false;
}

}  // namespace atp
