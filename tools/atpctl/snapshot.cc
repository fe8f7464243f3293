#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/time_util.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "tools/atpctl/arguments.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/snapshot_rows.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

constexpr uint64_t kRowsBetweenProgress = 100'000;
constexpr size_t kBadRowsShown = 1000;

struct PushFlags {
  std::string file;
  std::string source = "atpctl";
  std::string snapshot_id;
  std::string reflects = "now";
  bool is_full = false;
  int batch = 1000;
};

// "dir/stock.csv" -> "stock.csv"
std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// What the count already contains. "now" asks the server where it is: its clock and ours may
// differ.
int SetReflects(const std::string& reflects, v1::PushSnapshotRequest::Header* header,
                Session& session) {
  const auto sequence = ParseQuantity(reflects);
  if (sequence.ok()) {
    header->set_reflects_sequence(*sequence);
    return kOk;
  }
  if (reflects != "now") {
    if (google::protobuf::util::TimeUtil::FromString(reflects, header->mutable_reflects_time())) {
      return kOk;
    }
    return session.Usage(absl::InvalidArgumentError(
        "--reflects is now, a sequence, or a time such as 2026-11-23T08:00:00Z"));
  }
  v1::GetStatusResponse status;
  const int code = session.Call(*v1::AdminService::NewStub(session.channel()),
                                &v1::AdminService::Stub::GetStatus, {}, &status);
  if (code != kOk) return code;
  header->set_reflects_sequence(status.durable_sequence());
  // Later "now" would be another one, and so the push another request.
  session.RepeatWith(absl::StrCat("--reflects ", status.durable_sequence()));
  return kOk;
}

// Streams one file, and remembers which line each pushed row was.
class Push {
 public:
  Push(const PushFlags& flags, Session& session, SnapshotRows* rows)
      : flags_(flags), session_(session), rows_(*rows) {}

  int Run(const v1::PushSnapshotRequest::Header& header) {
    grpc::ClientContext context;
    session_.Prepare(&context, /*has_deadline=*/false);
    const auto stub = v1::InventoryService::NewStub(session_.channel());
    const auto writer = stub->PushSnapshot(&context, &report_);
    v1::PushSnapshotRequest message;
    *message.mutable_header() = header;
    bool is_open = writer->Write(message);
    while (is_open && FillBatch(message.mutable_rows())) is_open = writer->Write(message);
    // A file that breaks off must not count as whole: the zeros of a full snapshot would be wrong.
    if (is_open && !rows_.status().ok()) {
      context.TryCancel();
      writer->Finish();
      return session_.Usage(rows_.status());
    }
    if (is_open) writer->WritesDone();
    const int code = session_.Explain(writer->Finish());
    if (code != kOk) return code;
    Progress();
    Report();
    return set_aside_.empty() && report_.set_aside_count() == 0 ? kOk : kAnswerIsNo;
  }

 private:
  // The next rows of the file; false if there are none.
  bool FillBatch(v1::PushSnapshotRequest::Rows* batch) {
    batch->Clear();
    SnapshotRows::Row row;
    while (batch->rows_size() < flags_.batch && rows_.Next(&row)) {
      auto* added = batch->add_rows();
      added->set_item(row.item);
      added->set_location(row.location);
      added->set_on_hand(row.on_hand);
      line_of_row_.push_back(row.line);
      if (line_of_row_.size() % kRowsBetweenProgress == 0) Progress();
    }
    return batch->rows_size() > 0;
  }

  void Progress() {
    const LineSource& lines = rows_.lines();
    session_.err() << "snapshot: " << line_of_row_.size() << " rows";
    if (lines.file_bytes() > 0) {
      session_.err() << ", " << lines.file_bytes_read() * 100 / lines.file_bytes() << " % of "
                     << Printable(flags_.file);
    }
    session_.err() << std::endl;
  }

  void Report() {
    set_aside_ = rows_.bad_rows();
    for (const auto& row : report_.set_aside()) {
      const auto index = static_cast<size_t>(row.row());
      set_aside_.push_back({index < line_of_row_.size() ? line_of_row_[index] : 0, row.reason()});
    }
    std::sort(set_aside_.begin(), set_aside_.end(),
              [](const BadRow& a, const BadRow& b) { return a.line < b.line; });
    if (session_.is_json()) {
      ReportJson();
    } else {
      ReportTable();
    }
  }

  void ReportJson() {
    nlohmann::json lines = nlohmann::json::array();
    for (size_t i = 0; i < std::min(set_aside_.size(), kBadRowsShown); ++i) {
      lines.push_back({{"line", set_aside_[i].line}, {"reason", set_aside_[i].reason}});
    }
    session_.PrintJson(report_, {{"lines_set_aside", lines},
                                 {"malformed_count", std::to_string(rows_.bad_rows().size())}});
  }

  void ReportTable() {
    std::ostream& out = session_.out();
    Table totals({"DRIFT REPORT", "VALUE"});
    totals.Add("rows pushed", report_.row_count());
    totals.Add("positions set", report_.set_count());
    totals.Add("positions unchanged", report_.unchanged_count());
    totals.Add("rows set aside by the server", report_.set_aside_count());
    totals.Add("rows malformed in the file", rows_.bad_rows().size());
    totals.Add("sum of differences", report_.drift_net());
    totals.Add("sum of absolute differences", report_.drift_absolute());
    totals.Add("reflects sequence", report_.reflects_sequence());
    totals.Add("complete at sequence", report_.sequence());
    totals.Print(out);
    if (report_.largest_size() > 0) {
      Table largest({"LARGEST DIFFERENCES", "LOCATION", "BEFORE", "AFTER", "DIFFERENCE"});
      for (const auto& drift : report_.largest()) {
        largest.Add(drift.item(), drift.location(), drift.before(), drift.after(),
                    drift.after() - drift.before());
      }
      largest.Print(out);
    }
    if (!set_aside_.empty()) {
      Table aside({"SET ASIDE: LINE", "REASON"});
      for (size_t i = 0; i < std::min(set_aside_.size(), kBadRowsShown); ++i) {
        aside.Add(set_aside_[i].line, set_aside_[i].reason);
      }
      aside.Print(out);
    }
    session_.PrintChangeFooter(report_.sequence(), report_.is_repeat());
  }

  const PushFlags& flags_;
  Session& session_;
  SnapshotRows& rows_;
  std::vector<uint64_t> line_of_row_;
  std::vector<BadRow> set_aside_;
  v1::PushSnapshotResponse report_;
};

int PushSnapshot(const PushFlags& flags, Session& session) {
  if (session.globals().validate_only) {
    return session.Usage(absl::InvalidArgumentError("a snapshot cannot be --validate-only"));
  }
  const auto rows = SnapshotRows::Open(flags.file);
  if (!rows.ok()) return session.Usage(rows.status());
  v1::PushSnapshotRequest::Header header;
  header.set_request_id(session.request_id());
  header.set_source(flags.source);
  header.set_snapshot_id(flags.snapshot_id.empty() ? BaseName(flags.file) : flags.snapshot_id);
  header.set_is_full(flags.is_full);
  const int code = SetReflects(flags.reflects, &header, session);
  if (code != kOk) return code;
  return Push(flags, session, rows->get()).Run(header);
}

}  // namespace

void AddSnapshotCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun = app->add_subcommand("snapshot", "Stock counts of an ERP");
  noun->require_subcommand(1);
  CLI::App* push = noun->add_subcommand(
      "push", "Stream a CSV file (plain, .gz, .zst) with the columns item, location, on_hand");
  const auto flags = std::make_shared<PushFlags>();
  push->add_option("file", flags->file, "The file; - is standard input")->required();
  push->add_option("--source", flags->source,
                   "Who counts; snapshots of one source must not go back")
      ->capture_default_str();
  push->add_option("--id", flags->snapshot_id,
                   "The source's name of it (default: the file's name)");
  push->add_option("--reflects", flags->reflects,
                   "What the count contains already: now, a sequence, or a time")
      ->capture_default_str();
  push->add_flag("--full", flags->is_full,
                 "Positions left out at the locations it names are empty");
  push->add_option("--batch", flags->batch, "Rows sent at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  push->callback(
      [flags, chosen] { *chosen = [flags](Session& s) { return PushSnapshot(*flags, s); }; });
}

}  // namespace atp
