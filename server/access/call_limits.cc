#include "server/access/call_limits.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// Beyond it those that nobody uses are forgotten; who comes back begins with a full bucket.
constexpr size_t kAccountsMax = 10'000;

}  // namespace

struct CallLimits::Account {
  Mutex mu;
  double tokens ATP_GUARDED_BY(mu) = 0;  // below 0 after a large batch
  Micros filled_at ATP_GUARDED_BY(mu) = 0;
  int64_t under_way ATP_GUARDED_BY(mu) = 0;
};

CallLimits::CallLimits(const CallLimitOptions& options, const Clock* clock)
    : options_(options), clock_(*clock) {}

CallLimits::~CallLimits() = default;

CallLimits::Slot::~Slot() {
  if (account_ == nullptr) return;
  MutexLock lock(&account_->mu);
  --account_->under_way;
}

absl::StatusOr<CallLimits::Slot> CallLimits::Enter(const std::string& identity) {
  const std::shared_ptr<Account> account = AccountOf(identity);
  {
    MutexLock lock(&account->mu);
    if (account->under_way >= options_.at_once) {
      return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_CALLS", "",
                       absl::StrCat(identity, " has ", options_.at_once, " calls under way"));
    }
    ++account->under_way;
  }
  Slot slot(account);
  const absl::Status drawn = Draw(1, account.get());
  if (!drawn.ok()) return drawn;
  return slot;
}

absl::Status CallLimits::Take(const Slot& slot, int64_t count) {
  return slot.account_ == nullptr ? absl::OkStatus() : Draw(count, slot.account_.get());
}

absl::Status CallLimits::Draw(int64_t count, Account* account) {
  const Micros now = clock_.Now();
  const double burst = static_cast<double>(options_.burst);
  const double per_micro = static_cast<double>(options_.per_second) / kMicrosPerSecond;
  MutexLock lock(&account->mu);
  // A clock that is set back fills nothing, and is not waited for.
  if (now > account->filled_at) {
    const double more = static_cast<double>(now - account->filled_at) * per_micro;
    account->tokens = std::min(burst, account->tokens + more);
  }
  account->filled_at = now;
  const double needed = std::min(burst, static_cast<double>(count));
  if (account->tokens < needed) {
    const auto wait_ms = static_cast<int64_t>((needed - account->tokens) / per_micro / 1000) + 1;
    return WithDetail(
        MakeError(absl::StatusCode::kResourceExhausted, "RATE_LIMITED", "",
                  absl::StrCat("more than ", options_.per_second, " calls a second, and more than ",
                               options_.burst, " at once")),
        "retry_in_ms", absl::StrCat(wait_ms));
  }
  account->tokens -= static_cast<double>(count);
  return absl::OkStatus();
}

std::shared_ptr<CallLimits::Account> CallLimits::AccountOf(const std::string& identity) {
  MutexLock lock(&mu_);
  std::shared_ptr<Account>& account = accounts_[identity];
  if (account != nullptr) return account;
  auto made = std::make_shared<Account>();
  {
    MutexLock account_lock(&made->mu);
    made->tokens = static_cast<double>(options_.burst);
    made->filled_at = clock_.Now();
  }
  account = made;
  if (accounts_.size() > kAccountsMax) Forget();
  return made;
}

void CallLimits::Forget() {
  // Only the map holds them: no call is under way.
  for (auto it = accounts_.begin(); it != accounts_.end();) {
    const auto here = it++;
    if (here->second.use_count() == 1) accounts_.erase(here);
  }
}

}  // namespace atp
