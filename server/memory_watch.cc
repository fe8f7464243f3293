#include "server/memory_watch.h"

#include <nlohmann/json.hpp>

#include "server/log/log.h"

namespace atp {

void MemoryWatch::Look(int64_t resident_bytes) {
  if (limit_ == 0) return;
  const int64_t enough = is_full_ ? limit_ - limit_ / 16 : limit_;
  const bool is_full = resident_bytes > enough;
  if (is_full == is_full_) return;
  is_full_ = is_full;
  engine_.SetFull(is_full);
  Log(is_full ? LogLevel::kError : LogLevel::kInfo,
      is_full ? "memory is full: nothing new is reserved" : "there is memory again",
      {{"resident_bytes", resident_bytes}, {"memory_bytes_max", limit_}});
}

}  // namespace atp
