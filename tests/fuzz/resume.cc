// Where a subscriber wants to begin: a WatchRequest as bytes of the wire, to a ledger with some
// history, of which the oldest is gone. It is refused with a reason, or hears every sequence after
// its place once and in order, or is told where it may begin.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/check.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "server/translate_delta.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/proofs.h"

namespace atp::fuzz {
namespace {

class History {
 public:
  History() {
    EngineOptions options;
    options.shards = 4;
    options.background_threads = false;
    options.journal_keep = kMicrosPerHour;
    options.request_window = kMicrosPerHour;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
    Move();
    clock_.Set(clock_.Now() + 3 * kMicrosPerHour);
    ATP_CHECK(engine_->Checkpoint().ok());
    Move();
  }

  Engine& engine() { return *engine_; }

 private:
  void Move() {
    for (int i = 0; i < 20; ++i) {
      MoveStock move;
      move.cause = Cause::kReceive;
      move.lines = {{"item-" + std::to_string(i % 4), "here", 10}};
      Command command;
      command.request.request_id = "request-" + std::to_string(++requests_);
      command.action = move;
      ATP_CHECK(engine_->ExecuteAndWait(std::move(command)).ok());
    }
  }

  MemoryDisk disk_;
  SimulatedClock clock_{20'000 * kMicrosPerDay};
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

void Follow(const SubscribeRequest& request, Engine* engine) {
  const auto subscription = engine->Subscribe(request);
  if (!subscription.ok()) return ProveError(subscription.status());
  const EngineStatus now = engine->Status();
  const bool is_whole = request.items.empty() && request.locations.empty();
  const bool is_after = request.start == SubscribeRequest::Start::kAfter;
  Sequence last = request.after;
  bool is_reset = false, ended = false;
  std::vector<FeedEvent> events;
  do {
    events.clear();
    ATP_CHECK((*subscription)->Next(8, 0, &events, &ended).ok());
    v1::WatchResponse response;
    for (const FeedEvent& event : events) {
      FillEvent(event, &response);
      is_reset |= std::holds_alternative<Reset>(event);
      const auto* const delta = std::get_if<DeltaPtr>(&event);
      if (delta == nullptr) continue;
      ATP_CHECK(!is_reset && (*delta)->sequence <= now.durable);
      if (is_after) ATP_CHECK((*delta)->sequence > last);
      if (is_after && is_whole) ATP_CHECK((*delta)->sequence == last + 1);
      last = (*delta)->sequence;
    }
    std::string bytes;
    ATP_CHECK(response.SerializeToString(&bytes));
  } while (!ended && !events.empty() && !std::holds_alternative<Heartbeat>(events.back()));
  ATP_CHECK(is_reset == ended);
  if (is_after && is_whole && !ended) ATP_CHECK(last == now.durable);
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  static History history;
  atp::v1::WatchRequest message;
  if (!message.ParseFromArray(data, static_cast<int>(size))) return 0;
  const auto request = atp::ToSubscribeRequest(message);
  if (!request.ok()) {
    ProveError(request.status());
    return 0;
  }
  Follow(*request, &history.engine());
  return 0;
}
