#ifndef ATP_TOOLS_REPLAY_SEEDED_TRAFFIC_H_
#define ATP_TOOLS_REPLAY_SEEDED_TRAFFIC_H_

#include <cstdint>

#include "tools/replay/traffic.h"

namespace atp {

struct SeededTrafficOptions {
  uint64_t seed = 1;
  uint32_t items = 1000;   // >= 1
  uint32_t locations = 3;  // >= 1
  uint32_t order_count = 20000;
  uint32_t weeks = 8;  // >= 1
  int opening_percent = 60;
};

// Made-up traffic, the same for the same options on every machine: baskets of 1 to 5 lines; item
// of rank r is chosen about as often as 1/r (Zipf), so that a few items are always short; one
// line in ten is for a day up to four weeks ahead; one basket in twenty comes back in part; one in
// twenty is released. Baskets with a later day stay reserved.
Traffic SeededTraffic(const SeededTrafficOptions& options);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_SEEDED_TRAFFIC_H_
