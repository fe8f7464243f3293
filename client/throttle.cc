#include "client/throttle.h"

namespace atp::client {
namespace {

// A server that has no more than this to do is idle at times, and does not show how much it can.
constexpr size_t kFew = 16;
// That end before the rate is told anew, and how much of what is believed then comes from them.
constexpr size_t kTelling = 64;
constexpr double kNewShare = 1.0 / 8;

}  // namespace

bool Throttle::HasTimeFor(size_t lines, Duration left) const {
  const std::lock_guard<std::mutex> lock(mu_);
  if (under_way_ < kFew || per_second_ == 0) return true;
  const double wait = static_cast<double>(under_way_ + lines) / per_second_;
  return wait <= share_ * std::chrono::duration<double>(left).count();
}

void Throttle::Asked(size_t lines, TimePoint now) {
  const std::lock_guard<std::mutex> lock(mu_);
  const bool was_idle = under_way_ < kFew;
  under_way_ += lines;
  if (!was_idle) return;
  since_ = now;
  ended_ = answered_ = 0;
}

void Throttle::Answered(size_t lines, TimePoint now) { Ended(lines, lines, now); }

void Throttle::GivenUp(size_t lines, TimePoint now) { Ended(lines, 0, now); }

void Throttle::Ended(size_t lines, size_t answered, TimePoint now) {
  const std::lock_guard<std::mutex> lock(mu_);
  ended_ += lines;
  answered_ += answered;
  const bool was_busy = under_way_ >= kFew;
  under_way_ -= lines;
  if (!was_busy || ended_ < kTelling || now <= since_) return;
  const double took = std::chrono::duration<double>(now - since_).count();
  const double rate = static_cast<double>(answered_) / took;
  per_second_ = per_second_ == 0 ? rate : (1 - kNewShare) * per_second_ + kNewShare * rate;
  since_ = now;
  ended_ = answered_ = 0;
}

}  // namespace atp::client
