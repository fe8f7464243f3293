#ifndef ATP_SERVER_DELTA_SERVICE_H_
#define ATP_SERVER_DELTA_SERVICE_H_

#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "server/service_parts.h"
#include "server/watch_stream.h"

namespace atp {

// atp.v1.DeltaService. `parts` must outlive it.
class DeltaService final
    : public v1::DeltaService::WithRawCallbackMethod_Watch<v1::DeltaService::Service> {
 public:
  explicit DeltaService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* request) override {
    return StartWatch(&parts_, context, *request);
  }

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_DELTA_SERVICE_H_
