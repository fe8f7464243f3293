#ifndef ATP_SERVER_AVAILABILITY_SERVICE_H_
#define ATP_SERVER_AVAILABILITY_SERVICE_H_

#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.AvailabilityService. `parts` must outlive it.
class AvailabilityService final : public v1::AvailabilityService::CallbackService {
 public:
  explicit AvailabilityService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* CheckAvailability(grpc::CallbackServerContext* context,
                                              const v1::CheckAvailabilityRequest* request,
                                              v1::CheckAvailabilityResponse* response) override;
  grpc::ServerUnaryReactor* ExplainAvailability(grpc::CallbackServerContext* context,
                                                const v1::ExplainAvailabilityRequest* request,
                                                v1::ExplainAvailabilityResponse* response) override;
  grpc::ServerUnaryReactor* GetAvailabilityCurve(
      grpc::CallbackServerContext* context, const v1::GetAvailabilityCurveRequest* request,
      v1::GetAvailabilityCurveResponse* response) override;

 private:
  // Reads the journal, on a thread of its own.
  grpc::ServerUnaryReactor* CheckAsOf(grpc::CallbackServerContext* context,
                                      const v1::CheckAvailabilityRequest* request,
                                      v1::CheckAvailabilityResponse* response);

  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_AVAILABILITY_SERVICE_H_
