#ifndef ATP_TOOLS_ATPBENCH_REPORT_H_
#define ATP_TOOLS_ATPBENCH_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/atpbench/bench_options.h"
#include "tools/atpbench/books.h"
#include "tools/atpbench/histogram.h"
#include "tools/atpbench/machine.h"
#include "tools/atpbench/operation.h"
#include "tools/atpbench/recorder.h"

namespace atp {

// What the server's process used; known only of a server of our own.
struct ServerUse {
  double busy_cores = 0;  // on average, during the measured time
  int64_t resident_empty_bytes = 0;
  int64_t resident_loaded_bytes = 0;  // with the opening stock
  int64_t resident_end_bytes = 0;
  int64_t changes = 0;        // entries of the ledger during the whole run, the opening left out
  int64_t written_bytes = 0;  // to the disk by these, checkpoints included
  int64_t directory_bytes = 0;
  // It was killed at the end and started again on what was on disk.
  double recovery_seconds = 0;
  int64_t recovered_entries = 0;  // since the last checkpoint
};

// Counts of all positions that were pushed.
struct PushUse {
  int64_t pushes = 0;
  int64_t rows = 0;
  double seconds = 0;
  double rows_a_second() const { return seconds > 0 ? static_cast<double>(rows) / seconds : 0; }
};

// What subscribers got.
struct FollowUse {
  int subscribers = 0;
  int64_t deltas = 0;
  int64_t gaps = 0;
  std::vector<std::string> ends;  // why streams ended before all had come; for people
  Histogram delay;                // nanoseconds from the entry's time to its arrival, on one clock
};

// All that a run found out.
struct Report {
  BenchOptions options;
  Machine machine;
  double measured_seconds = 0;
  Recording recording;
  BooksResult books;
  double client_busy_cores = 0;  // on average, during the measured time
  std::string server_version;
  PushUse opening;
  std::optional<PushUse> pushes;
  std::optional<FollowUse> follow;
  std::optional<ServerUse> server;

  int64_t answers() const;  // measured, of all kinds
  double rate_of(OperationKind kind) const;
  int64_t failed() const;
  int64_t turned_away() const;
  // Nothing was oversold, no call failed, no delta was lost; where callers are patient, none was
  // turned away.
  bool IsSound() const;
};

// One row of the sizing table, for people.
struct SizingRow {
  std::string what;
  std::string value;  // "not measured" if it was not
  std::string how;    // how it was come by, or why not
};
std::vector<SizingRow> SizingOf(const Report& report);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_REPORT_H_
