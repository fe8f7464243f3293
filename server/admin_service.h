#ifndef ATP_SERVER_ADMIN_SERVICE_H_
#define ATP_SERVER_ADMIN_SERVICE_H_

#include "engine/base/clock.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.AdminService. `parts` and `clock` must outlive it.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(ServiceParts* parts, const Clock* clock)
      : parts_(*parts), clock_(*clock), start_(clock->Now()) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  // Waits for the disk on a thread of its own; one at a time.
  grpc::ServerUnaryReactor* Checkpoint(grpc::CallbackServerContext* context,
                                       const v1::CheckpointRequest* request,
                                       v1::CheckpointResponse* response) override;
  // The same, for longer; ends early when the server drains.
  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context,
                                         const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;

 private:
  absl::Status MakeBackup(Engine* engine, v1::CreateBackupResponse* response) const;

  ServiceParts& parts_;
  const Clock& clock_;
  const Micros start_;
};

}  // namespace atp

#endif  // ATP_SERVER_ADMIN_SERVICE_H_
