#ifndef ATP_SERVER_WORKER_THREADS_H_
#define ATP_SERVER_WORKER_THREADS_H_

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"

namespace atp {

// A few threads for many short pieces of work, first come, first served.
//
// Unlike BoundedThreads it queues: a piece must not wait for what other pieces do, and whoever
// hands work in bounds how much of his waits. Threads start when first needed; the destructor does
// what waits, and joins them. Thread-safe.
class WorkerThreads {
 public:
  // `name`: at most 15 bytes, as the system shows it.
  WorkerThreads(std::string name, size_t max) : name_(std::move(name)), max_(max) {}
  ~WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  void Run(std::function<void()> work);

 private:
  void Loop();

  const std::string name_;
  const size_t max_;

  Mutex mu_;
  CondVar changed_;
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  size_t idle_ ATP_GUARDED_BY(mu_) = 0;
  std::deque<std::function<void()>> waiting_ ATP_GUARDED_BY(mu_);
  std::vector<std::thread> threads_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_WORKER_THREADS_H_
