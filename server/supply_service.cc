#include "server/supply_service.h"

#include "server/paging.h"
#include "server/translate_supply.h"
#include "server/unary.h"

namespace atp {
namespace {

FillResponse FillSupplyChangeOf(v1::SupplyChange* response) {
  return [response](Engine* engine, const Outcome& outcome) {
    FillSupplyChange(outcome, engine, response);
  };
}

}  // namespace

grpc::ServerUnaryReactor* SupplyService::SetSupply(grpc::CallbackServerContext* context,
                                                   const v1::SetSupplyRequest* request,
                                                   v1::SupplyChange* response) {
  return AnswerChange(&parts_, context, "SetSupply", *request, ToAction(*request),
                      FillSupplyChangeOf(response));
}

grpc::ServerUnaryReactor* SupplyService::ReceiveSupply(grpc::CallbackServerContext* context,
                                                       const v1::ReceiveSupplyRequest* request,
                                                       v1::SupplyChange* response) {
  return AnswerChange(&parts_, context, "ReceiveSupply", *request, ToAction(*request),
                      FillSupplyChangeOf(response));
}

grpc::ServerUnaryReactor* SupplyService::CancelSupply(grpc::CallbackServerContext* context,
                                                      const v1::CancelSupplyRequest* request,
                                                      v1::SupplyChange* response) {
  return AnswerChange(&parts_, context, "CancelSupply", *request, ToAction(*request),
                      FillSupplyChangeOf(response));
}

grpc::ServerUnaryReactor* SupplyService::GetSupply(grpc::CallbackServerContext* context,
                                                   const v1::GetSupplyRequest* request,
                                                   v1::GetSupplyResponse* response) {
  return AnswerRead(&parts_, context, "GetSupply", *request, [&](Engine& engine) {
    const absl::StatusOr<SupplyKey> key = ToSupplyKey(*request, "");
    if (!key.ok()) return key.status();
    const absl::StatusOr<SupplyView> view = engine.GetSupply(*key);
    if (!view.ok()) return view.status();
    FillSupply(*view, response->mutable_supply());
    response->set_sequence(static_cast<int64_t>(view->sequence));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SupplyService::ListSupply(grpc::CallbackServerContext* context,
                                                    const v1::ListSupplyRequest* request,
                                                    v1::ListSupplyResponse* response) {
  return AnswerRead(&parts_, context, "ListSupply", *request, [&](Engine& engine) {
    const auto page_request = ToPageRequest(*request);
    if (!page_request.ok()) return page_request.status();
    SupplyFilter filter;
    filter.item = request->item();
    filter.location = request->location();
    filter.overdue_only = request->overdue_only();
    filter.open_only = !request->show_closed();
    const auto page = engine.ListSupply(filter, *page_request);
    if (!page.ok()) return page.status();
    for (const SupplyView& view : page->views) FillSupply(view, response->add_supply());
    FillPageEnd(*page, response);
    return absl::OkStatus();
  });
}

}  // namespace atp
