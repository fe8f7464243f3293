#ifndef ATP_TOOLS_ATPCTL_SHOW_H_
#define ATP_TOOLS_ATPCTL_SHOW_H_

#include <string>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "proto/atp/v1/common.pb.h"
#include "tools/atpctl/session.h"

namespace atp {

// "on_hand 10 -> 7, reserved 3 -> 0", or "unchanged".
std::string ShowChange(const v1::Balances& before, const v1::Balances& after);

// A table of changed positions, and below it what is short and which promises are at risk.
void PrintChanges(const google::protobuf::RepeatedPtrField<v1::PositionChange>& changes,
                  Session& session);

// RFC 3339, or "-" where unset.
std::string ShowTime(bool is_set, const google::protobuf::Timestamp& time);

google::protobuf::Duration MakeDuration(int64_t micros);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_SHOW_H_
