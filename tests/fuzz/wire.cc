// A message as bytes of the wire, after a byte that says which: what a client sends that makes its
// messages by hand. It is no message, or is refused with a reason, or is done.

#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/atp/v1/supply_service.pb.h"
#include "server/translate_availability.h"
#include "server/translate_batch.h"
#include "server/translate_quota.h"
#include "server/translate_settings.h"
#include "server/translate_snapshot.h"
#include "server/translate_supply.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/proofs.h"

namespace atp::fuzz {
namespace {

class Receiver {
 public:
  Receiver() {
    EngineOptions options;
    options.shards = 4;
    options.background_threads = false;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  }

  void Take(size_t kind, std::string_view bytes) {
    switch (kind) {
      case 0:
        return TakeChange<v1::ChangeSettingsRequest>(bytes);
      case 1:
        return TakeChange<v1::SetSupplyRequest>(bytes);
      case 2:
        return TakeChange<v1::ChangeQuotaRequest>(bytes);
      case 3:
        return TakeSnapshot(bytes);
      default:
        return TakeBatch(bytes);
    }
  }

  void Prove() {
    engine_.reset();
    ProveLedger(&disk_);
  }

 private:
  template <typename Message>
  static bool Parse(std::string_view bytes, Message* message) {
    return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  }

  template <typename Request>
  void TakeChange(std::string_view bytes) {
    Request request;
    if (!Parse(bytes, &request)) return;
    absl::StatusOr<Action> action = ToAction(request);
    if (!action.ok()) return ProveError(action.status());
    Command command;
    command.request.request_id = request.request_id();
    command.action = *std::move(action);
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    if (!outcome.ok()) ProveError(outcome.status());
  }

  void TakeSnapshot(std::string_view bytes) {
    v1::PushSnapshotRequest request;
    if (!Parse(bytes, &request)) return;
    const auto header = ToSnapshotHeader(request);
    if (!header.ok()) ProveError(header.status());
    if (header.ok()) {
      const auto import = engine_->BeginSnapshot(*header);
      if (!import.ok()) return ProveError(import.status());
      const auto report = (*import)->Finish();
      if (!report.ok()) return ProveError(report.status());
    }
    const auto rows = ToSnapshotRows(request, 1000);
    if (!rows.ok()) ProveError(rows.status());
  }

  void TakeBatch(std::string_view bytes) {
    v1::BatchRequest request;
    if (!Parse(bytes, &request)) return;
    v1::BatchResponse response;
    for (int i = 0; i < request.items_size(); ++i) {
      v1::BatchItem* const item = request.mutable_items(i);
      ATP_CHECK(LinesOf(*item) >= 1);
      const absl::Status status = item->has_check()
                                      ? Check(item->check())
                                      : Change(request.answers(), item, response.add_results());
      if (status.ok()) continue;
      ProveError(status);
      FillError(status, response.add_results()->mutable_error());
    }
    std::string written;
    ATP_CHECK(response.SerializeToString(&written));
  }

  absl::Status Check(const v1::CheckAvailabilityRequest& request) {
    const auto lines = ToCheckLines(request);
    return lines.ok() ? engine_->Check(*lines).status() : lines.status();
  }

  absl::Status Change(v1::BatchRequest::Answers answers, v1::BatchItem* item,
                      v1::BatchResult* result) {
    Command command;
    const absl::Status status = TakeCommand(item, &command);
    if (!status.ok()) return status;
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    if (outcome.ok()) FillResult(*item, *outcome, answers, engine_.get(), result);
    return outcome.status();
  }

  MemoryDisk disk_;
  SimulatedClock clock_{20'000 * kMicrosPerDay};
  std::unique_ptr<Engine> engine_;
};

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  Receiver receiver;
  const size_t kind = choices.Below(8);
  receiver.Take(kind, choices.Rest());
  receiver.Prove();
  return 0;
}
