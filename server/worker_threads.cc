#include "server/worker_threads.h"

#include <pthread.h>

#include <utility>

namespace atp {

WorkerThreads::~WorkerThreads() {
  std::vector<std::thread> threads;
  {
    const MutexLock lock(&mu_);
    is_stopping_ = true;
    threads.swap(threads_);
    changed_.SignalAll();
  }
  for (std::thread& thread : threads) thread.join();
}

void WorkerThreads::Run(std::function<void()> work) {
  const MutexLock lock(&mu_);
  waiting_.push_back(std::move(work));
  if (idle_ < waiting_.size() && threads_.size() < max_) {
    threads_.emplace_back([this] { Loop(); });
  }
  changed_.SignalAll();
}

void WorkerThreads::Loop() {
  pthread_setname_np(pthread_self(), name_.c_str());
  while (true) {
    std::function<void()> work;
    {
      const MutexLock lock(&mu_);
      ++idle_;
      while (waiting_.empty() && !is_stopping_) changed_.Wait(&mu_);
      --idle_;
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace atp
