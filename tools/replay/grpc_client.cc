#include "tools/replay/grpc_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "proto/atp/v1/supply_service.grpc.pb.h"
#include "tools/replay/patient_caller.h"

namespace atp {
namespace {

constexpr auto kSnapshotTimeout = std::chrono::minutes(10);
constexpr int kPageSize = 1000;
constexpr size_t kSnapshotBatch = 1000;
constexpr char kSource[] = "atpreplay";

std::string DayText(int32_t day) {
  return day == kToday ? "" : absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day);
}

absl::StatusOr<int32_t> ParseDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) {
    return absl::InternalError(absl::StrCat("the server names the day \"", text, "\""));
  }
  return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
}

class GrpcClient final : public LedgerClient {
 public:
  GrpcClient(const GrpcClientOptions& options, const std::shared_ptr<grpc::Channel>& channel)
      : caller_(std::chrono::seconds(options.retry_seconds)),
        admin_(v1::AdminService::NewStub(channel)),
        availability_(v1::AvailabilityService::NewStub(channel)),
        inventory_(v1::InventoryService::NewStub(channel)),
        reservations_(v1::ReservationService::NewStub(channel)),
        supply_(v1::SupplyService::NewStub(channel)) {}

  absl::StatusOr<LedgerState> State() override {
    v1::GetStatusResponse response;
    const absl::Status status = caller_.Call(admin_.get(), &v1::AdminService::Stub::GetStatus,
                                             v1::GetStatusRequest(), &response);
    if (!status.ok()) return status;
    return LedgerState{static_cast<uint64_t>(response.durable_sequence()),
                       static_cast<uint64_t>(response.oldest_sequence())};
  }

  absl::Status Check(const std::vector<RequestLine>& lines) override {
    v1::CheckAvailabilityRequest request;
    for (const RequestLine& line : lines) {
      auto* asked = request.add_lines();
      asked->set_item(line.position.item);
      asked->add_locations(line.position.location);
      asked->set_day(DayText(line.day));
      asked->set_quantity(line.quantity);
    }
    v1::CheckAvailabilityResponse response;
    return caller_.Call(availability_.get(), &v1::AvailabilityService::Stub::CheckAvailability,
                        request, &response);
  }

  absl::StatusOr<ReserveAnswer> Reserve(const std::string& request_id, const std::string& reference,
                                        const std::vector<RequestLine>& lines) override {
    v1::ReserveRequest request;
    request.set_request_id(request_id);
    request.set_mode(v1::ReserveRequest::PARTIAL);
    request.set_reference(reference);
    for (const RequestLine& line : lines) {
      auto* wanted = request.add_lines();
      wanted->set_item(line.position.item);
      wanted->set_location(line.position.location);
      wanted->set_quantity(line.quantity);
      wanted->set_day(DayText(line.day));
    }
    v1::ReserveResponse response;
    const absl::Status status = caller_.Call(
        reservations_.get(), &v1::ReservationService::Stub::Reserve, request, &response);
    if (!status.ok()) return status;
    return ReadReserve(response, lines.size());
  }

  absl::StatusOr<uint64_t> Confirm(const std::string& request_id,
                                   const std::string& reservation) override {
    return Change<v1::ConfirmRequest>(&v1::ReservationService::Stub::Confirm, request_id,
                                      reservation);
  }
  absl::StatusOr<uint64_t> Fulfil(const std::string& request_id,
                                  const std::string& reservation) override {
    return Change<v1::FulfilRequest>(&v1::ReservationService::Stub::Fulfil, request_id,
                                     reservation);
  }
  absl::StatusOr<uint64_t> Release(const std::string& request_id,
                                   const std::string& reservation) override {
    return Change<v1::ReleaseRequest>(&v1::ReservationService::Stub::Release, request_id,
                                      reservation);
  }

  absl::StatusOr<uint64_t> ReturnStock(const std::string& request_id,
                                       const std::vector<RequestLine>& lines) override {
    v1::ReturnStockRequest request;
    request.set_request_id(request_id);
    for (const RequestLine& line : lines) {
      auto* back = request.add_lines();
      back->set_item(line.position.item);
      back->set_location(line.position.location);
      back->set_quantity(line.quantity);
    }
    v1::StockChange response;
    const absl::Status status = caller_.Call(
        inventory_.get(), &v1::InventoryService::Stub::ReturnStock, request, &response);
    if (!status.ok()) return status;
    return response.sequence();
  }

  absl::StatusOr<uint64_t> Announce(const std::string& request_id, const std::string& document,
                                    const std::vector<SupplyRequestLine>& lines) override {
    v1::SetSupplyRequest request;
    request.set_request_id(request_id);
    for (const SupplyRequestLine& line : lines) {
      auto* set = request.add_lines();
      set->set_kind(v1::SupplyKey::COMMITMENT);
      set->set_document(document);
      set->set_line(static_cast<int32_t>(line.line));
      set->set_item(line.position.item);
      set->set_location(line.position.location);
      set->set_quantity(line.quantity);
      set->set_day(DayText(line.day));
      set->set_state(v1::Supply::ACKNOWLEDGED);
    }
    v1::SupplyChange response;
    const absl::Status status =
        caller_.Call(supply_.get(), &v1::SupplyService::Stub::SetSupply, request, &response);
    if (!status.ok()) return status;
    return response.sequence();
  }

  absl::StatusOr<uint64_t> Receive(const std::string& request_id, const std::string& document,
                                   const std::vector<SupplyRequestLine>& lines) override {
    v1::ReceiveSupplyRequest request;
    request.set_request_id(request_id);
    for (const SupplyRequestLine& line : lines) {
      auto* received = request.add_lines();
      received->set_kind(v1::SupplyKey::COMMITMENT);
      received->set_document(document);
      received->set_line(static_cast<int32_t>(line.line));
      received->set_quantity(line.quantity);
    }
    v1::SupplyChange response;
    const absl::Status status =
        caller_.Call(supply_.get(), &v1::SupplyService::Stub::ReceiveSupply, request, &response);
    if (!status.ok()) return status;
    return response.sequence();
  }

  absl::Status PushSnapshot(const std::string& snapshot_id, uint64_t reflects,
                            const std::vector<RequestLine>& rows) override {
    v1::PushSnapshotResponse report;
    const absl::Status status = caller_.Repeat([&](grpc::ClientContext* context) {
      context->set_deadline(std::chrono::system_clock::now() + kSnapshotTimeout);
      return PushOnce(context, snapshot_id, reflects, rows, &report);
    });
    if (!status.ok()) return status;
    if (report.set_aside_count() == 0) return absl::OkStatus();
    const std::string first = report.set_aside_size() == 0
                                  ? ""
                                  : absl::StrCat(", the first ", report.set_aside(0).item(), ": ",
                                                 report.set_aside(0).reason());
    return absl::FailedPreconditionError(absl::StrCat(
        "the server set aside ", report.set_aside_count(), " rows of the opening stock", first));
  }

  absl::StatusOr<std::vector<HoldingRow>> ListStock() override {
    std::vector<HoldingRow> rows;
    v1::ListStockRequest request;
    request.set_page_size(kPageSize);
    const absl::Status status = caller_.EachPage<v1::ListStockResponse>(
        inventory_.get(), &v1::InventoryService::Stub::ListStock, &request,
        [&](const v1::ListStockResponse& page) {
          for (const v1::Stock& stock : page.stock()) {
            rows.push_back({{stock.item(), stock.location()},
                            stock.balances().on_hand(),
                            stock.balances().reserved(),
                            0});
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return rows;
  }

  absl::StatusOr<std::vector<HoldingRow>> ListOpenSupply() override {
    std::vector<HoldingRow> rows;
    v1::ListSupplyRequest request;
    request.set_page_size(kPageSize);
    const absl::Status status = caller_.EachPage<v1::ListSupplyResponse>(
        supply_.get(), &v1::SupplyService::Stub::ListSupply, &request,
        [&](const v1::ListSupplyResponse& page) {
          for (const v1::Supply& supply : page.supply()) {
            const absl::StatusOr<int32_t> day = ParseDay(supply.day());
            if (!day.ok()) return day.status();
            rows.push_back({{supply.item(), supply.location()}, supply.open(), 0, *day});
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return rows;
  }

  absl::StatusOr<std::vector<HoldingRow>> ListOpenPromises() override {
    std::vector<HoldingRow> rows;
    for (const v1::Reservation::State state : {v1::Reservation::HELD, v1::Reservation::CONFIRMED}) {
      v1::ListReservationsRequest request;
      request.set_page_size(kPageSize);
      request.set_state(state);
      const absl::Status status = caller_.EachPage<v1::ListReservationsResponse>(
          reservations_.get(), &v1::ReservationService::Stub::ListReservations, &request,
          [&](const v1::ListReservationsResponse& page) { return AddPromises(page, &rows); });
      if (!status.ok()) return status;
    }
    return rows;
  }

 private:
  template <typename Request>
  absl::StatusOr<uint64_t> Change(grpc::Status (v1::ReservationService::Stub::*method)(
                                      grpc::ClientContext*, const Request&, v1::ReservationChange*),
                                  const std::string& request_id, const std::string& reservation) {
    Request request;
    request.set_request_id(request_id);
    request.set_reservation_id(reservation);
    v1::ReservationChange response;
    const absl::Status status = caller_.Call(reservations_.get(), method, request, &response);
    if (!status.ok()) return status;
    return response.sequence();
  }

  static absl::StatusOr<ReserveAnswer> ReadReserve(const v1::ReserveResponse& response,
                                                   size_t lines) {
    if (static_cast<size_t>(response.lines_size()) != lines) {
      return absl::InternalError(
          absl::StrCat("asked for ", lines, " lines, answered ", response.lines_size()));
    }
    ReserveAnswer answer;
    answer.sequence = response.sequence();
    answer.reservation = response.reservation_id();
    for (const v1::ReserveResponse::Line& line : response.lines()) {
      const absl::StatusOr<int32_t> day = ParseDay(line.day());
      if (!day.ok()) return day.status();
      answer.lines.push_back({line.promised(), *day});
    }
    return answer;
  }

  static absl::Status AddPromises(const v1::ListReservationsResponse& page,
                                  std::vector<HoldingRow>* rows) {
    for (const v1::Reservation& reservation : page.reservations()) {
      for (const v1::Reservation::Line& line : reservation.lines()) {
        const absl::StatusOr<int32_t> day = ParseDay(line.day());
        if (!day.ok()) return day.status();
        rows->push_back({{line.item(), line.location()}, line.open(), 0, *day});
      }
    }
    return absl::OkStatus();
  }

  // The same batches every time, so that what the server has applied is not applied twice.
  grpc::Status PushOnce(grpc::ClientContext* context, const std::string& snapshot_id,
                        uint64_t reflects, const std::vector<RequestLine>& rows,
                        v1::PushSnapshotResponse* report) {
    report->Clear();
    auto writer = inventory_->PushSnapshot(context, report);
    v1::PushSnapshotRequest header;
    header.mutable_header()->set_request_id(snapshot_id);
    header.mutable_header()->set_source(kSource);
    header.mutable_header()->set_snapshot_id(snapshot_id);
    header.mutable_header()->set_reflects_sequence(static_cast<int64_t>(reflects));
    bool is_open = writer->Write(header);
    for (size_t begin = 0; is_open && begin < rows.size(); begin += kSnapshotBatch) {
      v1::PushSnapshotRequest batch;
      for (size_t k = begin; k < std::min(rows.size(), begin + kSnapshotBatch); ++k) {
        auto* row = batch.mutable_rows()->add_rows();
        row->set_item(rows[k].position.item);
        row->set_location(rows[k].position.location);
        row->set_on_hand(rows[k].quantity);
      }
      is_open = writer->Write(batch);
    }
    // A stream that broke says why in Finish().
    writer->WritesDone();
    return writer->Finish();
  }

  const PatientCaller caller_;
  const std::unique_ptr<v1::AdminService::Stub> admin_;
  const std::unique_ptr<v1::AvailabilityService::Stub> availability_;
  const std::unique_ptr<v1::InventoryService::Stub> inventory_;
  const std::unique_ptr<v1::ReservationService::Stub> reservations_;
  const std::unique_ptr<v1::SupplyService::Stub> supply_;
};

}  // namespace

std::unique_ptr<LedgerClient> MakeGrpcClient(const GrpcClientOptions& options, int connection) {
  return std::make_unique<GrpcClient>(options, ConnectTo(options.server, connection));
}

}  // namespace atp
