#include "engine/entry_prefetch.h"

namespace atp {

EntryPrefetch::EntryPrefetch(JournalReader* reader)
    : reader_(*reader), thread_([this] { Read(); }) {}

EntryPrefetch::~EntryPrefetch() {
  {
    MutexLock lock(&mu_);
    is_stopping_ = true;
    changed_.SignalAll();
  }
  thread_.join();
}

void EntryPrefetch::Read() {
  for (size_t k = 0;; ++k) {
    {
      MutexLock lock(&mu_);
      while (k - taken_ >= kBatches && !is_stopping_) changed_.Wait(&mu_);
      if (is_stopping_) return;
    }
    std::vector<Entry>& batch = BatchAt(k);
    batch.resize(kEntriesAtOnce);
    size_t count = 0;
    while (count < kEntriesAtOnce && reader_.Next(&batch[count])) ++count;
    batch.resize(count);
    MutexLock lock(&mu_);
    if (count > 0) ++read_;
    is_at_end_ = count < kEntriesAtOnce;
    changed_.SignalAll();
    if (is_at_end_) return;
  }
}

const std::vector<Entry>* EntryPrefetch::Next() {
  MutexLock lock(&mu_);
  if (has_one_) {
    ++taken_;
    changed_.SignalAll();
  }
  while (taken_ == read_ && !is_at_end_) changed_.Wait(&mu_);
  has_one_ = taken_ < read_;
  return has_one_ ? &BatchAt(taken_) : nullptr;
}

}  // namespace atp
