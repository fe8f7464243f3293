#include "tools/atpbench/bench.h"

#include <grpcpp/grpcpp.h>
#include <stdlib.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "tools/atpbench/batched_driver.h"
#include "tools/atpbench/books.h"
#include "tools/atpbench/erp.h"
#include "tools/atpbench/followers.h"
#include "tools/atpbench/load_run.h"
#include "tools/atpbench/machine.h"
#include "tools/atpbench/process_use.h"
#include "tools/atpbench/progress.h"
#include "tools/atpbench/push_count.h"
#include "tools/atpbench/server_process.h"
#include "tools/atpbench/timer.h"
#include "tools/atpbench/unary_driver.h"

namespace atp {
namespace {

constexpr double kNanosPerSecond = 1e9;

int64_t ToNanos(double seconds) { return static_cast<int64_t>(seconds * kNanosPerSecond); }

absl::StatusOr<v1::GetStatusResponse> StatusOf(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::AdminService::NewStub(channel)->GetStatus(&context, {}, &response);
  if (status.ok()) return response;
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      absl::StrCat("asking the server how it is: ", status.error_message()));
}

// Of the time that an operation has: see BenchOptions::wait_share.
double WaitShare(const BenchOptions& options) {
  // Who is patient is not turned away: a closed loop would ask again at once, and again.
  if (options.deadline_ms == 0) return std::numeric_limits<double>::infinity();
  if (options.wait_share > 0) return options.wait_share;
  return options.is_batched ? BatchedDriverOptions().wait_share : UnaryDriverOptions().wait_share;
}

// The directory of a server of our own, deleted at the end unless it was given.
class WorkDirectory {
 public:
  explicit WorkDirectory(const std::string& given) : path_(given), is_ours_(given.empty()) {
    if (!is_ours_) {
      std::filesystem::create_directories(path_);
      return;
    }
    path_ = (std::filesystem::temp_directory_path() / "atpbench-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~WorkDirectory() {
    std::error_code error;
    if (is_ours_ && !path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  const bool is_ours_;
};

class Bench {
 public:
  Bench(const BenchOptions& options, std::ostream* progress)
      : options_(options), progress_(*progress), directory_(options.directory) {
    report_.options = options;
    report_.machine = DescribeMachine();
  }

  absl::StatusOr<Report> Run() {
    if (absl::Status status = Connect(); !status.ok()) return status;
    if (absl::Status status = PushOpeningStock(); !status.ok()) return status;
    if (absl::Status status = Play(); !status.ok()) return status;
    if (server_ != nullptr && options_.measures_recovery) {
      if (absl::Status status = Recover(); !status.ok()) return status;
    }
    return std::move(report_);
  }

 private:
  absl::Status Connect() {
    auto credentials = client::MakeCredentials(options_.credentials);
    if (!credentials.ok()) return credentials.status();
    endpoint_ = {options_.target, *std::move(credentials)};
    if (options_.target.empty()) {
      if (absl::Status status = StartServer(); !status.ok()) return status;
      report_.server.emplace();
      report_.server->resident_empty_bytes = UseOfServer().resident_bytes;
    }
    channel_ = ConnectTo(endpoint_, options_.connections);
    const auto status = StatusOf(channel_);
    if (!status.ok()) return status.status();
    report_.server_version = status->version();
    return absl::OkStatus();
  }

  absl::Status StartServer() {
    ServerProcess::Options options;
    options.binary = options_.atpd;
    options.data_dir = DataDirectory();
    options.log = directory_.path() + "/atpd.log";
    options.flags = options_.atpd_flags;
    options.credentials = endpoint_.credentials;
    auto server = ServerProcess::Start(options);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    endpoint_ = server_->endpoint();
    return absl::OkStatus();
  }

  absl::Status PushOpeningStock() {
    progress_ << "opening stock: " << options_.catalogue.positions() << " positions\n";
    const auto before = StatusOf(channel_);
    if (!before.ok()) return before.status();
    SnapshotOptions snapshot;
    snapshot.name = absl::StrCat(options_.run, "-opening");
    snapshot.on_hand = options_.stock;
    snapshot.reflects = before->durable_sequence();
    const int64_t start = timer_.Now();
    const auto pushed = PushCount(channel_, options_.catalogue, snapshot);
    if (!pushed.ok()) return pushed.status();
    opening_sequence_ = static_cast<int64_t>(*pushed);
    report_.opening = {1, options_.catalogue.positions(),
                       static_cast<double>(timer_.Now() - start) / kNanosPerSecond};
    if (server_ != nullptr) {
      report_.server->resident_loaded_bytes = UseOfServer().resident_bytes;
    }
    return absl::OkStatus();
  }

  absl::Status Play() {
    WorkloadOptions wanted;
    wanted.seed = options_.seed;
    wanted.run = options_.run;
    wanted.mix = options_.mix;
    wanted.basket_lines_max = options_.basket_lines_max;
    wanted.hold_seconds = options_.hold_seconds;
    Workload workload(wanted, options_.scenario, options_.catalogue);
    Books books(options_.stock);
    const int64_t written_before = UseOfServer().written_bytes;

    LoadOptions load;
    load.rate = options_.rate;
    load.in_flight = options_.in_flight;
    load.operations = options_.operations;
    if (options_.deadline_ms > 0) load.patience = options_.deadline_ms * 1'000'000;
    load.start = timer_.Now();
    const int64_t measure_from = load.start + ToNanos(options_.warm_up_seconds);
    load.duration = ToNanos(options_.warm_up_seconds + options_.seconds);
    Recorder recorder(load.start, measure_from, load.start + load.duration);
    const double wait_share = WaitShare(options_);
    const std::unique_ptr<Driver> driver =
        options_.is_batched
            ? MakeBatchedDriver({endpoint_, options_.connections, wait_share}, options_.catalogue)
            : MakeUnaryDriver({endpoint_, options_.connections, options_.threads, wait_share},
                              options_.catalogue);
    StartCompany(load, &books);
    Progress line({load.start, measure_from, server_ == nullptr ? 0 : server_->pid()}, &recorder,
                  &timer_, &progress_);
    LoadRun(load, &workload, driver.get(), &recorder, &books, &timer_).Run();

    report_.measured_seconds = static_cast<double>(timer_.Now() - measure_from) / kNanosPerSecond;
    const BusyCores busy = line.Finish();
    report_.client_busy_cores = busy.client;
    report_.recording = recorder.Take();
    const absl::Status company = EndCompany();
    if (!company.ok()) return company;
    progress_ << "settling the books\n";
    report_.books = books.Close();
    if (server_ == nullptr) return absl::OkStatus();
    const auto after = StatusOf(channel_);
    if (!after.ok()) return after.status();
    report_.server->busy_cores = busy.server;
    report_.server->changes = after->durable_sequence() - opening_sequence_;
    report_.server->resident_end_bytes = UseOfServer().resident_bytes;
    report_.server->written_bytes = UseOfServer().written_bytes - written_before;
    report_.server->directory_bytes = DirectoryBytes(DataDirectory());
    report_.server->recovered_entries = after->durable_sequence() - after->checkpointed_sequence();
    return absl::OkStatus();
  }

  // What else goes on.
  void StartCompany(const LoadOptions& load, Books* books) {
    const Scenario& scenario = options_.scenario;
    if (scenario.pushes_snapshots || scenario.erp_maintenance) {
      ErpOptions erp;
      erp.run = options_.run;
      erp.stock = options_.stock;
      erp.opening = static_cast<uint64_t>(opening_sequence_);
      erp.start = load.start;
      erp.duration = load.duration;
      erp.has_maintenance = scenario.erp_maintenance;
      erp_ = std::make_unique<Erp>(erp, channel_, options_.catalogue, books, &timer_);
    }
    if (scenario.subscribers > 0) {
      followers_ = std::make_unique<Followers>(endpoint_, scenario.subscribers,
                                               static_cast<uint64_t>(opening_sequence_));
    }
  }

  absl::Status EndCompany() {
    if (erp_ != nullptr) {
      const absl::StatusOr<PushUse> pushed = erp_->Finish();
      if (!pushed.ok()) return pushed.status();
      report_.pushes = *pushed;
    }
    if (followers_ == nullptr) return absl::OkStatus();
    const auto status = StatusOf(channel_);
    if (!status.ok()) return status.status();
    report_.follow = followers_->FinishAt(static_cast<uint64_t>(status->durable_sequence()));
    return absl::OkStatus();
  }

  absl::Status Recover() {
    progress_ << "killing the server and starting it again\n";
    server_->Kill();
    if (absl::Status status = StartServer(); !status.ok()) return status;
    report_.server->recovery_seconds = server_->seconds_to_serve();
    return absl::OkStatus();
  }

  std::string DataDirectory() const { return directory_.path() + "/data"; }

  ProcessUse UseOfServer() const {
    return server_ == nullptr ? ProcessUse() : ReadProcessUse(server_->pid());
  }

  const BenchOptions options_;
  std::ostream& progress_;
  const WorkDirectory directory_;  // outlives the server
  SteadyTimer timer_;
  std::unique_ptr<ServerProcess> server_;
  Endpoint endpoint_;
  std::shared_ptr<grpc::Channel> channel_;
  int64_t opening_sequence_ = 0;
  std::unique_ptr<Erp> erp_;
  std::unique_ptr<Followers> followers_;
  Report report_;
};

}  // namespace

absl::StatusOr<Report> RunBench(const BenchOptions& options, std::ostream* progress) {
  return Bench(options, progress).Run();
}

}  // namespace atp
