#include "tests/simulation/subscriber.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "tests/simulation/answer_text.h"
#include "tests/simulation/world.h"

namespace atp::simulation {

void Subscriber::Violate(World* world, const std::string& text) {
  world->Violate(name_ + ", at sequence " + std::to_string(last_) + ": " + text);
}

void Subscriber::Forget() {
  copy_.clear();
  is_copy_whole_ = false;
  last_ = exact_from_ = 0;
  saw_what_is_lost_ = false;
}

// What it was shown and is lost was not synced, as the sync interval permits.
void Subscriber::EngineBack(uint64_t end) {
  saw_what_is_lost_ |= last_ > end;
  // Of a picture that was not exact yet it begins anew.
  if (!saw_what_is_lost_ && exact_from_ > end) Forget();
}

void Subscriber::Step(World* world) {
  if (world->engine() == nullptr || !world->dice().OneIn(static_cast<uint64_t>(patience_))) return;
  if (subscription_ == nullptr) return Subscribe(world);
  if (world->dice().OneIn(60)) {
    world->Note(name_ + " vanishes");
    subscription_.reset();
    return;
  }
  Pull(world, static_cast<size_t>(world->dice().Between(1, 40)));
}

void Subscriber::Subscribe(World* world) {
  SubscribeRequest request;
  request.start =
      is_copy_whole_ ? SubscribeRequest::Start::kAfter : SubscribeRequest::Start::kFullPicture;
  request.after = last_;
  if (is_copy_whole_) request.history = history_;
  if (!item_.empty()) request.items = {item_};
  request.on_lag = on_lag_;
  if (!is_copy_whole_) Forget();
  auto subscription = world->engine()->Subscribe(request);
  if (!subscription.ok()) return Violate(world, subscription.status().ToString());
  world->Note(absl::StrCat(name_, is_copy_whole_ ? " resumes after " : " begins after ", last_));
  subscription_ = *std::move(subscription);
  if (!saw_what_is_lost_) history_ = world->engine()->history();
}

bool Subscriber::Pull(World* world, size_t max) {
  std::vector<FeedEvent> events;
  bool has_ended = false;
  const absl::Status status = subscription_->Next(max, /*timeout_ms=*/0, &events, &has_ended);
  if (!status.ok()) Violate(world, status.ToString());
  // A heartbeat that brings it on is not the last.
  bool has_more = true;
  for (const FeedEvent& event : events) {
    if (world->is_violated()) return false;
    const Sequence before = last_;
    if (saw_what_is_lost_ && !std::holds_alternative<Reset>(event)) {
      Violate(world, "goes on though it saw what is lost");
      return false;
    }
    std::visit([&](const auto& e) { Take(world, e); }, event);
    has_more = !std::holds_alternative<Heartbeat>(event) || last_ > before;
  }
  if (has_ended) subscription_.reset();
  return has_more && !has_ended;
}

void Subscriber::Take(World* world, const PictureRow& row) {
  copy_[{row.item, row.location}] = row.balances;
}

void Subscriber::Take(World* world, const PictureEnd& end) {
  last_ = end.sequence;
  exact_from_ = world->showable();
  is_copy_whole_ = true;
}

void Subscriber::Take(World* world, const DeltaPtr& delta) {
  const bool is_sum = delta->first_sequence != delta->sequence;
  const bool may_skip = !item_.empty() && !is_sum;
  if (may_skip ? delta->first_sequence <= last_ : delta->first_sequence != last_ + 1) {
    return Violate(world, absl::StrCat("is given ", delta->first_sequence));
  }
  if (is_sum && on_lag_ != SubscribeRequest::OnLag::kCoalesce) {
    return Violate(world, "is given a sum it has not asked for");
  }
  if (delta->sequence > world->showable()) {
    return Violate(
        world, absl::StrCat("is given ", delta->sequence, ", durable up to ", world->showable()));
  }
  const Decided* decided =
      delta->request_id.empty() ? nullptr : world->book().Find(delta->request_id);
  // What is older than the window of requests may be an answer that was forgotten. The engine may
  // have decided it later than the clock said, and so than the book has it.
  const bool is_recent = delta->time > world->latest() - world->options().request_window;
  if (decided != nullptr && is_recent && !is_sum && decided->sequence != delta->sequence) {
    return Violate(world, absl::StrCat(delta->request_id, " was ", decided->sequence,
                                       ", and is given as ", delta->sequence));
  }
  for (const Delta::Change& change : delta->changes) {
    Balances& kept = copy_[{change.item, change.location}];
    if (kept != change.before && delta->first_sequence > exact_from_) {
      return Violate(
          world, absl::StrCat(delta->sequence, " does not fit: ", change.item, "@", change.location,
                              " has ", TextOf(kept), ", and was ", TextOf(change.before)));
    }
    kept = change.after;
    for (const auto bucket : Balances::kBuckets()) {
      world->Mix(static_cast<uint64_t>(change.after.*bucket));
    }
  }
  last_ = delta->sequence;
  ++world->counts().deltas;
}

void Subscriber::Take(World* world, const Heartbeat& heartbeat) {
  if (!is_copy_whole_) return;
  if (heartbeat.sequence < last_ || (item_.empty() && heartbeat.sequence > last_)) {
    return Violate(world, absl::StrCat("a heartbeat at ", heartbeat.sequence));
  }
  if (heartbeat.sequence > world->showable()) return Violate(world, "a heartbeat ahead");
  last_ = heartbeat.sequence;
}

void Subscriber::Take(World* world, const Reset& reset) {
  world->Note(name_ + " is reset: " + reset.reason);
  if (saw_what_is_lost_ || reset.reason == "HISTORY_CHANGED") {
    if (!saw_what_is_lost_ || reset.reason != "HISTORY_CHANGED") {
      Violate(world, "is reset for another reason: " + reset.reason);
    }
    return Forget();
  }
  if (reset.reason == "SUBSCRIBER_TOO_SLOW") {
    if (on_lag_ == SubscribeRequest::OnLag::kCoalesce) Violate(world, "is reset, not coalesced");
  } else if (reset.reason != "SEQUENCE_TRIMMED" || reset.oldest <= last_ + 1) {
    return Violate(world, "is reset without need: " + reset.reason);
  }
  if (reset.oldest > last_ + 1) Forget();
}

void Subscriber::Compare(World* world) {
  // A reset, or two, may come before it has caught up.
  for (int attempt = 0; attempt < 4; ++attempt) {
    if (world->engine() == nullptr || world->is_violated()) return;
    if (subscription_ == nullptr) Subscribe(world);
    while (subscription_ != nullptr && Pull(world, 1000)) continue;
    if (subscription_ != nullptr) break;
  }
  if (world->is_violated() || subscription_ == nullptr) return;
  if (last_ != world->engine()->Status().durable) {
    return Violate(world, "has all, and is not at the end");
  }
  for (const Place& place : world->book().now().Places()) {
    if (!item_.empty() && place.first != item_) continue;
    const auto stock = world->engine()->GetStock(place.first, place.second);
    if (!stock.ok()) return Violate(world, stock.status().ToString());
    if (stock->balances != copy_[place]) {
      return Violate(world,
                     absl::StrCat("its copy of ", TextOf(place), " has ", TextOf(copy_[place]),
                                  ", the ledger ", TextOf(stock->balances)));
    }
  }
}

}  // namespace atp::simulation
