#ifndef ATP_ENGINE_PARALLEL_POST_H_
#define ATP_ENGINE_PARALLEL_POST_H_

#include <cstddef>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/ledger/ledger.h"
#include "engine/model/entry.h"

namespace atp {

// Posts entries, many at a time, to a ledger that nobody else uses: each of its threads has shards
// of its own, and posts to these what every entry has for them. An entry that concerns the
// directory is posted alone, between those before and those after it.
//
// What is derived from the state is not kept up: RebuildDerived() comes afterwards. Not
// thread-safe. The calling thread is one of the threads; the others are gone with the object.
class ParallelPost {
 public:
  // `threads` >= 1. More than there are shards are not begun.
  ParallelPost(Ledger* ledger, size_t threads);
  ~ParallelPost();
  ParallelPost(const ParallelPost&) = delete;
  ParallelPost& operator=(const ParallelPost&) = delete;

  // In the order of their sequences. All of them are posted when it returns.
  void Post(const std::vector<Entry>& entries);

 private:
  // Entries in a row that can be posted side by side.
  struct Run {
    const Entry* begin = nullptr;
    const Entry* end = nullptr;
  };

  void PostRun(const Run& run);
  void PostPart(size_t part, const Run& run);
  void Work(size_t part);

  Ledger& ledger_;
  std::vector<ShardSet> parts_;  // of which the calling thread has the first
  Mutex mu_;
  CondVar begun_;
  CondVar ended_;
  Run run_ ATP_GUARDED_BY(mu_);
  size_t round_ ATP_GUARDED_BY(mu_) = 0;  // of runs, so far
  size_t busy_ ATP_GUARDED_BY(mu_) = 0;   // threads that have not ended this one
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace atp

#endif  // ATP_ENGINE_PARALLEL_POST_H_
