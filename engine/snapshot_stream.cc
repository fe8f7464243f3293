#include "engine/snapshot_stream.h"

#include <algorithm>
#include <future>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/checked_math.h"
#include "engine/base/hash.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "engine/snapshot_summary.h"

namespace atp {
namespace {

constexpr size_t kRowsPerEntry = 1000;
constexpr size_t kLargestMax = 20;
constexpr size_t kSetAsideMax = 1000;

// One string for both keys; neither contains a control character.
std::string PositionName(const std::string& item, const std::string& location) {
  return absl::StrCat(item, std::string(1, '\0'), location);
}

Quantity Drift(const DriftReport::Row& row) { return std::abs(row.after - row.before); }

absl::StatusOr<Sequence> ReflectedSequence(const SnapshotHeader& header, const Journal& journal,
                                           CommitLog* log) {
  if (header.reflects_sequence.has_value() == header.reflects_time.has_value()) {
    return BadField("FIELD_OUT_OF_RANGE", "reflects",
                    "a snapshot says what it reflects: a sequence or a time");
  }
  if (header.reflects_time.has_value()) return LastSequenceAt(log, *header.reflects_time);
  if (*header.reflects_sequence > journal.durable()) {
    return MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_YET", "reflects",
                     absl::StrCat("reflects sequence ", *header.reflects_sequence, "; the last is ",
                                  journal.durable()));
  }
  return *header.reflects_sequence;
}

// Of the header as it came: a repeat must reflect the same, whatever that comes to by now. On disk,
// so it must stay what it is.
uint64_t FingerprintOf(const SnapshotHeader& header) {
  constexpr uint64_t kNoAction = 1000;  // Fingerprint() of an action uses the action's number
  std::string bytes;
  PutString(&bytes, header.source);
  PutString(&bytes, header.snapshot_id);
  PutVarint(&bytes, header.is_full);
  PutVarint(&bytes, header.reflects_sequence.has_value());
  PutVarint(&bytes, header.reflects_sequence.value_or(0));
  PutSigned(&bytes, header.reflects_time.value_or(0));
  return Hash64(bytes, kNoAction);
}

absl::Status CheckKeys(const SnapshotHeader& header) {
  if (header.request.request_id.empty()) {
    return BadField("REQUEST_ID_MISSING", "request_id", "every change carries a request id");
  }
  for (const auto& [key, field] :
       {std::pair(&header.request.request_id, "request_id"), std::pair(&header.source, "source"),
        std::pair(&header.snapshot_id, "snapshot_id")}) {
    const absl::Status checked = CheckKey(*key, field);
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

// The first report, from the entry that ended the snapshot.
absl::StatusOr<DriftReport> ReportAgain(const Entry& end) {
  std::optional<DriftReport> report = ParseSummary(end.note);
  if (!report.has_value()) {
    return MakeError(absl::StatusCode::kDataLoss, "JOURNAL_DAMAGED", "",
                     absl::StrCat("entry ", end.sequence, " ends a snapshot without its summary"));
  }
  report->reflects = end.reflects;
  report->last_sequence = end.sequence;
  report->repeated = true;
  return *std::move(report);
}

// Calls start(done) and waits until `done` was called; nullopt if `start` says that it will not be.
template <typename Start>
std::optional<absl::StatusOr<Outcome>> Await(bool background_threads, Journal* journal,
                                             const Start& start) {
  std::promise<absl::StatusOr<Outcome>> promise;
  auto future = promise.get_future();
  const bool is_taken =
      start([&](absl::StatusOr<Outcome> outcome) { promise.set_value(std::move(outcome)); });
  if (!is_taken) return std::nullopt;
  if (!background_threads) {
    while (journal->Pump()) {
    }
  }
  return future.get();
}

// A snapshot that came to its end before.
class RepeatedSnapshot final : public SnapshotImport {
 public:
  explicit RepeatedSnapshot(DriftReport report) : report_(std::move(report)) {}

  absl::Status Push(std::vector<SnapshotRow>) override { return absl::OkStatus(); }
  absl::StatusOr<DriftReport> Finish() override { return report_; }

 private:
  const DriftReport report_;
};

absl::StatusOr<std::unique_ptr<SnapshotImport>> Repeat(const absl::StatusOr<Outcome>& end) {
  if (!end.ok()) return end.status();
  absl::StatusOr<DriftReport> report = ReportAgain(end->entry);
  if (!report.ok()) return report.status();
  return std::make_unique<RepeatedSnapshot>(*std::move(report));
}

}  // namespace

SnapshotStream::SnapshotStream(SnapshotHeader header, Sequence reflects, bool background_threads,
                               CommitPipeline* pipeline, Journal* journal, CommitLog* log,
                               Ledger* ledger, Reader* reader)
    : header_(std::move(header)),
      background_threads_(background_threads),
      pipeline_(*pipeline),
      journal_(*journal),
      log_(*log),
      ledger_(*ledger),
      reader_(*reader) {
  history_.reflects = reflects;
  history_.scanned_to = reflects;
  report_.reflects = reflects;
}

absl::StatusOr<std::unique_ptr<SnapshotImport>> SnapshotStream::Begin(
    SnapshotHeader header, bool background_threads, CommitPipeline* pipeline, Journal* journal,
    CommitLog* log, Ledger* ledger, Reader* reader) {
  const absl::Status checked = CheckKeys(header);
  if (!checked.ok()) return checked;
  header.request.fingerprint = FingerprintOf(header);
  const auto early = Await(background_threads, journal, [&](CommitPipeline::Done done) {
    return pipeline->AnswerEarly(header.request, std::move(done));
  });
  if (early.has_value()) return Repeat(*early);
  const auto reflects = ReflectedSequence(header, *journal, log);
  if (!reflects.ok()) return reflects.status();
  Sequence last = 0;
  {
    const ShardSet home = ShardSet::Of(ledger->ShardOf(header.source));
    const ShardLock lock(ledger, home, ShardLock::Mode::kShared);
    last = ledger->shard(ledger->ShardOf(header.source)).SnapshotReflects(header.source);
  }
  if (*reflects < last) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SNAPSHOT_OLDER", "reflects",
                     absl::StrCat("reflects sequence ", *reflects, "; \"", header.source,
                                  "\" has sent one that reflects ", last));
  }
  if (log->OldestSequence() > *reflects + 1) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "SEQUENCE_TRIMMED", "reflects",
        absl::StrCat("what moved after sequence ", *reflects,
                     " is no longer in the journal, which begins at ", log->OldestSequence()));
  }
  return std::unique_ptr<SnapshotImport>(new SnapshotStream(
      std::move(header), *reflects, background_threads, pipeline, journal, log, ledger, reader));
}

absl::Status SnapshotStream::Push(std::vector<SnapshotRow> rows) {
  for (size_t first = 0; first < rows.size(); first += kRowsPerEntry) {
    const size_t last = std::min(rows.size(), first + kRowsPerEntry);
    const absl::Status pushed =
        PushBatch(std::vector<SnapshotRow>(std::make_move_iterator(rows.begin() + first),
                                           std::make_move_iterator(rows.begin() + last)));
    if (!pushed.ok()) return pushed;
  }
  return absl::OkStatus();
}

ApplySnapshot SnapshotStream::Batch(std::vector<SnapshotRow> rows) const {
  return {header_.source, header_.snapshot_id, history_.reflects, std::move(rows)};
}

absl::Status SnapshotStream::PushBatch(std::vector<SnapshotRow> rows) {
  const ApplySnapshot batch = Batch(std::move(rows));
  RequestContext request = header_.request;
  request.request_id.clear();
  while (true) {
    const auto outcome = ExecuteAndWait(request, batch, "");
    if (outcome.ok()) {
      Report(batch, outcome->entry);
      return absl::OkStatus();
    }
    if (outcome.status().code() != absl::StatusCode::kAborted) return outcome.status();
    const absl::Status read = ReadHistory();
    if (!read.ok()) return read;
  }
}

absl::StatusOr<Outcome> SnapshotStream::ExecuteAndWait(const RequestContext& request,
                                                       const ApplySnapshot& batch,
                                                       std::string note) {
  Command command;
  command.request = request;
  command.action = batch;
  const SnapshotPart part{&history_, std::move(note)};
  return *Await(background_threads_, &journal_, [&](CommitPipeline::Done done) {
    pipeline_.Execute(std::move(command), &part, std::move(done));
    return true;
  });
}

absl::Status SnapshotStream::Flush() {
  if (!background_threads_) {
    while (journal_.Pump()) {
    }
  }
  return journal_.Flush();
}

absl::Status SnapshotStream::ReadHistory() {
  const absl::Status flushed = Flush();
  if (!flushed.ok()) return flushed;
  const auto reader = JournalReader::Open(&log_, history_.scanned_to + 1);
  if (!reader.ok()) return reader.status();
  Entry entry;
  while ((*reader)->Next(&entry)) {
    if (entry.sequence <= history_.scanned_to) continue;
    if (entry.sequence != history_.scanned_to + 1) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "SEQUENCE_TRIMMED", "reflects",
                       "the journal was trimmed while the snapshot came in");
    }
    for (const Posting& posting : entry.postings) {
      if (posting.change.moved == 0) continue;
      history_.moved_at.try_emplace(posting.position, posting.before.moved);
    }
    history_.scanned_to = entry.sequence;
  }
  return (*reader)->status();
}

void SnapshotStream::Report(const ApplySnapshot& batch, const Entry& entry) {
  size_t posting = 0;
  size_t set_aside = 0;
  for (uint32_t i = 0; i < batch.rows.size(); ++i) {
    const SnapshotRow& row = batch.rows[i];
    if (header_.is_full) {
      named_positions_.insert(PositionName(row.item, row.location));
      named_locations_.insert(row.location);
    }
    if (set_aside < entry.set_aside.size() && entry.set_aside[set_aside].row == i) {
      if (report_.set_aside_rows.size() < kSetAsideMax) {
        report_.set_aside_rows.push_back(
            {report_.rows + i, row.item, row.location, entry.set_aside[set_aside].reason});
      }
      ++report_.set_aside;
      ++set_aside;
      continue;
    }
    const Posting& applied = entry.postings[posting++];
    const DriftReport::Row drift{row.item, row.location, applied.before.on_hand,
                                 applied.After().on_hand};
    if (drift.before == drift.after) {
      ++report_.unchanged;
      continue;
    }
    ++report_.set;
    report_.drift_absolute = AddSaturating(report_.drift_absolute, Drift(drift));
    report_.drift_net = AddSaturating(report_.drift_net, drift.after - drift.before);
    auto& largest = report_.largest;
    const auto at =
        std::upper_bound(largest.begin(), largest.end(), drift,
                         [](const auto& a, const auto& b) { return Drift(a) > Drift(b); });
    largest.insert(at, drift);
    if (largest.size() > kLargestMax) largest.pop_back();
  }
  report_.rows += batch.rows.size();
  report_.last_sequence = entry.sequence;
}

std::vector<SnapshotRow> SnapshotStream::RowsLeftOut() {
  std::vector<SnapshotRow> rows;
  for (uint32_t id = 0; id < ledger_.shard_count(); ++id) {
    reader_.VisitPositions(
        static_cast<ShardId>(id),
        [&](const std::string& item, const std::string& location, const Balances& balances) {
          if (balances.on_hand > 0 && named_locations_.contains(location) &&
              !named_positions_.contains(PositionName(item, location))) {
            rows.push_back({item, location, 0});
          }
        });
  }
  return rows;
}

absl::StatusOr<DriftReport> SnapshotStream::Finish() {
  if (header_.is_full) {
    const absl::Status pushed = Push(RowsLeftOut());
    if (!pushed.ok()) return pushed;
  }
  const auto end = ExecuteAndWait(header_.request, Batch({}), FormatSummary(report_));
  if (!end.ok()) return end.status();
  // The same push may have come twice at once, and the other have been faster.
  if (end->repeated) return ReportAgain(end->entry);
  report_.last_sequence = end->entry.sequence;
  return report_;
}

}  // namespace atp
