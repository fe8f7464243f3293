#include "engine/parallel_post.h"

#include <algorithm>

namespace atp {
namespace {

// Fewer are posted before another thread is awake.
constexpr std::ptrdiff_t kFew = 64;

}  // namespace

ParallelPost::ParallelPost(Ledger* ledger, size_t threads)
    : ledger_(*ledger), parts_(std::min<size_t>(threads, ledger->shard_count())) {
  for (uint32_t id = 0; id < ledger_.shard_count(); ++id) {
    parts_[id % parts_.size()].Add(static_cast<ShardId>(id));
  }
  for (size_t part = 1; part < parts_.size(); ++part) {
    threads_.emplace_back([this, part] { Work(part); });
  }
}

ParallelPost::~ParallelPost() {
  {
    MutexLock lock(&mu_);
    is_stopping_ = true;
    begun_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

void ParallelPost::Post(const std::vector<Entry>& entries) {
  const Entry* next = entries.data();
  const Entry* const end = next + entries.size();
  while (next != end) {
    const Entry* const alone = std::find_if(next, end, Ledger::ConcernsDirectory);
    PostRun({next, alone});
    if (alone != end) ledger_.Post(*alone);
    next = alone == end ? end : alone + 1;
  }
}

void ParallelPost::PostRun(const Run& run) {
  if (run.end - run.begin < kFew || threads_.empty()) {
    for (const Entry* entry = run.begin; entry != run.end; ++entry) ledger_.Post(*entry);
    return;
  }
  {
    MutexLock lock(&mu_);
    run_ = run;
    ++round_;
    busy_ = threads_.size();
    begun_.SignalAll();
  }
  PostPart(0, run);
  MutexLock lock(&mu_);
  while (busy_ > 0) ended_.Wait(&mu_);
}

void ParallelPost::PostPart(size_t part, const Run& run) {
  for (const Entry* entry = run.begin; entry != run.end; ++entry) {
    ledger_.PostTo(parts_[part], *entry);
  }
}

void ParallelPost::Work(size_t part) {
  for (size_t round = 1;; ++round) {
    Run run;
    {
      MutexLock lock(&mu_);
      while (round_ < round && !is_stopping_) begun_.Wait(&mu_);
      if (is_stopping_) return;
      run = run_;
    }
    PostPart(part, run);
    MutexLock lock(&mu_);
    if (--busy_ == 0) ended_.SignalAll();
  }
}

}  // namespace atp
