#ifndef ATP_SERVER_TRANSLATE_SNAPSHOT_H_
#define ATP_SERVER_TRANSLATE_SNAPSHOT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/snapshot_import.h"
#include "proto/atp/v1/inventory_service.pb.h"

namespace atp {

// The messages of InventoryService.PushSnapshot and the engine's import.

// The header, but for who asks.
absl::StatusOr<SnapshotHeader> ToSnapshotHeader(const v1::PushSnapshotRequest& message);

// A batch of 1 to `rows_max` rows. NO_LINES, TOO_MANY_LINES, SNAPSHOT_HEADER_MISSING for a second
// header.
absl::StatusOr<std::vector<SnapshotRow>> ToSnapshotRows(const v1::PushSnapshotRequest& message,
                                                        size_t rows_max);

// The import's errors name fields of the header; the request has them below "header".
absl::Status InHeader(const absl::Status& status);

void FillReport(const DriftReport& report, v1::PushSnapshotResponse* response);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_SNAPSHOT_H_
