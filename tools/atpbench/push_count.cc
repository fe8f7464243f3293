#include "tools/atpbench/push_count.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"

namespace atp {
namespace {

constexpr uint32_t kRowsAtOnce = 1000;  // as many as the server takes
constexpr char kSource[] = "atpbench";

}  // namespace

absl::StatusOr<uint64_t> PushCount(const std::shared_ptr<grpc::Channel>& channel,
                                   const Catalogue& catalogue, const SnapshotOptions& options) {
  const auto stub = v1::InventoryService::NewStub(channel);
  grpc::ClientContext context;
  v1::PushSnapshotResponse report;
  const auto writer = stub->PushSnapshot(&context, &report);
  v1::PushSnapshotRequest message;
  auto* const header = message.mutable_header();
  header->set_request_id(options.name);
  header->set_source(kSource);
  header->set_snapshot_id(options.name);
  header->set_reflects_sequence(options.reflects);
  bool is_open = writer->Write(message);
  const uint32_t positions = catalogue.positions();
  for (uint32_t begin = 0; is_open && begin < positions; begin += kRowsAtOnce) {
    auto* const rows = message.mutable_rows();
    rows->clear_rows();
    const uint32_t end = std::min(positions, begin + kRowsAtOnce);
    for (uint32_t position = begin; position < end; ++position) {
      auto* const row = rows->add_rows();
      row->set_item(catalogue.ItemOf(position));
      row->set_location(catalogue.LocationOf(position));
      row->set_on_hand(options.on_hand);
    }
    is_open = writer->Write(message);
  }
  // A stream that broke says why in Finish().
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        absl::StrCat("pushing a count: ", status.error_message()));
  }
  if (report.set_aside_count() > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the server set aside ", report.set_aside_count(), " rows of a count"));
  }
  return static_cast<uint64_t>(report.sequence());
}

}  // namespace atp
