#include "tests/fuzz/engine_script.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/model/error.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/atp/v1/supply_service.pb.h"
#include "server/scalars.h"
#include "server/translate_batch.h"
#include "server/translate_quota.h"
#include "server/translate_reservation.h"
#include "server/translate_settings.h"
#include "server/translate_supply.h"
#include "tests/fuzz/proofs.h"

namespace atp::fuzz {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;

}  // namespace

EngineScript::EngineScript(const uint8_t* data, size_t size)
    : choices_(data, size), clock_(kStart) {
  Open();
  if (!choices_.OneIn(4)) StockTheShelves();
}

// Where there is nothing yet, most of what is asked ends as unknown.
void EngineScript::StockTheShelves() {
  MoveStock receive;
  for (int item = 0; item < 4; ++item) {
    for (int location = 0; location < 4; ++location) {
      receive.lines.push_back({absl::StrCat("I", item), absl::StrCat("L", location), 100});
    }
  }
  Command command;
  command.request.request_id = "opening";
  command.action = std::move(receive);
  ATP_CHECK(engine_->ExecuteAndWait(std::move(command)).ok());
}

void EngineScript::Open() {
  engine_.reset();
  EngineOptions options;
  options.shards = 4;
  options.subscribers_max = 2;
  options.background_threads = false;
  auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
  ATP_CHECK(engine.ok());
  engine_ = *std::move(engine);
}

void EngineScript::Play() {
  for (int step = 0; step < kStepsMax && !choices_.empty(); ++step) Step();
}

void EngineScript::Step() {
  switch (choices_.Below(16)) {
    case 8:
      return Ask();
    case 9:
      return ChangeSettings();
    case 10:
    case 11:
      return ChangeOther();
    case 12:
      return List();
    case 13:
      return PushSnapshot();
    case 14:
      return PassTime();
    case 15:
      return Watch();
    default:
      return ChangeByItem();
  }
}

void EngineScript::PassTime() {
  switch (choices_.Below(6)) {
    case 0:
      return clock_.Set(clock_.Now() + kMicrosPerSecond * choices_.Byte());
    case 1:
      return clock_.Set(clock_.Now() + kMicrosPerHour * choices_.Byte());
    case 2:
      return clock_.Set(clock_.Now() - kMicrosPerSecond * choices_.Byte());
    case 3:
      return engine_->SettleDue();
    case 4:
      return Checkpoint();
    default:
      return Open();
  }
}

void EngineScript::Checkpoint() { ATP_CHECK(engine_->Checkpoint().ok()); }

bool EngineScript::IsNeeded(const google::protobuf::FieldDescriptor& field) {
  static const std::set<std::string> kNeeded = {"request_id",
                                                "lines",
                                                "item",
                                                "location",
                                                "quantity",
                                                "reservation_id",
                                                "document",
                                                "line",
                                                "kind",
                                                "state",
                                                "supply",
                                                "changes",
                                                "settings",
                                                "set",
                                                "rows",
                                                "on_hand",
                                                "source",
                                                "snapshot_id",
                                                "channel",
                                                "limit",
                                                "day",
                                                "from",
                                                "to",
                                                "from_location",
                                                "locations",
                                                "quotas",
                                                "rule",
                                                "group",
                                                "lane",
                                                "components",
                                                "substitutes",
                                                "keys",
                                                "verb",
                                                "page_size",
                                                "reflects_sequence"};
  // Of a line either is enough, and most lines name a location.
  const bool is_line_of_order =
      field.containing_type()->full_name() == "atp.v1.ReserveRequest.Line";
  const bool is_order = field.containing_type()->full_name() == "atp.v1.ReserveRequest";
  if (is_line_of_order && (field.name() == "group" || field.name() == "day")) return false;
  if (is_order && field.name() == "channel") return false;
  return kNeeded.count(field.name()) > 0;
}

int64_t EngineScript::NumberFor(const google::protobuf::FieldDescriptor& field, Choices* choices) {
  // Of a document; few, so that they are met again.
  const bool is_small = field.name() == "line" && !choices->OneIn(16);
  return is_small ? static_cast<int64_t>(choices->Below(3)) : choices->Number();
}

std::string EngineScript::TextFor(const google::protobuf::FieldDescriptor& field,
                                  Choices* choices) {
  const std::string& name = field.name();
  const auto has = [&name](const char* part) { return name.find(part) != std::string::npos; };
  if (choices->OneIn(64)) return choices->Text(80);
  if (has("request_id")) {
    return choices->OneIn(8) ? absl::StrCat("r", choices->Below(4))
                             : absl::StrCat("request-", ++requests_);
  }
  if (has("reservation")) {
    if (reservations_.empty()) return "257";
    return reservations_[choices->Byte() % reservations_.size()];
  }
  if (has("page_token")) return choices->OneIn(4) ? "" : page_token_;
  if (has("day") || has("arrival")) {
    return FormatDay(static_cast<Day>(20'000 - 4 + static_cast<Day>(choices->Below(40))));
  }
  const bool is_place = has("location") || has("group") || name == "from" || name == "to";
  if (is_place) return absl::StrCat("L", choices->Below(4));
  if (has("region")) return absl::StrCat("R", choices->Below(2));
  if (has("supplier")) return absl::StrCat("S", choices->Below(2));
  if (has("channel") || has("parent")) return absl::StrCat("C", choices->Below(3));
  if (has("customer")) return absl::StrCat("U", choices->Below(2));
  if (has("document")) return absl::StrCat("PO", choices->Below(2));
  if (has("source")) return absl::StrCat("ERP", choices->Below(2));
  return absl::StrCat("I", choices->Below(4));
}

void EngineScript::Refused(const absl::Status& status) {
  ProveError(status);
  heard_.insert(ErrorReason(status));
}

void EngineScript::WriteOut(const google::protobuf::Message& response) {
  std::string bytes;
  ATP_CHECK(response.SerializeToString(&bytes));
}

template <typename Request>
absl::StatusOr<Outcome> EngineScript::Change(const Request& request,
                                             absl::StatusOr<Action> action) {
  if (!action.ok()) return action.status();
  Command command;
  command.request.request_id = request.request_id();
  command.action = *std::move(action);
  command.validate_only = request.validate_only();
  absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(std::move(command));
  if (outcome.ok()) heard_.insert(CauseName(outcome->entry.cause));
  return outcome;
}

void EngineScript::ChangeByItem() {
  auto item = Make<v1::BatchItem>();
  const v1::BatchItem asked = item;
  Command command;
  v1::BatchResult result;
  absl::Status status = TakeCommand(&item, &command);
  if (status.ok()) {
    const bool is_rehearsal = command.validate_only;
    const absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(std::move(command));
    status = outcome.status();
    if (outcome.ok()) {
      const auto answers =
          choices_.OneIn(4) ? v1::BatchRequest::BRIEF : v1::BatchRequest::ANSWERS_UNSPECIFIED;
      FillResult(item, *outcome, answers, engine_.get(), &result);
      ProveAnswer(asked, *outcome);
      heard_.insert(CauseName(outcome->entry.cause));
      if (item.has_reserve() && !is_rehearsal && outcome->entry.reservation != kNoReservation) {
        reservations_.push_back(FormatReservationId(outcome->entry.reservation));
      }
    }
  }
  if (!status.ok()) {
    Refused(status);
    FillError(status, result.mutable_error());
  }
  WriteOut(result);
}

void EngineScript::ChangeSettings() {
  const auto request = Make<v1::ChangeSettingsRequest>();
  const auto outcome = Change(request, ToAction(request));
  if (!outcome.ok()) return Refused(outcome.status());
  v1::SettingsChange response;
  FillSettingsChange(*outcome, &response);
  WriteOut(response);
}

void EngineScript::ChangeOther() {
  const auto finish = [this](const absl::StatusOr<Outcome>& outcome, auto response, auto fill) {
    if (!outcome.ok()) return Refused(outcome.status());
    fill(*outcome, &response);
    WriteOut(response);
  };
  const auto supply = [this](const Outcome& outcome, v1::SupplyChange* response) {
    FillSupplyChange(outcome, engine_.get(), response);
  };
  switch (choices_.Below(8)) {
    case 0: {
      const auto request = Make<v1::ReceiveSupplyRequest>();
      return finish(Change(request, ToAction(request)), v1::SupplyChange(), supply);
    }
    case 1: {
      const auto request = Make<v1::CancelSupplyRequest>();
      return finish(Change(request, ToAction(request)), v1::SupplyChange(), supply);
    }
    case 2: {
      const auto request = Make<v1::ChangeQuotaRequest>();
      return finish(Change(request, ToAction(request)), v1::QuotaChange(),
                    [this](const Outcome& outcome, v1::QuotaChange* response) {
                      FillQuotaChange(outcome, engine_.get(), response);
                    });
    }
    case 3: {
      const auto request = Make<v1::ReconfirmRequest>();
      return finish(Change(request, ToAction(request)), v1::ReconfirmResponse(),
                    [this](const Outcome& outcome, v1::ReconfirmResponse* response) {
                      FillReconfirm(outcome, KeysFrom(engine_.get()), response);
                    });
    }
    case 4: {
      const auto request = Make<v1::LearnSuppliersRequest>();
      return finish(Change(request, ToAction(request)), v1::SettingsChange(),
                    [](const Outcome& outcome, v1::SettingsChange* response) {
                      FillSettingsChange(outcome, response);
                    });
    }
    default: {
      const auto request = Make<v1::SetSupplyRequest>();
      return finish(Change(request, ToAction(request)), v1::SupplyChange(), supply);
    }
  }
}

void EngineScript::Prove() {
  const std::string state = engine_->DumpState();
  Open();
  ATP_CHECK(engine_->DumpState() == state);
  engine_.reset();
  ProveLedger(&disk_);
}

}  // namespace atp::fuzz
