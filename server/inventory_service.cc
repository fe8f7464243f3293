#include "server/inventory_service.h"

#include "server/paging.h"
#include "server/push_snapshot.h"
#include "server/translate_stock.h"
#include "server/unary.h"

namespace atp {
namespace {

FillResponse FillStockChangeOf(v1::StockChange* response) {
  return [response](Engine* engine, const Outcome& outcome) {
    FillStockChange(outcome, engine, response);
  };
}

}  // namespace

template <typename Request>
grpc::ServerUnaryReactor* InventoryService::Move(grpc::CallbackServerContext* context,
                                                 const char* method, Cause cause,
                                                 const Request& request,
                                                 v1::StockChange* response) {
  return AnswerChange(&parts_, context, method, request, ToMovement(cause, request),
                      FillStockChangeOf(response));
}

grpc::ServerUnaryReactor* InventoryService::ReceiveStock(grpc::CallbackServerContext* context,
                                                         const v1::ReceiveStockRequest* request,
                                                         v1::StockChange* response) {
  return Move(context, "ReceiveStock", Cause::kReceive, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::IssueStock(grpc::CallbackServerContext* context,
                                                       const v1::IssueStockRequest* request,
                                                       v1::StockChange* response) {
  return Move(context, "IssueStock", Cause::kIssue, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::AdjustStock(grpc::CallbackServerContext* context,
                                                        const v1::AdjustStockRequest* request,
                                                        v1::StockChange* response) {
  return Move(context, "AdjustStock", Cause::kAdjust, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::CountStock(grpc::CallbackServerContext* context,
                                                       const v1::CountStockRequest* request,
                                                       v1::StockChange* response) {
  return Move(context, "CountStock", Cause::kCount, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::HoldStock(grpc::CallbackServerContext* context,
                                                      const v1::HoldStockRequest* request,
                                                      v1::StockChange* response) {
  return Move(context, "HoldStock", Cause::kHold, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::UnholdStock(grpc::CallbackServerContext* context,
                                                        const v1::UnholdStockRequest* request,
                                                        v1::StockChange* response) {
  return Move(context, "UnholdStock", Cause::kUnhold, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::ReturnStock(grpc::CallbackServerContext* context,
                                                        const v1::ReturnStockRequest* request,
                                                        v1::StockChange* response) {
  return Move(context, "ReturnStock", Cause::kReturn, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::SetSafetyStock(grpc::CallbackServerContext* context,
                                                           const v1::SetSafetyStockRequest* request,
                                                           v1::StockChange* response) {
  return Move(context, "SetSafetyStock", Cause::kSetSafetyStock, *request, response);
}

grpc::ServerUnaryReactor* InventoryService::TransferStock(grpc::CallbackServerContext* context,
                                                          const v1::TransferStockRequest* request,
                                                          v1::StockChange* response) {
  return AnswerChange(&parts_, context, "TransferStock", *request, ToAction(*request),
                      FillStockChangeOf(response));
}

grpc::ServerUnaryReactor* InventoryService::GetStock(grpc::CallbackServerContext* context,
                                                     const v1::GetStockRequest* request,
                                                     v1::GetStockResponse* response) {
  return AnswerRead(&parts_, context, "GetStock", *request, [&](Engine& engine) {
    const absl::StatusOr<StockView> view = engine.GetStock(request->item(), request->location());
    if (!view.ok()) return view.status();
    FillStock(*view, response->mutable_stock());
    response->set_sequence(static_cast<int64_t>(view->sequence));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* InventoryService::ListStock(grpc::CallbackServerContext* context,
                                                      const v1::ListStockRequest* request,
                                                      v1::ListStockResponse* response) {
  return AnswerRead(&parts_, context, "ListStock", *request, [&](Engine& engine) {
    const auto page_request = ToPageRequest(*request);
    if (!page_request.ok()) return page_request.status();
    const StockFilter filter{request->item(), request->location(), request->short_only()};
    const auto page = engine.ListStock(filter, *page_request);
    if (!page.ok()) return page.status();
    for (const StockView& view : page->views) FillStock(view, response->add_stock());
    FillPageEnd(*page, response);
    return absl::OkStatus();
  });
}

grpc::ServerReadReactor<grpc::ByteBuffer>* InventoryService::PushSnapshot(
    grpc::CallbackServerContext* context, grpc::ByteBuffer* response) {
  return StartPushSnapshot(&parts_, context, response);
}

}  // namespace atp
