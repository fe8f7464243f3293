#ifndef ATP_TOOLS_ATPBENCH_FOLLOWERS_H_
#define ATP_TOOLS_ATPBENCH_FOLLOWERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tools/atpbench/report.h"
#include "tools/connect/connection.h"

namespace atp {

// Subscribers to every delta, each with a connection of its own and all on gRPC's few threads. Each
// holds its stream against the promise that every sequence comes once and in order, and reads no
// more of it than that takes.
class Followers {
 public:
  // They follow what comes after `after`.
  Followers(const Endpoint& server, int count, uint64_t after);
  ~Followers();
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;

  // Waits until all have come to `sequence`, or for a minute; what is missing then is a gap. Call
  // once.
  FollowUse FinishAt(uint64_t sequence);

 private:
  class Follower;
  std::vector<std::unique_ptr<Follower>> followers_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_FOLLOWERS_H_
