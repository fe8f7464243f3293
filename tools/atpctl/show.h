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

// "order PO-7/1"
std::string ShowSupplyKey(const v1::SupplyKey& key);

// What covers a promise: "4 on hand, 2 of order PO-7/1 on 2026-12-24", or "nothing".
std::string ShowPegs(const google::protobuf::RepeatedPtrField<v1::Peg>& pegs);

// Until when what is not covered is late: a day, or "never" covered; empty if all is covered.
std::string ShowUntil(int64_t uncovered, const std::string& until_day);

// RFC 3339, or "-" where unset.
std::string ShowTime(bool is_set, const google::protobuf::Timestamp& time);

google::protobuf::Duration MakeDuration(int64_t micros);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_SHOW_H_
