// Page tokens: as callers may make them up, and forged with the right checksum, which is no secret.
// Any page is an error with a reason or a page, and whoever follows `next` comes to an end.

#include "engine/page_token.h"

#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/proofs.h"

namespace atp::fuzz {
namespace {

// A ledger with some of everything that is listed. It is only read.
class Listed {
 public:
  Listed() {
    EngineOptions options;
    options.shards = 4;
    options.background_threads = false;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
    for (int i = 0; i < 8; ++i) AddItem("item-" + std::to_string(i));
  }

  Engine& engine() { return *engine_; }

 private:
  void Run(Action action) {
    Command command;
    command.request.request_id = "request-" + std::to_string(++requests_);
    command.action = std::move(action);
    ATP_CHECK(engine_->ExecuteAndWait(std::move(command)).ok());
  }

  void AddItem(const std::string& item) {
    MoveStock move;
    move.cause = Cause::kReceive;
    move.lines = {{item, "here", 10}, {item, "there", 10}};
    Run(move);
    Reserve reserve;
    reserve.lines.push_back({item, "here", 1, kNoDay});
    Run(reserve);
    Run(reserve);
    SupplyLine line;
    line.key = {SupplyKind::kCommitment, "order-" + item, 1};
    line.item = item;
    line.location = "here";
    line.quantity = 5;
    line.day = 20'005;
    SetSupply supply;
    supply.lines.push_back(line);
    Run(supply);
  }

  MemoryDisk disk_;
  SimulatedClock clock_{20'000 * kMicrosPerDay};
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

// More than all there is to list, with pages of one.
constexpr int kPagesMax = 1000;

template <typename List>
void Follow(PageRequest page, List list) {
  for (int pages = 0;; ++pages) {
    ATP_CHECK(pages < kPagesMax);
    const auto answer = list(page);
    if (!answer.ok()) return ProveError(answer.status());
    ATP_CHECK(answer->views.size() <= page.size);
    if (answer->next.empty()) return;
    page.token = answer->next;
  }
}

void FollowAll(const std::string& token, Choices choices) {
  static Listed listed;
  Engine& engine = listed.engine();
  PageRequest page;
  page.size = static_cast<uint32_t>(1 + choices.Below(5));
  page.token = token;
  Follow(page, [&](const PageRequest& p) { return engine.ListReservations({}, p); });
  Follow(page, [&](const PageRequest& p) { return engine.ListStock({}, p); });
  Follow(page, [&](const PageRequest& p) { return engine.ListSupply({}, p); });
  Follow(page, [&](const PageRequest& p) { return engine.ListSettings({}, p); });
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  std::string token;
  if (choices.OneIn(2)) {
    token = choices.Rest();
    const auto parsed = atp::PageToken::FromText(token);
    if (parsed.has_value() && !token.empty()) {
      const auto again = atp::PageToken::FromText(parsed->ToText());
      ATP_CHECK(again.has_value() && again->shard == parsed->shard);
      ATP_CHECK(again->after == parsed->after);
    }
  } else {
    atp::PageToken forged;
    forged.shard = choices.Byte();
    forged.after = choices.Rest();
    token = forged.ToText();
  }
  FollowAll(token, choices);
  return 0;
}
