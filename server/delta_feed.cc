#include "server/delta_feed.h"

#include <pthread.h>

#include <chrono>
#include <utility>
#include <variant>

#include "engine/base/check.h"

namespace atp {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kTickMs = 1000;
// Of those whose place is older each reads on by itself.
constexpr size_t kEncodedBytesMax = 32 << 20;
constexpr size_t kDeltasAtATime = 4096;
// Told of before more is read, so that a long queue is delivered as it is encoded.
constexpr size_t kDeltasPerRound = 16'384;

// Whether there are any.
bool TakeDeltas(std::vector<FeedEvent>* events, std::vector<DeltaPtr>* deltas) {
  deltas->clear();
  for (FeedEvent& event : *events) {
    if (auto* const delta = std::get_if<DeltaPtr>(&event)) deltas->push_back(std::move(*delta));
  }
  events->clear();
  return !deltas->empty();
}

}  // namespace

DeltaFeed::DeltaFeed(int gather_ms) : gather_ms_(gather_ms), deltas_(kEncodedBytesMax) {}

void DeltaFeed::Add(Engine* engine, const std::shared_ptr<Listener>& listener) {
  const MutexLock lock(&mu_);
  if (is_stopping_) return;
  engine_ = engine;
  listeners_[listener.get()] = listener;
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  changed_.SignalAll();
}

void DeltaFeed::Remove(Listener* listener) {
  const MutexLock lock(&mu_);
  listeners_.erase(listener);
  if (listeners_.empty() && following_ != nullptr) following_->Cancel();
}

void DeltaFeed::Stop() {
  std::thread thread;
  {
    const MutexLock lock(&mu_);
    is_stopping_ = true;
    if (following_ != nullptr) following_->Cancel();
    changed_.SignalAll();
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

void DeltaFeed::Run() {
  pthread_setname_np(pthread_self(), "feed");
  SubscribeRequest request;
  request.is_counted = false;
  while (Engine* const engine = WaitForListeners()) {
    const auto subscription = engine->Subscribe(request);
    ATP_CHECK(subscription.ok());  // from now on, and not counted: nothing to refuse
    {
      const MutexLock lock(&mu_);
      following_ = subscription->get();
    }
    // Whoever is behind this place now knows it, and reads on by itself.
    deltas_.Restart(*(*subscription)->place());
    Tell(&Listener::OnNews);
    Follow(subscription->get());
    const MutexLock lock(&mu_);
    following_ = nullptr;
  }
}

Engine* DeltaFeed::WaitForListeners() {
  const MutexLock lock(&mu_);
  while (listeners_.empty() && !is_stopping_) changed_.Wait(&mu_);
  return is_stopping_ ? nullptr : engine_;
}

void DeltaFeed::Follow(Subscription* subscription) {
  std::vector<FeedEvent> events;
  std::vector<DeltaPtr> deltas;
  SteadyClock::time_point ticked = SteadyClock::now();
  bool ended = false;
  while (!ended) {
    {
      // Whoever cancels does so under the lock; what came before it was ours is found here.
      const MutexLock lock(&mu_);
      if (is_stopping_ || listeners_.empty()) return;
    }
    absl::Status read = subscription->Next(kDeltasAtATime, kTickMs, &events, &ended);
    size_t round = 0;
    while (read.ok() && !ended && TakeDeltas(&events, &deltas)) {
      deltas_.Append(deltas);
      if (round == 0) Gather();
      round += deltas.size();
      if (round >= kDeltasPerRound) break;
      read = subscription->Next(kDeltasAtATime, 0, &events, &ended);
    }
    if (round > 0) Tell(&Listener::OnNews);
    if (!read.ok()) return;
    if (SteadyClock::now() - ticked < std::chrono::milliseconds(kTickMs)) continue;
    ticked = SteadyClock::now();
    Tell(&Listener::OnTick);
  }
}

void DeltaFeed::Gather() {
  const auto end = SteadyClock::now() + std::chrono::milliseconds(gather_ms_);
  const MutexLock lock(&mu_);
  while (!is_stopping_) {
    const auto left = end - SteadyClock::now();
    if (left <= SteadyClock::duration::zero()) return;
    changed_.WaitFor(&mu_,
                     static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
  }
}

void DeltaFeed::Tell(void (Listener::*what)()) {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const MutexLock lock(&mu_);
    listeners.reserve(listeners_.size());
    for (const auto& [key, weak] : listeners_) {
      if (auto listener = weak.lock()) listeners.push_back(std::move(listener));
    }
  }
  for (const auto& listener : listeners) ((*listener).*what)();
}

}  // namespace atp
