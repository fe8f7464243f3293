#ifndef ATP_SERVER_MEMORY_WATCH_H_
#define ATP_SERVER_MEMORY_WATCH_H_

#include <cstdint>

#include "engine/engine.h"

namespace atp {

// Keeps the ledger within its memory: a process that the system kills for having too much would
// come back to the same ledger, and be killed again. Beyond the limit the engine reserves nothing
// new, until a sixteenth of it is free. One thread; the engine must outlive it.
class MemoryWatch {
 public:
  // Bytes; 0: no limit.
  MemoryWatch(int64_t limit, Engine* engine) : limit_(limit), engine_(*engine) {}

  // Tells the engine and the log when the limit has been crossed since the last look. For a few
  // times a second: what comes in between must fit in beside the limit.
  void Look(int64_t resident_bytes);

 private:
  const int64_t limit_;
  Engine& engine_;
  bool is_full_ = false;
};

}  // namespace atp

#endif  // ATP_SERVER_MEMORY_WATCH_H_
