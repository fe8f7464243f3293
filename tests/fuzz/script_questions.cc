// What an EngineScript asks without changing anything, and what it sends and hears in streams.

#include <variant>

#include "engine/base/check.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/atp/v1/supply_service.pb.h"
#include "server/paging.h"
#include "server/scalars.h"
#include "server/translate_availability.h"
#include "server/translate_delta.h"
#include "server/translate_explanation.h"
#include "server/translate_quota.h"
#include "server/translate_reservation.h"
#include "server/translate_settings.h"
#include "server/translate_snapshot.h"
#include "server/translate_stock.h"
#include "server/translate_supply.h"
#include "tests/fuzz/engine_script.h"

namespace atp::fuzz {
namespace {

constexpr uint32_t kRowsMax = 1000;

}  // namespace

void EngineScript::Ask() {
  switch (choices_.Below(7)) {
    case 0: {
      const auto request = Make<v1::ExplainAvailabilityRequest>();
      const auto question = ToQuestion(request);
      if (!question.ok()) return Refused(question.status());
      const auto answer = engine_->Explain(*question);
      if (!answer.ok()) return Refused(answer.status());
      v1::ExplainAvailabilityResponse response;
      FillExplanation(*answer, &response);
      return WriteOut(response);
    }
    case 1: {
      const auto request = Make<v1::GetAvailabilityCurveRequest>();
      const auto answer = engine_->GetCurve(
          request.item(), {request.locations().begin(), request.locations().end()},
          request.horizon_days());
      if (!answer.ok()) return Refused(answer.status());
      v1::GetAvailabilityCurveResponse response;
      FillCurve(request.item(), *answer, &response);
      return WriteOut(response);
    }
    case 2: {
      const auto request = Make<v1::GetReservationRequest>();
      const auto id = ParseReservationId(request.reservation_id(), "reservation_id");
      if (!id.ok()) return Refused(id.status());
      const auto view = request.with_pegs() ? engine_->GetReservationWithCover(*id)
                                            : engine_->GetReservation(*id);
      if (!view.ok()) return Refused(view.status());
      v1::Reservation response;
      FillReservation(*view, &response);
      return WriteOut(response);
    }
    case 3: {
      const auto request = Make<v1::GetStockRequest>();
      const auto view = engine_->GetStock(request.item(), request.location());
      if (!view.ok()) return Refused(view.status());
      v1::Stock response;
      FillStock(*view, &response);
      return WriteOut(response);
    }
    case 4: {
      const auto request = Make<v1::GetSupplyRequest>();
      const auto key = ToSupplyKey(request, "");
      if (!key.ok()) return Refused(key.status());
      const auto view = engine_->GetSupply(*key);
      if (!view.ok()) return Refused(view.status());
      v1::Supply response;
      FillSupply(*view, &response);
      return WriteOut(response);
    }
    default: {
      const auto request = Make<v1::CheckAvailabilityRequest>();
      const auto lines = ToCheckLines(request);
      if (!lines.ok()) return Refused(lines.status());
      const auto sequence = ParseSequence(request.as_of_sequence(), "as_of_sequence");
      if (!sequence.ok()) return Refused(sequence.status());
      const auto answer =
          *sequence == 0 ? engine_->Check(*lines) : engine_->CheckAsOf(*sequence, *lines);
      if (!answer.ok()) return Refused(answer.status());
      v1::CheckAvailabilityResponse response;
      FillCheck(*answer, &response);
      return WriteOut(response);
    }
  }
}

void EngineScript::List() {
  const auto finish = [this](const auto& page, auto response, auto fill) {
    if (!page.ok()) return Refused(page.status());
    for (const auto& view : page->views) fill(view, &response);
    FillPageEnd(*page, &response);
    page_token_ = page->next;
    WriteOut(response);
  };
  switch (choices_.Below(5)) {
    case 0: {
      const auto request = Make<v1::ListReservationsRequest>();
      const auto filter = ToFilter(request);
      const auto page = ToPageRequest(request);
      if (!filter.ok()) return Refused(filter.status());
      if (!page.ok()) return Refused(page.status());
      return finish(engine_->ListReservations(*filter, *page), v1::ListReservationsResponse(),
                    [](const ReservationView& view, v1::ListReservationsResponse* response) {
                      FillReservation(view, response->add_reservations());
                    });
    }
    case 1: {
      const auto request = Make<v1::ListStockRequest>();
      const auto page = ToPageRequest(request);
      if (!page.ok()) return Refused(page.status());
      StockFilter filter{request.item(), request.location(), request.short_only()};
      return finish(engine_->ListStock(filter, *page), v1::ListStockResponse(),
                    [](const StockView& view, v1::ListStockResponse* response) {
                      FillStock(view, response->add_stock());
                    });
    }
    case 2: {
      const auto request = Make<v1::ListSupplyRequest>();
      const auto page = ToPageRequest(request);
      if (!page.ok()) return Refused(page.status());
      SupplyFilter filter;
      filter.item = request.item();
      filter.location = request.location();
      filter.overdue_only = request.overdue_only();
      filter.open_only = choices_.OneIn(2);
      return finish(engine_->ListSupply(filter, *page), v1::ListSupplyResponse(),
                    [](const SupplyView& view, v1::ListSupplyResponse* response) {
                      FillSupply(view, response->add_supply());
                    });
    }
    case 3: {
      const auto request = Make<v1::ListSettingsRequest>();
      const auto filter = ToFilter(request);
      const auto page = ToPageRequest(request);
      if (!filter.ok()) return Refused(filter.status());
      if (!page.ok()) return Refused(page.status());
      return finish(engine_->ListSettings(*filter, *page), v1::ListSettingsResponse(),
                    [](const SettingValue& value, v1::ListSettingsResponse* response) {
                      FillSetting(value, response->add_settings());
                    });
    }
    default: {
      const auto request = Make<v1::ListQuotasRequest>();
      const auto answer = engine_->ListQuotas(request.item());
      if (!answer.ok()) return Refused(answer.status());
      v1::ListQuotasResponse response;
      FillQuotas(*answer, &response);
      return WriteOut(response);
    }
  }
}

void EngineScript::PushSnapshot() {
  const auto first = Make<v1::PushSnapshotRequest>();
  absl::StatusOr<SnapshotHeader> header = ToSnapshotHeader(first);
  if (!header.ok()) return Refused(header.status());
  header->request.request_id = first.header().request_id();
  auto import = engine_->BeginSnapshot(*header);
  if (!import.ok()) return Refused(InHeader(import.status()));
  for (size_t batches = choices_.Below(3); batches > 0; --batches) {
    auto rows = ToSnapshotRows(Make<v1::PushSnapshotRequest>(), kRowsMax);
    if (!rows.ok()) return Refused(rows.status());
    const absl::Status pushed = (*import)->Push(*std::move(rows));
    if (!pushed.ok()) return Refused(pushed);
  }
  const auto report = (*import)->Finish();
  if (!report.ok()) return Refused(report.status());
  heard_.insert(CauseName(Cause::kSnapshot));
  v1::PushSnapshotResponse response;
  FillReport(*report, &response);
  WriteOut(response);
}

void EngineScript::Watch() {
  const auto request = ToSubscribeRequest(Make<v1::WatchRequest>());
  if (!request.ok()) return Refused(request.status());
  const auto subscription = engine_->Subscribe(*request);
  if (!subscription.ok()) return Refused(subscription.status());
  const bool is_whole = request->items.empty() && request->locations.empty();
  Sequence last = request->start == SubscribeRequest::Start::kAfter ? request->after : 0;
  bool ended = false;
  // Everything there is, in a few reads: nothing new comes meanwhile.
  for (size_t reads = 1 + choices_.Below(4); reads > 0 && !ended; --reads) {
    std::vector<FeedEvent> events;
    const absl::Status status = (*subscription)->Next(16, 0, &events, &ended);
    if (!status.ok()) return Refused(status);
    v1::WatchResponse response;
    for (const FeedEvent& event : events) {
      FillEvent(event, &response);
      const auto* const delta = std::get_if<DeltaPtr>(&event);
      if (delta == nullptr) continue;
      ATP_CHECK(last == 0 || !is_whole || (*delta)->sequence == last + 1);
      ATP_CHECK((*delta)->sequence > last);
      last = (*delta)->sequence;
    }
    WriteOut(response);
  }
}

}  // namespace atp::fuzz
