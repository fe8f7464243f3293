#ifndef ATP_ENGINE_JOURNAL_DURABLE_GROUP_H_
#define ATP_ENGINE_JOURNAL_DURABLE_GROUP_H_

#include <cstddef>
#include <memory>
#include <string>

#include "engine/model/types.h"

namespace atp {

// A group takes no more entries once it has this many bytes; a larger entry is a group of its own.
// Larger groups gain nothing (a synced write is as fast as the disk from half of that on), and
// smaller ones are cheaper to read one entry from, and fit into one request of a replicated log.
inline constexpr size_t kGroupBytesMax = 1 << 20;

// A group that has become durable, shared by whoever still reads it.
struct DurableGroup {
  Sequence first = 0;
  Sequence last = 0;
  std::string bytes;  // as on disk; see ForEachEntry()
};
using DurableGroupPtr = std::shared_ptr<const DurableGroup>;

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_DURABLE_GROUP_H_
