#ifndef ATP_TOOLS_ATPCTL_RESERVE_REQUEST_H_
#define ATP_TOOLS_ATPCTL_RESERVE_REQUEST_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/atp/v1/reservation_service.pb.h"

namespace atp {

// How `atpctl reserve` is told from where lines are served that name no location.
struct SourcingFlags {
  std::string group;
  std::string region;
  std::string strategy;
  std::string latest_day;
  bool together = false;
  bool line_together = false;
  bool may_split_days = false;
  int64_t part_min = 0;
};

// What `atpctl reserve` is told.
struct ReserveFlags {
  std::vector<std::string> lines;
  bool is_partial = false;
  bool is_backorder = false;
  bool confirm = false;
  bool is_emergency = false;
  bool accepts_substitutes = false;
  std::string hold;
  std::string reference;
  std::string customer;
  std::string channel;
  int32_t priority = 0;
  std::string strategy;
  SourcingFlags sourcing;
};

// Adds the options to the command, which fill *flags in when it is read.
void AddReserveFlags(CLI::App* command, ReserveFlags* flags);

// INVALID_ARGUMENT: what cannot be read, or does not go together.
absl::StatusOr<v1::ReserveRequest> MakeReserveRequest(const ReserveFlags& flags);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_RESERVE_REQUEST_H_
