#ifndef ATP_ENGINE_RESET_SUBSCRIPTION_H_
#define ATP_ENGINE_RESET_SUBSCRIPTION_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/subscription.h"

namespace atp {

// The Subscription of who asks to go on from a place that this ledger does not have: it says so,
// and is over.
class ResetSubscription final : public Subscription {
 public:
  // `on_end` runs in the destructor.
  ResetSubscription(Reset reset, std::function<void()> on_end)
      : reset_(std::move(reset)), on_end_(std::move(on_end)) {}
  ~ResetSubscription() override { on_end_(); }

  absl::Status Next(size_t max, int timeout_ms, std::vector<FeedEvent>* events,
                    bool* ended) override {
    if (!is_over_) events->push_back(reset_);
    is_over_ = true;
    *ended = true;
    return absl::OkStatus();
  }
  std::optional<Sequence> place() const override { return std::nullopt; }
  void SkipTo(Sequence sequence) override {}  // never, as it has no place
  void Cancel() override {}                   // Next() never waits

 private:
  const Reset reset_;
  const std::function<void()> on_end_;
  bool is_over_ = false;
};

}  // namespace atp

#endif  // ATP_ENGINE_RESET_SUBSCRIPTION_H_
