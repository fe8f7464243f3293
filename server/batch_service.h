#ifndef ATP_SERVER_BATCH_SERVICE_H_
#define ATP_SERVER_BATCH_SERVICE_H_

#include "proto/atp/v1/batch_service.grpc.pb.h"
#include "server/batch_stream.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.BatchService. `parts` must outlive it.
class BatchService final
    : public v1::BatchService::WithRawCallbackMethod_Batch<v1::BatchService::Service> {
 public:
  explicit BatchService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Batch(
      grpc::CallbackServerContext* context) override {
    return StartBatch(&parts_, context);
  }

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_BATCH_SERVICE_H_
