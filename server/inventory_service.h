#ifndef ATP_SERVER_INVENTORY_SERVICE_H_
#define ATP_SERVER_INVENTORY_SERVICE_H_

#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.InventoryService. `parts` must outlive it.
class InventoryService final : public v1::InventoryService::WithRawCallbackMethod_PushSnapshot<
                                   v1::InventoryService::CallbackService> {
 public:
  explicit InventoryService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* ReceiveStock(grpc::CallbackServerContext* context,
                                         const v1::ReceiveStockRequest* request,
                                         v1::StockChange* response) override;
  grpc::ServerUnaryReactor* IssueStock(grpc::CallbackServerContext* context,
                                       const v1::IssueStockRequest* request,
                                       v1::StockChange* response) override;
  grpc::ServerUnaryReactor* AdjustStock(grpc::CallbackServerContext* context,
                                        const v1::AdjustStockRequest* request,
                                        v1::StockChange* response) override;
  grpc::ServerUnaryReactor* CountStock(grpc::CallbackServerContext* context,
                                       const v1::CountStockRequest* request,
                                       v1::StockChange* response) override;
  grpc::ServerUnaryReactor* HoldStock(grpc::CallbackServerContext* context,
                                      const v1::HoldStockRequest* request,
                                      v1::StockChange* response) override;
  grpc::ServerUnaryReactor* UnholdStock(grpc::CallbackServerContext* context,
                                        const v1::UnholdStockRequest* request,
                                        v1::StockChange* response) override;
  grpc::ServerUnaryReactor* ReturnStock(grpc::CallbackServerContext* context,
                                        const v1::ReturnStockRequest* request,
                                        v1::StockChange* response) override;
  grpc::ServerUnaryReactor* SetSafetyStock(grpc::CallbackServerContext* context,
                                           const v1::SetSafetyStockRequest* request,
                                           v1::StockChange* response) override;
  grpc::ServerUnaryReactor* TransferStock(grpc::CallbackServerContext* context,
                                          const v1::TransferStockRequest* request,
                                          v1::StockChange* response) override;
  grpc::ServerUnaryReactor* GetStock(grpc::CallbackServerContext* context,
                                     const v1::GetStockRequest* request,
                                     v1::GetStockResponse* response) override;
  grpc::ServerUnaryReactor* ListStock(grpc::CallbackServerContext* context,
                                      const v1::ListStockRequest* request,
                                      v1::ListStockResponse* response) override;
  grpc::ServerReadReactor<grpc::ByteBuffer>* PushSnapshot(grpc::CallbackServerContext* context,
                                                          grpc::ByteBuffer* response) override;

 private:
  // Any movement that is lines and a note.
  template <typename Request>
  grpc::ServerUnaryReactor* Move(grpc::CallbackServerContext* context, const char* method,
                                 Cause cause, const Request& request, v1::StockChange* response);

  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_INVENTORY_SERVICE_H_
