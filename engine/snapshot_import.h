#ifndef ATP_ENGINE_SNAPSHOT_IMPORT_H_
#define ATP_ENGINE_SNAPSHOT_IMPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/command.h"

namespace atp {

// Which stock count the ERP sends, and what it already knows.
struct SnapshotHeader {
  RequestContext request;
  std::string source;       // the ERP's name; snapshots of one source must not go back
  std::string snapshot_id;  // the ERP's own name of it
  bool is_full = false;     // positions at the locations it names that it leaves out are set to 0
  // Exactly one is set. A time counts every entry with time <= it as reflected.
  std::optional<Sequence> reflects_sequence;
  std::optional<Micros> reflects_time;
};

// What the snapshot changed.
struct DriftReport {
  struct Row {
    std::string item;
    std::string location;
    Quantity before = 0;  // on-hand in the ledger
    Quantity after = 0;
  };
  struct RowSetAside {
    uint64_t row = 0;  // from 0, in the order pushed
    std::string item;
    std::string location;
    std::string reason;  // UPPER_SNAKE
  };
  uint64_t rows = 0;
  uint64_t set = 0;
  uint64_t unchanged = 0;
  uint64_t set_aside = 0;
  Quantity drift_absolute = 0;              // sum of |after - before|
  Quantity drift_net = 0;                   // sum of after - before
  std::vector<Row> largest;                 // by |after - before|, at most 20
  std::vector<RowSetAside> set_aside_rows;  // the first 1000
  Sequence reflects = 0;
  Sequence last_sequence = 0;  // after this entry the whole snapshot is in
  // True: this request had come to its end before, and these are the numbers it was answered with;
  // `largest` and `set_aside_rows` are empty.
  bool repeated = false;
};

// One snapshot on its way in. Each batch is one durable entry; checks and reservations go on in
// between. Push blocks until its batch is durable: use a thread that may wait.
//
// A snapshot that breaks off leaves the batches it pushed, and its request id is free: push it
// again, whole. One that came to its end is remembered with its header under its request id: pushed
// again it applies nothing and gives the first report's numbers.
class SnapshotImport {
 public:
  virtual ~SnapshotImport() = default;

  // Rows with bad keys or quantities are set aside; an error ends the import.
  virtual absl::Status Push(std::vector<SnapshotRow> rows) = 0;

  // Completes a full snapshot's zeros, writes the snapshot's end, and gives the report. Call once.
  virtual absl::StatusOr<DriftReport> Finish() = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_SNAPSHOT_IMPORT_H_
