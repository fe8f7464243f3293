#ifndef ATP_SERVER_WATCHES_H_
#define ATP_SERVER_WATCHES_H_

#include <set>

#include "engine/base/mutex.h"
#include "engine/subscription.h"

namespace atp {

// The subscriptions that are being served, so that a drain can wake and end them. Thread-safe.
class Watches {
 public:
  // False, and nothing is added, once EndAll() was called. Remove it before it is destroyed.
  [[nodiscard]] bool Add(Subscription* subscription) {
    MutexLock lock(&mu_);
    if (is_ended_) return false;
    active_.insert(subscription);
    return true;
  }
  void Remove(Subscription* subscription) {
    MutexLock lock(&mu_);
    active_.erase(subscription);
  }
  // Cancels all there are and refuses new ones.
  void EndAll() {
    MutexLock lock(&mu_);
    is_ended_ = true;
    for (Subscription* subscription : active_) subscription->Cancel();
  }

 private:
  Mutex mu_;
  bool is_ended_ ATP_GUARDED_BY(mu_) = false;
  std::set<Subscription*> active_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_WATCHES_H_
