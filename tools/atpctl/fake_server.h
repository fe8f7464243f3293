#ifndef ATP_TOOLS_ATPCTL_FAKE_SERVER_H_
#define ATP_TOOLS_ATPCTL_FAKE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "proto/atp/v1/supply_service.grpc.pb.h"

namespace atp {

// A server that remembers the last request and says what a test tells it to.
class FakeServer : public v1::AvailabilityService::Service,
                   public v1::ReservationService::Service,
                   public v1::QuotaService::Service,
                   public v1::InventoryService::Service,
                   public v1::SupplyService::Service,
                   public v1::DeltaService::Service,
                   public v1::AdminService::Service {
 public:
  FakeServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(static_cast<v1::AvailabilityService::Service*>(this));
    builder.RegisterService(static_cast<v1::ReservationService::Service*>(this));
    builder.RegisterService(static_cast<v1::QuotaService::Service*>(this));
    builder.RegisterService(static_cast<v1::InventoryService::Service*>(this));
    builder.RegisterService(static_cast<v1::SupplyService::Service*>(this));
    builder.RegisterService(static_cast<v1::DeltaService::Service*>(this));
    builder.RegisterService(static_cast<v1::AdminService::Service*>(this));
    server_ = builder.BuildAndStart();
  }
  ~FakeServer() override { server_->Shutdown(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // What the last call asked, without its request id.
  std::string last;
  std::string last_request_id;
  std::string last_correlation_id;
  grpc::Status answer;
  v1::CheckAvailabilityResponse check;
  v1::ExplainAvailabilityResponse explain;
  v1::ReserveResponse reserve;
  v1::GetReservationResponse reservation;
  v1::StockChange stock_change;
  v1::QuotaChange quota_change;
  v1::ListQuotasResponse quotas;
  v1::CreateBackupResponse backup;
  std::vector<v1::WatchResponse> events;
  std::vector<v1::PushSnapshotRequest> snapshot;
  grpc::Status push_answer;
  v1::PushSnapshotResponse drift;

  using Context = grpc::ServerContext;

  grpc::Status CreateBackup(Context* c, const v1::CreateBackupRequest* q,
                            v1::CreateBackupResponse* r) override {
    *r = backup;
    return Note(c, *q);
  }
  grpc::Status CheckAvailability(Context* c, const v1::CheckAvailabilityRequest* q,
                                 v1::CheckAvailabilityResponse* r) override {
    *r = check;
    return Note(c, *q);
  }
  grpc::Status ExplainAvailability(Context* c, const v1::ExplainAvailabilityRequest* q,
                                   v1::ExplainAvailabilityResponse* r) override {
    *r = explain;
    return Note(c, *q);
  }
  grpc::Status Reserve(Context* c, const v1::ReserveRequest* q, v1::ReserveResponse* r) override {
    *r = reserve;
    return NoteChange(c, *q);
  }
  grpc::Status Confirm(Context* c, const v1::ConfirmRequest* q, v1::ReservationChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status GetReservation(Context* c, const v1::GetReservationRequest* q,
                              v1::GetReservationResponse* r) override {
    *r = reservation;
    return Note(c, *q);
  }
  grpc::Status Extend(Context* c, const v1::ExtendRequest* q, v1::ReservationChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status Fulfil(Context* c, const v1::FulfilRequest* q, v1::ReservationChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status Release(Context* c, const v1::ReleaseRequest* q, v1::ReservationChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status ChangeQuota(Context* c, const v1::ChangeQuotaRequest* q,
                           v1::QuotaChange* r) override {
    *r = quota_change;
    return NoteChange(c, *q);
  }
  grpc::Status ListQuotas(Context* c, const v1::ListQuotasRequest* q,
                          v1::ListQuotasResponse* r) override {
    *r = quotas;
    return Note(c, *q);
  }
  grpc::Status AdjustStock(Context* c, const v1::AdjustStockRequest* q,
                           v1::StockChange* r) override {
    *r = stock_change;
    return NoteChange(c, *q);
  }
  grpc::Status TransferStock(Context* c, const v1::TransferStockRequest* q,
                             v1::StockChange*) override {
    return NoteChange(c, *q);
  }
  // Three positions, two to a page.
  grpc::Status ListStock(Context* c, const v1::ListStockRequest* q,
                         v1::ListStockResponse* r) override {
    const int first = q->page_token().empty() ? 0 : 2;
    for (int i = first; i < 3 && i < first + std::min(2, q->page_size()); ++i) {
      r->add_stock()->set_item("item" + std::to_string(i));
    }
    if (first == 0) r->set_next_page_token("2");
    return Note(c, *q);
  }
  grpc::Status SetSupply(Context* c, const v1::SetSupplyRequest* q, v1::SupplyChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status ReceiveSupply(Context* c, const v1::ReceiveSupplyRequest* q,
                             v1::SupplyChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status CancelSupply(Context* c, const v1::CancelSupplyRequest* q,
                            v1::SupplyChange*) override {
    return NoteChange(c, *q);
  }
  grpc::Status Watch(Context* c, const v1::WatchRequest* q,
                     grpc::ServerWriter<v1::WatchResponse>* writer) override {
    for (const v1::WatchResponse& event : events) writer->Write(event);
    return Note(c, *q);
  }
  grpc::Status GetStatus(Context*, const v1::GetStatusRequest*, v1::GetStatusResponse* r) override {
    r->set_durable_sequence(77);
    return answer;
  }
  grpc::Status PushSnapshot(Context*, grpc::ServerReader<v1::PushSnapshotRequest>* reader,
                            v1::PushSnapshotResponse* r) override {
    v1::PushSnapshotRequest message;
    while (reader->Read(&message)) snapshot.push_back(message);
    *r = drift;
    return push_answer;
  }

 private:
  template <typename Request>
  grpc::Status Note(Context* context, const Request& request) {
    last = request.ShortDebugString();
    const auto& metadata = context->client_metadata();
    const auto it = metadata.find("x-correlation-id");
    last_correlation_id =
        it == metadata.end() ? "" : std::string(it->second.data(), it->second.size());
    return answer;
  }
  template <typename Request>
  grpc::Status NoteChange(Context* context, Request request) {
    last_request_id = request.request_id();
    request.clear_request_id();
    return Note(context, request);
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_FAKE_SERVER_H_
