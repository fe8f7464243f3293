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
//
//   entry    batch   batch   ...   zeros   end
//   request                                request id, and the report's numbers as its note
//
// The batches are not remembered: on-hand comes out the same however often one is applied. The end
// is, with the header as the request's body. So a snapshot that broke off may be pushed again, and
// one that came to its end gets the first report.
class SnapshotStream final : public SnapshotImport {
 public:
  static absl::StatusOr<std::unique_ptr<SnapshotImport>> Begin(SnapshotHeader header,
                                                               bool background_threads,
                                                               CommitPipeline* pipeline,
                                                               Journal* journal, CommitLog* log,
                                                               Ledger* ledger, Reader* reader);

  absl::Status Push(std::vector<SnapshotRow> rows) override;
  absl::StatusOr<DriftReport> Finish() override;

 private:
  SnapshotStream(SnapshotHeader header, Sequence reflects, bool background_threads,
                 CommitPipeline* pipeline, Journal* journal, CommitLog* log, Ledger* ledger,
                 Reader* reader);

  absl::Status PushBatch(std::vector<SnapshotRow> rows);
  // A batch of these rows; the end has none.
  ApplySnapshot Batch(std::vector<SnapshotRow> rows) const;
  absl::StatusOr<Outcome> ExecuteAndWait(const RequestContext& request, const ApplySnapshot& batch,
                                         std::string note);
  absl::Status ReadHistory();
  absl::Status Flush();
  void Report(const ApplySnapshot& batch, const Entry& entry);
  std::vector<SnapshotRow> RowsLeftOut();

  const SnapshotHeader header_;  // with its fingerprint
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
