#include "tools/atpbench/erp.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "tools/atpbench/push_count.h"

namespace atp {
namespace {

constexpr int64_t kReceiptUnits = 5;
constexpr int64_t kReceiptEveryNanos = 2'000'000;

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

absl::StatusOr<uint64_t> LastSequence(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::AdminService::NewStub(channel)->GetStatus(&context, {}, &response);
  if (!status.ok()) return ToAbsl(status);
  return static_cast<uint64_t>(response.durable_sequence());
}

}  // namespace

Erp::Erp(const ErpOptions& options, std::shared_ptr<grpc::Channel> channel,
         const Catalogue& catalogue, Books* books, Timer* timer)
    : options_(options),
      channel_(std::move(channel)),
      catalogue_(catalogue),
      books_(*books),
      timer_(*timer),
      thread_([this] { options_.has_maintenance ? Maintain() : PushWithoutPause(); }) {}

Erp::~Erp() { Stop(); }

absl::StatusOr<PushUse> Erp::Finish() {
  Stop();
  if (!failure_.ok()) return failure_;
  return use_;
}

void Erp::Stop() {
  is_stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

void Erp::PushWithoutPause() {
  // At least one, however short the run.
  do {
    const absl::StatusOr<uint64_t> now = LastSequence(channel_);
    if (!now.ok()) {
      failure_ = now.status();
      return;
    }
    Push(*now);
  } while (failure_.ok() && !is_stopped_);
}

void Erp::Maintain() {
  const int64_t back = options_.start + options_.duration * 2 / 3;
  uint32_t position = 0;
  // At least one receipt, however short the run.
  do {
    failure_ = Receive(position);
    position = (position + 1) % catalogue_.positions();
    timer_.WaitUntil(timer_.Now() + kReceiptEveryNanos);
  } while (failure_.ok() && !is_stopped_ && timer_.Now() < back);
  // The count it made before it went knows nothing of these receipts.
  if (failure_.ok()) Push(options_.opening);
}

absl::Status Erp::Receive(uint32_t position) {
  v1::ReceiveStockRequest request;
  request.set_request_id(absl::StrCat(options_.run, "-receipt-", ++receipts_));
  auto* const line = request.add_lines();
  line->set_item(catalogue_.ItemOf(position));
  line->set_location(catalogue_.LocationOf(position));
  line->set_quantity(kReceiptUnits);
  grpc::ClientContext context;
  v1::StockChange response;
  const grpc::Status status =
      v1::InventoryService::NewStub(channel_)->ReceiveStock(&context, request, &response);
  if (!status.ok()) return ToAbsl(status);
  books_.NoteReceipt(static_cast<uint64_t>(response.sequence()), position, kReceiptUnits);
  return absl::OkStatus();
}

void Erp::Push(uint64_t reflects) {
  SnapshotOptions snapshot;
  snapshot.name = absl::StrCat(options_.run, "-count-", use_.pushes + 1);
  snapshot.on_hand = options_.stock;
  snapshot.reflects = static_cast<int64_t>(reflects);
  const int64_t begin = timer_.Now();
  failure_ = PushCount(channel_, catalogue_, snapshot).status();
  if (!failure_.ok()) return;
  ++use_.pushes;
  use_.rows += catalogue_.positions();
  use_.seconds += static_cast<double>(timer_.Now() - begin) / 1e9;
}

}  // namespace atp
