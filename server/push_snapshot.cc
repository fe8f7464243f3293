#include "server/push_snapshot.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <memory>

#include "engine/base/mutex.h"
#include "engine/model/error.h"
#include "proto/atp/v1/inventory_service.pb.h"
#include "server/call.h"
#include "server/malformed_requests.h"
#include "server/translate_snapshot.h"

namespace atp {
namespace {

class PushSnapshotReactor final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  PushSnapshotReactor(ServiceParts* parts, grpc::CallbackServerContext* context,
                      grpc::ByteBuffer* response)
      : parts_(*parts), call_(&parts->door, context, "PushSnapshot"), response_(*response) {}

  // Nothing of this object is touched after Finish(): gRPC deletes it as soon as it likes.
  void Start() {
    const absl::StatusOr<Engine*> engine = call_.Enter(parts_.gate);
    absl::Status status = engine.status();
    if (status.ok()) engine_ = *engine;
    if (status.ok() && !parts_.import_threads.TryRun([this] { imported_ = Import(); },
                                                     [this] { Finish(call_.End(imported_)); })) {
      status = MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "",
                         "as many snapshots as can be taken at once are on their way in");
    }
    // With OK the thread finishes the call, and may have done so already.
    if (!status.ok()) Finish(call_.End(status));
  }

  void OnReadDone(bool ok) override {
    MutexLock lock(&mu_);
    is_reading_ = false;
    has_message_ = ok;
    changed_.SignalAll();
  }
  void OnSendInitialMetadataDone(bool ok) override {
    MutexLock lock(&mu_);
    is_sending_ = false;
    is_there_ = ok;
    changed_.SignalAll();
  }
  void OnDone() override { delete this; }

 private:
  absl::Status Import() {
    if (!Read()) return EndOfStream(BadField("SNAPSHOT_HEADER_MISSING", "header", "no header"));
    absl::Status parsed = Parse();
    if (parsed.ok()) parsed = call_.CheckReach(engine_, message_);
    if (!parsed.ok()) return parsed;
    absl::StatusOr<SnapshotHeader> header = ToSnapshotHeader(message_);
    if (!header.ok()) return header.status();
    header->request = call_.MakeRequest(message_.header().request_id());
    const auto import = engine_->BeginSnapshot(*header);
    if (!import.ok()) return InHeader(import.status());
    while (Read()) {
      parsed = Parse();
      if (parsed.ok()) parsed = call_.CheckReach(engine_, message_);
      if (!parsed.ok()) return parsed;
      auto rows = ToSnapshotRows(message_, parts_.lines_max);
      if (!rows.ok()) return rows.status();
      const absl::Status pushed = (*import)->Push(*std::move(rows));
      if (!pushed.ok()) return InHeader(pushed);
    }
    const absl::Status ended = EndOfStream(absl::OkStatus());
    if (!ended.ok()) return ended;
    const absl::StatusOr<DriftReport> report = (*import)->Finish();
    if (!report.ok()) return InHeader(report.status());
    if (!report->repeated) call_.Changed(header->request.request_id, report->last_sequence);
    v1::PushSnapshotResponse response;
    FillReport(*report, &response);
    bool is_own_buffer = false;
    const grpc::Status serialized = grpc::SerializationTraits<v1::PushSnapshotResponse>::Serialize(
        response, &response_, &is_own_buffer);
    return serialized.ok() ? absl::OkStatus() : absl::InternalError(serialized.error_message());
  }

  // Waits for the next message; false at the end, however it came about.
  bool Read() {
    MutexLock lock(&mu_);
    is_reading_ = true;
    StartRead(&bytes_);
    while (is_reading_) changed_.Wait(&mu_);
    return has_message_;
  }

  absl::Status Parse() {
    const grpc::Status status =
        grpc::SerializationTraits<v1::PushSnapshotRequest>::Deserialize(&bytes_, &message_);
    return status.ok() ? absl::OkStatus() : MalformedError();
  }

  // A stream that broke off is no complete snapshot: positions it did not get to are not zero.
  // Reads end alike in both cases, and IsCancelled() may be late to know. But on a stream that is
  // broken no headers can be sent, and this one has not sent any so far.
  absl::Status EndOfStream(absl::Status if_complete) {
    if (SendHeaders()) return if_complete;
    return absl::CancelledError("the stream broke off; batches that were pushed stay");
  }

  // False: the stream is broken.
  bool SendHeaders() {
    MutexLock lock(&mu_);
    is_sending_ = true;
    StartSendInitialMetadata();
    while (is_sending_) changed_.Wait(&mu_);
    return is_there_;
  }

  ServiceParts& parts_;
  Call call_;
  grpc::ByteBuffer& response_;

  // Written by gRPC while is_reading_, else the worker's.
  grpc::ByteBuffer bytes_;
  Engine* engine_ = nullptr;  // set before the worker begins
  // The worker's.
  v1::PushSnapshotRequest message_;
  absl::Status imported_;

  Mutex mu_;
  CondVar changed_;
  bool is_reading_ ATP_GUARDED_BY(mu_) = false;
  bool has_message_ ATP_GUARDED_BY(mu_) = false;
  bool is_sending_ ATP_GUARDED_BY(mu_) = false;
  bool is_there_ ATP_GUARDED_BY(mu_) = false;
};

}  // namespace

grpc::ServerReadReactor<grpc::ByteBuffer>* StartPushSnapshot(ServiceParts* parts,
                                                             grpc::CallbackServerContext* context,
                                                             grpc::ByteBuffer* response) {
  auto* const reactor = new PushSnapshotReactor(parts, context, response);
  reactor->Start();
  return reactor;
}

}  // namespace atp
