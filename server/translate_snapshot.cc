#include "server/translate_snapshot.h"

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "server/scalars.h"

namespace atp {

absl::StatusOr<SnapshotHeader> ToSnapshotHeader(const v1::PushSnapshotRequest& message) {
  if (!message.has_header()) {
    return BadField("SNAPSHOT_HEADER_MISSING", "header", "the first message must be the header");
  }
  const auto& from = message.header();
  SnapshotHeader header;
  header.source = from.source();
  header.snapshot_id = from.snapshot_id();
  header.is_full = from.is_full();
  if (from.reflects_case() == v1::PushSnapshotRequest::Header::kReflectsSequence) {
    const auto sequence = ParseSequence(from.reflects_sequence(), "header.reflects_sequence");
    if (!sequence.ok()) return sequence.status();
    header.reflects_sequence = *sequence;
  } else if (from.reflects_case() == v1::PushSnapshotRequest::Header::kReflectsTime) {
    const auto time = ParseTimestamp(from.reflects_time(), "header.reflects_time");
    if (!time.ok()) return time.status();
    header.reflects_time = *time;
  } else {
    return BadField("FIELD_OUT_OF_RANGE", "header.reflects",
                    "say which sequence or time the snapshot reflects");
  }
  return header;
}

absl::StatusOr<std::vector<SnapshotRow>> ToSnapshotRows(const v1::PushSnapshotRequest& message,
                                                        size_t rows_max) {
  if (message.has_header()) {
    return BadField("SNAPSHOT_HEADER_MISSING", "header", "only the first message is a header");
  }
  const auto& from = message.rows().rows();
  if (from.empty()) return BadField("NO_LINES", "rows.rows", "a batch has at least one row");
  if (static_cast<size_t>(from.size()) > rows_max) {
    return BadField("TOO_MANY_LINES", "rows.rows", absl::StrCat("at most ", rows_max, " rows"));
  }
  std::vector<SnapshotRow> rows;
  rows.reserve(from.size());
  for (const auto& row : from) rows.push_back({row.item(), row.location(), row.on_hand()});
  return rows;
}

absl::Status InHeader(const absl::Status& status) {
  const std::string field = ErrorField(status);
  if (field.empty()) return status;
  return MakeError(status.code(), ErrorReason(status), absl::StrCat("header.", field),
                   {status.message().data(), status.message().size()});
}

void FillReport(const DriftReport& report, v1::PushSnapshotResponse* response) {
  response->set_row_count(static_cast<int64_t>(report.rows));
  response->set_set_count(static_cast<int64_t>(report.set));
  response->set_unchanged_count(static_cast<int64_t>(report.unchanged));
  response->set_set_aside_count(static_cast<int64_t>(report.set_aside));
  response->set_drift_absolute(report.drift_absolute);
  response->set_drift_net(report.drift_net);
  for (const DriftReport::Row& row : report.largest) {
    auto* const drift = response->add_largest();
    drift->set_item(row.item);
    drift->set_location(row.location);
    drift->set_before(row.before);
    drift->set_after(row.after);
  }
  for (const DriftReport::RowSetAside& row : report.set_aside_rows) {
    auto* const aside = response->add_set_aside();
    aside->set_row(static_cast<int64_t>(row.row));
    if (IsUtf8(row.item)) aside->set_item(row.item);
    if (IsUtf8(row.location)) aside->set_location(row.location);
    aside->set_reason(row.reason);
  }
  response->set_reflects_sequence(static_cast<int64_t>(report.reflects));
  response->set_sequence(static_cast<int64_t>(report.last_sequence));
  response->set_is_repeat(report.repeated);
}

}  // namespace atp
