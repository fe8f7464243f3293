#ifndef ATP_SERVER_BOUNDED_THREADS_H_
#define ATP_SERVER_BOUNDED_THREADS_H_

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"

namespace atp {

// Threads for work that may wait, so that network threads need not: at most `max` pieces of work at
// a time, and none is ever queued behind another.
//
// Threads start when first needed and are kept for the next piece of work; the destructor waits for
// what is running, and joins them. Thread-safe.
class BoundedThreads {
 public:
  // `name`: at most 15 bytes, as the system shows it.
  BoundedThreads(std::string name, int max) : name_(std::move(name)), max_(max) {}
  ~BoundedThreads();
  BoundedThreads(const BoundedThreads&) = delete;
  BoundedThreads& operator=(const BoundedThreads&) = delete;

  // Runs `work` on a thread of its own; false, and nothing happens, if all are busy. `tell`, which
  // must be quick, is called when its place is free again: who hears of the end finds room.
  [[nodiscard]] bool TryRun(std::function<void()> work, std::function<void()> tell = nullptr);

  int max() const { return max_; }

 private:
  struct Piece {
    std::function<void()> work;
    std::function<void()> tell;
  };

  void Loop();

  const std::string name_;
  const int max_;

  Mutex mu_;
  CondVar changed_;
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  int busy_ ATP_GUARDED_BY(mu_) = 0;  // pieces waiting or running; never more than threads_
  std::deque<Piece> waiting_ ATP_GUARDED_BY(mu_);
  std::vector<std::thread> threads_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_BOUNDED_THREADS_H_
