#ifndef ATP_ENGINE_SNAPSHOT_STREAM_H_
#define ATP_ENGINE_SNAPSHOT_STREAM_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "engine/commit_pipeline.h"
#include "engine/reader.h"
#include "engine/snapshot_import.h"

namespace atp {

// The SnapshotImport that writes through the commit pipeline. It reads from the journal what moved
// since the point that the snapshot reflects, and reads further when a position has moved again
// since: each position can make it do so once, so it comes to an end under any traffic.
class SnapshotStream final : public SnapshotImport {
 public:
  static absl::StatusOr<std::unique_ptr<SnapshotImport>> Begin(const SnapshotHeader& header,
                                                               bool background_threads,
                                                               CommitPipeline* pipeline,
                                                               Journal* journal, CommitLog* log,
                                                               Ledger* ledger, Reader* reader);

  absl::Status Push(std::vector<SnapshotRow> rows) override;
  absl::StatusOr<DriftReport> Finish() override;

 private:
  SnapshotStream(const SnapshotHeader& header, Sequence reflects, bool background_threads,
                 CommitPipeline* pipeline, Journal* journal, CommitLog* log, Ledger* ledger,
                 Reader* reader);

  absl::Status PushBatch(std::vector<SnapshotRow> rows);
  absl::StatusOr<Outcome> ExecuteAndWait(const ApplySnapshot& batch);
  absl::Status ReadHistory();
  absl::Status Flush();
  void Report(const ApplySnapshot& batch, const Entry& entry);
  std::vector<SnapshotRow> RowsLeftOut();

  const SnapshotHeader header_;
  const bool background_threads_;
  CommitPipeline& pipeline_;
  Journal& journal_;
  CommitLog& log_;
  Ledger& ledger_;
  Reader& reader_;

  MovementHistory history_;
  DriftReport report_;
  // Of a full snapshot: what it has named.
  absl::flat_hash_set<std::string> named_positions_;
  absl::flat_hash_set<std::string> named_locations_;
};

}  // namespace atp

#endif  // ATP_ENGINE_SNAPSHOT_STREAM_H_
