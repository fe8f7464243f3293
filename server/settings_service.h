#ifndef ATP_SERVER_SETTINGS_SERVICE_H_
#define ATP_SERVER_SETTINGS_SERVICE_H_

#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.SettingsService. `parts` must outlive it.
class SettingsService final : public v1::SettingsService::CallbackService {
 public:
  explicit SettingsService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* ChangeSettings(grpc::CallbackServerContext* context,
                                           const v1::ChangeSettingsRequest* request,
                                           v1::SettingsChange* response) override;
  grpc::ServerUnaryReactor* ListSettings(grpc::CallbackServerContext* context,
                                         const v1::ListSettingsRequest* request,
                                         v1::ListSettingsResponse* response) override;
  grpc::ServerUnaryReactor* LearnSuppliers(grpc::CallbackServerContext* context,
                                           const v1::LearnSuppliersRequest* request,
                                           v1::SettingsChange* response) override;

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_SETTINGS_SERVICE_H_
