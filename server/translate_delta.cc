#include "server/translate_delta.h"

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "server/scalars.h"
#include "server/translate_position.h"

namespace atp {
namespace {

// The causes of the engine and of atp.v1 have the same numbers; both are fixed for good.
static_assert(static_cast<int>(Cause::kDefine) == v1::Delta::DEFINE);
static_assert(static_cast<int>(Cause::kExpire) == v1::Delta::EXPIRE);
static_assert(static_cast<int>(Cause::kSetSafetyStock) == v1::Delta::SET_SAFETY_STOCK);
static_assert(static_cast<int>(Cause::kSnapshot) == v1::Delta::SNAPSHOT);
static_assert(static_cast<int>(Cause::kConfigure) == v1::Delta::CONFIGURE);
static_assert(static_cast<int>(Cause::kSetQuota) == v1::Delta::SET_QUOTA);
static_assert(static_cast<int>(Cause::kFillBackorder) == v1::Delta::FILL_BACKORDER);
static_assert(static_cast<int>(kCauseLast) == v1::Delta::RECONFIRM);

absl::Status CheckFilter(const google::protobuf::RepeatedPtrField<std::string>& keys,
                         const char* field) {
  if (keys.size() > kWatchFilterMax) {
    return BadField("FIELD_OUT_OF_RANGE", field, "at most 1,000 keys");
  }
  for (int i = 0; i < keys.size(); ++i) {
    const absl::Status checked = CheckKey(keys[i], absl::StrCat(field, "[", i, "]"));
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

absl::StatusOr<SubscribeRequest::OnLag> ToOnLag(v1::WatchRequest::OnLag on_lag) {
  switch (on_lag) {
    case v1::WatchRequest::ON_LAG_UNSPECIFIED:
    case v1::WatchRequest::RESET:
      return SubscribeRequest::OnLag::kReset;
    case v1::WatchRequest::COALESCE:
      return SubscribeRequest::OnLag::kCoalesce;
    default:
      return BadField("FIELD_OUT_OF_RANGE", "on_lag", "not a choice that this server knows");
  }
}

// Writes each kind of event.
struct Filler {
  v1::WatchResponse* response;

  void operator()(const DeltaPtr& from) const {
    v1::Delta* const delta = response->add_deltas();
    const bool is_coalesced = from->first_sequence != 0 && from->first_sequence < from->sequence;
    delta->set_sequence(static_cast<int64_t>(from->sequence));
    *delta->mutable_time() = FormatTimestamp(from->time);
    delta->set_request_id(from->request_id);
    delta->set_correlation_id(from->correlation_id);
    delta->set_traceparent(from->traceparent);
    delta->set_reservation_id(FormatReservationId(from->reservation));
    if (is_coalesced) {
      delta->set_coalesced_from(static_cast<int64_t>(from->first_sequence));
    } else {
      delta->set_cause(static_cast<v1::Delta::Cause>(from->cause));
    }
    for (const Delta::Change& change_from : from->changes) {
      auto* const change = delta->add_changes();
      change->set_item(change_from.item);
      change->set_location(change_from.location);
      FillBalances(change_from.before, change->mutable_before());
      FillBalances(change_from.after, change->mutable_after());
      change->set_short_by(change_from.short_by);
      FillAtRisk(change_from.at_risk, change->mutable_at_risk());
    }
  }
  void operator()(const PictureRow& row) const {
    auto* const position = response->add_picture_positions();
    position->set_item(row.item);
    position->set_location(row.location);
    FillBalances(row.balances, position->mutable_balances());
  }
  void operator()(const PictureEnd& end) const {
    response->mutable_picture_end()->set_sequence(static_cast<int64_t>(end.sequence));
  }
  void operator()(const Heartbeat& heartbeat) const {
    response->mutable_heartbeat()->set_sequence(static_cast<int64_t>(heartbeat.sequence));
  }
  void operator()(const Reset& reset) const {
    response->mutable_reset()->set_oldest_sequence(static_cast<int64_t>(reset.oldest));
    response->mutable_reset()->set_reason(reset.reason);
  }
};

}  // namespace

absl::StatusOr<SubscribeRequest> ToSubscribeRequest(const v1::WatchRequest& request) {
  absl::Status fits = CheckFilter(request.items(), "items");
  if (fits.ok()) fits = CheckFilter(request.locations(), "locations");
  if (!fits.ok()) return fits;
  const auto on_lag = ToOnLag(request.on_lag());
  if (!on_lag.ok()) return on_lag.status();

  SubscribeRequest subscribe;
  subscribe.items.assign(request.items().begin(), request.items().end());
  subscribe.locations.assign(request.locations().begin(), request.locations().end());
  subscribe.on_lag = *on_lag;
  if (request.start_case() == v1::WatchRequest::kFullPicture) {
    subscribe.start = SubscribeRequest::Start::kFullPicture;
  } else if (request.start_case() == v1::WatchRequest::kAfterSequence) {
    const auto after = ParseSequence(request.after_sequence(), "after_sequence");
    if (!after.ok()) return after.status();
    subscribe.start = SubscribeRequest::Start::kAfter;
    subscribe.after = *after;
  }
  if (!request.history().empty()) {
    subscribe.history = ParseHistoryId(request.history());
    if (*subscribe.history == kNoHistory) {
      return BadField("FIELD_OUT_OF_RANGE", "history", "16 hexadecimal digits, from a stream");
    }
  }
  return subscribe;
}

void FillEvent(const FeedEvent& event, v1::WatchResponse* response) {
  std::visit(Filler{response}, event);
}

}  // namespace atp
