#include "server/bounded_threads.h"

#include <pthread.h>

#include <utility>

namespace atp {

BoundedThreads::~BoundedThreads() {
  std::vector<std::thread> threads;
  {
    MutexLock lock(&mu_);
    is_stopping_ = true;
    threads.swap(threads_);
    changed_.SignalAll();
  }
  for (std::thread& thread : threads) thread.join();
}

bool BoundedThreads::TryRun(std::function<void()> work, std::function<void()> tell) {
  MutexLock lock(&mu_);
  if (busy_ >= max_ || is_stopping_) return false;
  ++busy_;
  waiting_.push_back({std::move(work), std::move(tell)});
  if (static_cast<int>(threads_.size()) < busy_) threads_.emplace_back([this] { Loop(); });
  changed_.SignalAll();
  return true;
}

void BoundedThreads::Loop() {
  pthread_setname_np(pthread_self(), name_.c_str());
  while (true) {
    Piece piece;
    {
      MutexLock lock(&mu_);
      while (waiting_.empty() && !is_stopping_) changed_.Wait(&mu_);
      if (waiting_.empty()) return;
      piece = std::move(waiting_.front());
      waiting_.pop_front();
    }
    piece.work();
    piece.work = nullptr;  // what it holds goes before its place is free
    {
      MutexLock lock(&mu_);
      --busy_;
    }
    if (piece.tell != nullptr) piece.tell();
  }
}

}  // namespace atp
