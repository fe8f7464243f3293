#ifndef ATP_SERVER_ACCESS_CALL_LIMITS_H_
#define ATP_SERVER_ACCESS_CALL_LIMITS_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"

namespace atp {

// Of each identity.
struct CallLimitOptions {
  int64_t per_second = 100'000;  // calls, and items of batches, on average
  int64_t burst = 200'000;       // that many at once, after a while of quiet
  int64_t at_once = 2'000;       // calls under way, open streams among them
};

// Keeps one identity from taking what the others need: a token bucket for how often, a count for
// how many at once. Thread-safe; `clock` must outlive it, and it must outlive its slots.
class CallLimits {
  struct Account;

 public:
  // One call under way, until it goes.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&&) = default;
    Slot& operator=(Slot&&) = default;
    ~Slot();

   private:
    friend class CallLimits;
    explicit Slot(std::shared_ptr<Account> account) : account_(std::move(account)) {}
    std::shared_ptr<Account> account_;
  };

  CallLimits(const CallLimitOptions& options, const Clock* clock);
  ~CallLimits();

  // RESOURCE_EXHAUSTED: RATE_LIMITED, with when there will be room again; TOO_MANY_CALLS.
  absl::StatusOr<Slot> Enter(const std::string& identity);

  // `count` more calls within one that is under way. RATE_LIMITED. More than the burst at once pass
  // when the bucket is full, and are paid for afterwards: a batch is not refused for its size.
  absl::Status Take(const Slot& slot, int64_t count);

 private:
  absl::Status Draw(int64_t count, Account* account);
  std::shared_ptr<Account> AccountOf(const std::string& identity);
  void Forget() ATP_REQUIRES(mu_);

  const CallLimitOptions options_;
  const Clock& clock_;

  Mutex mu_;
  absl::flat_hash_map<std::string, std::shared_ptr<Account>> accounts_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_CALL_LIMITS_H_
