#ifndef ATP_SERVER_QUOTA_SERVICE_H_
#define ATP_SERVER_QUOTA_SERVICE_H_

#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.QuotaService. `parts` must outlive it.
class QuotaService final : public v1::QuotaService::CallbackService {
 public:
  explicit QuotaService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* ChangeQuota(grpc::CallbackServerContext* context,
                                        const v1::ChangeQuotaRequest* request,
                                        v1::QuotaChange* response) override;

  grpc::ServerUnaryReactor* ListQuotas(grpc::CallbackServerContext* context,
                                       const v1::ListQuotasRequest* request,
                                       v1::ListQuotasResponse* response) override;

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_QUOTA_SERVICE_H_
