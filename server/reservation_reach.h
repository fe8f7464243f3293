#ifndef ATP_SERVER_RESERVATION_REACH_H_
#define ATP_SERVER_RESERVATION_REACH_H_

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "server/access/identity.h"
#include "server/access/method_access.h"

namespace atp {

// Whether the identity may reach the reservation that a request names (`reservation_id`), as
// `access` says: all its locations, and its channel. PERMISSION_DENIED: LOCATION_NOT_GRANTED,
// CHANNEL_NOT_GRANTED. A reservation that is not there is for the method to refuse. Costs a look at
// the reservation, and only for identities that are limited.
absl::Status CheckReservationReach(const Identity& identity, const MethodAccess& access,
                                   const google::protobuf::Message& request, Engine* engine);

// A text field of a message by its name; empty if it has none.
std::string TextField(const google::protobuf::Message& message, const char* name);

}  // namespace atp

#endif  // ATP_SERVER_RESERVATION_REACH_H_
