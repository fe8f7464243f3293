#ifndef ATP_SERVER_SUPPLY_SERVICE_H_
#define ATP_SERVER_SUPPLY_SERVICE_H_

#include "proto/atp/v1/supply_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.SupplyService. `parts` must outlive it.
class SupplyService final : public v1::SupplyService::CallbackService {
 public:
  explicit SupplyService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* SetSupply(grpc::CallbackServerContext* context,
                                      const v1::SetSupplyRequest* request,
                                      v1::SupplyChange* response) override;
  grpc::ServerUnaryReactor* ReceiveSupply(grpc::CallbackServerContext* context,
                                          const v1::ReceiveSupplyRequest* request,
                                          v1::SupplyChange* response) override;
  grpc::ServerUnaryReactor* CancelSupply(grpc::CallbackServerContext* context,
                                         const v1::CancelSupplyRequest* request,
                                         v1::SupplyChange* response) override;
  grpc::ServerUnaryReactor* GetSupply(grpc::CallbackServerContext* context,
                                      const v1::GetSupplyRequest* request,
                                      v1::GetSupplyResponse* response) override;
  grpc::ServerUnaryReactor* ListSupply(grpc::CallbackServerContext* context,
                                       const v1::ListSupplyRequest* request,
                                       v1::ListSupplyResponse* response) override;

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_SUPPLY_SERVICE_H_
