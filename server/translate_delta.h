#ifndef ATP_SERVER_TRANSLATE_DELTA_H_
#define ATP_SERVER_TRANSLATE_DELTA_H_

#include "absl/status/statusor.h"
#include "engine/subscription.h"
#include "proto/atp/v1/delta_service.pb.h"

namespace atp {

// atp.v1.DeltaService and the engine's subscriptions.

inline constexpr int kWatchFilterMax = 1000;

absl::StatusOr<SubscribeRequest> ToSubscribeRequest(const v1::WatchRequest& request);

// Adds a delta or a row to those of the response, or sets its event.
void FillEvent(const FeedEvent& event, v1::WatchResponse* response);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_DELTA_H_
