#ifndef ATP_BENCH_EMPTY_ANSWERS_H_
#define ATP_BENCH_EMPTY_ANSWERS_H_

#include <cstdint>

#include "proto/atp/v1/availability_service.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.pb.h"

namespace atp {

// What a server answers that knows no stock: messages of the shape of atpd's, with plenty of
// everything. For floors.
void FillCheck(const v1::CheckAvailabilityRequest& request,
               v1::CheckAvailabilityResponse* response);

// Promised in full, as number `sequence`.
void FillReserve(const v1::ReserveRequest& request, int64_t sequence,
                 v1::ReserveResponse* response);

// Takes counts and forgets them.
class ForgetfulInventory final : public v1::InventoryService::CallbackService {
 public:
  grpc::ServerReadReactor<v1::PushSnapshotRequest>* PushSnapshot(
      grpc::CallbackServerContext* context, v1::PushSnapshotResponse* response) override;
};

}  // namespace atp

#endif  // ATP_BENCH_EMPTY_ANSWERS_H_
