#ifndef ATP_ENGINE_ENTRY_PREFETCH_H_
#define ATP_ENGINE_ENTRY_PREFETCH_H_

#include <array>
#include <cstddef>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/entry.h"

namespace atp {

// Reads entries ahead on a thread of its own, a thousand at a time, so that they are read, proven
// and decoded while those before are posted.
//
//   while (const std::vector<Entry>* entries = prefetch.Next()) ...
//
// For one thread. `reader` must outlive it, and is the caller's again after Next() gave null.
// Memory: kBatches * kEntriesAtOnce entries.
class EntryPrefetch {
 public:
  static constexpr size_t kBatches = 4;
  static constexpr size_t kEntriesAtOnce = 1024;

  explicit EntryPrefetch(JournalReader* reader);
  ~EntryPrefetch();
  EntryPrefetch(const EntryPrefetch&) = delete;
  EntryPrefetch& operator=(const EntryPrefetch&) = delete;

  // Those that follow, valid until the next call; null at the end of what the reader gives.
  const std::vector<Entry>* Next();

 private:
  // A ring: batch k is batches_[k % kBatches].
  std::vector<Entry>& BatchAt(size_t k) { return batches_[k % kBatches]; }
  void Read();

  JournalReader& reader_;
  std::array<std::vector<Entry>, kBatches> batches_;  // [taken_, read_) are the caller's
  Mutex mu_;
  CondVar changed_;
  size_t read_ ATP_GUARDED_BY(mu_) = 0;   // batches that are ready, so far
  size_t taken_ ATP_GUARDED_BY(mu_) = 0;  // batches that the caller is done with
  bool has_one_ ATP_GUARDED_BY(mu_) = false;
  bool is_at_end_ ATP_GUARDED_BY(mu_) = false;
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace atp

#endif  // ATP_ENGINE_ENTRY_PREFETCH_H_
