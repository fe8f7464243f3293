#include "tests/fuzz/proofs.h"

#include <cstdio>
#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "tools/audit/audit.h"
#include "tools/audit/offline_data.h"

namespace atp::fuzz {

void ProveError(const absl::Status& status) {
  const bool is_ours = status.code() != absl::StatusCode::kInternal &&
                       status.code() != absl::StatusCode::kUnknown &&
                       status.code() != absl::StatusCode::kDataLoss;
  if (!ErrorReason(status).empty() && is_ours) return;
  std::fprintf(stderr, "an error that says too little: %s\n", status.ToString().c_str());
  ATP_CHECK(false);
}

void ProveAnswer(const v1::BatchItem& asked, const Outcome& outcome) {
  const Entry& entry = outcome.entry;
  if (entry.cause == Cause::kRefuse) {
    for (const LineEffect& line : entry.lines) ATP_CHECK(line.quantity >= 0);
    ATP_CHECK(entry.postings.empty());
    return;
  }
  if (entry.cause != Cause::kReserve || outcome.repeated) return;
  if (asked.reserve().mode() != v1::ReserveRequest::MODE_UNSPECIFIED &&
      asked.reserve().mode() != v1::ReserveRequest::ALL_OR_NOTHING) {
    return;
  }
  for (const LineEffect& line : entry.lines) ATP_CHECK(line.backordered == 0);
}

void ProveLedger(MemoryDisk* disk) {
  OfflineData data(std::make_unique<MemoryStore>(disk));
  KeyNames names;
  const auto checkpoint = data.ReadCheckpoint(&names);
  ATP_CHECK(checkpoint.ok());
  uint64_t violations = 0;
  Audit audit([&](const Violation& violation) {
    ++violations;
    std::fprintf(stderr, "%s at %llu: %s\n", violation.rule.c_str(),
                 static_cast<unsigned long long>(violation.sequence), violation.detail.c_str());
  });
  for (const CheckpointedShard& shard : *checkpoint) audit.Expect(shard);
  const auto reader = JournalReader::Open(&data.store(), 1);
  ATP_CHECK(reader.ok());
  for (Entry entry; (*reader)->Next(&entry);) audit.Take(entry);
  ATP_CHECK((*reader)->status().ok());
  audit.Finish();
  ATP_CHECK(violations == 0);
}

}  // namespace atp::fuzz
