#ifndef ATP_SERVER_RESERVATION_SERVICE_H_
#define ATP_SERVER_RESERVATION_SERVICE_H_

#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "server/service_parts.h"

namespace atp {

// atp.v1.ReservationService. `parts` must outlive it.
class ReservationService final : public v1::ReservationService::CallbackService {
 public:
  explicit ReservationService(ServiceParts* parts) : parts_(*parts) {}

  grpc::ServerUnaryReactor* Reserve(grpc::CallbackServerContext* context,
                                    const v1::ReserveRequest* request,
                                    v1::ReserveResponse* response) override;
  grpc::ServerUnaryReactor* Confirm(grpc::CallbackServerContext* context,
                                    const v1::ConfirmRequest* request,
                                    v1::ReservationChange* response) override;
  grpc::ServerUnaryReactor* Extend(grpc::CallbackServerContext* context,
                                   const v1::ExtendRequest* request,
                                   v1::ReservationChange* response) override;
  grpc::ServerUnaryReactor* Fulfil(grpc::CallbackServerContext* context,
                                   const v1::FulfilRequest* request,
                                   v1::ReservationChange* response) override;
  grpc::ServerUnaryReactor* Release(grpc::CallbackServerContext* context,
                                    const v1::ReleaseRequest* request,
                                    v1::ReservationChange* response) override;
  grpc::ServerUnaryReactor* Move(grpc::CallbackServerContext* context,
                                 const v1::MoveRequest* request,
                                 v1::ReservationChange* response) override;
  grpc::ServerUnaryReactor* Reconfirm(grpc::CallbackServerContext* context,
                                      const v1::ReconfirmRequest* request,
                                      v1::ReconfirmResponse* response) override;
  grpc::ServerUnaryReactor* GetReservation(grpc::CallbackServerContext* context,
                                           const v1::GetReservationRequest* request,
                                           v1::GetReservationResponse* response) override;
  grpc::ServerUnaryReactor* ListReservations(grpc::CallbackServerContext* context,
                                             const v1::ListReservationsRequest* request,
                                             v1::ListReservationsResponse* response) override;

 private:
  ServiceParts& parts_;
};

}  // namespace atp

#endif  // ATP_SERVER_RESERVATION_SERVICE_H_
