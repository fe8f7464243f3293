#ifndef ATP_TESTS_SIMULATION_SUBSCRIBER_H_
#define ATP_TESTS_SIMULATION_SUBSCRIBER_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/subscription.h"
#include "tests/simulation/actor.h"
#include "tests/simulation/plain_nouns.h"

namespace atp::simulation {

// Keeps a copy of stock from deltas. Reads at its own pace, goes and comes back, and resumes where
// it was: no sequence may be missing, none may come twice or before it is durable, each must fit to
// the copy, and in the end the copy is what the engine has.
class Subscriber final : public Actor {
 public:
  // Without an item it follows all. One that is patient reads a little, one time in many.
  Subscriber(std::string name, std::string item, SubscribeRequest::OnLag on_lag, int patience)
      : name_(std::move(name)), item_(std::move(item)), on_lag_(on_lag), patience_(patience) {}

  void Step(World* world) override;
  void EngineGone() override { subscription_.reset(); }
  void EngineBack(uint64_t end) override;
  void Compare(World* world) override;

 private:
  void Subscribe(World* world);
  // True if there may be more.
  bool Pull(World* world, size_t max);
  void Take(World* world, const PictureRow& row);
  void Take(World* world, const PictureEnd& end);
  void Take(World* world, const DeltaPtr& delta);
  void Take(World* world, const Heartbeat& heartbeat);
  void Take(World* world, const Reset& reset);
  void Violate(World* world, const std::string& text);
  void Forget();

  const std::string name_;
  const std::string item_;
  const SubscribeRequest::OnLag on_lag_;
  const int patience_;

  std::unique_ptr<Subscription> subscription_;
  std::map<Place, Balances> copy_;
  bool is_copy_whole_ = false;
  HistoryId history_ = kNoHistory;  // in which it has seen what it has
  bool saw_what_is_lost_ = false;   // so it must be reset
  Sequence last_ = 0;               // everything up to here is in the copy
  Sequence exact_from_ = 0;         // rows of the picture may reflect deltas up to here
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_SUBSCRIBER_H_
