#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

using Verb = ChangeQuota::Verb;

absl::Status OverBy(std::string_view reason, size_t line, std::string_view message, Quantity by) {
  return WithDetail(MakeError(absl::StatusCode::kFailedPrecondition, reason,
                              FieldPath("lines", line, "quantity"), message),
                    "over_by", absl::StrCat(by));
}

// What is set becomes the new limit less what was used of the old one. A carried rest stays.
Quota Set(const Quota& now, const QuotaLine& line, Day today) {
  if (line.quantity == 0) return {};
  Quota after;
  after.limit = line.quantity;
  after.period_days = line.period_days;
  after.carry = line.carry;
  if (line.period_days > 0) {
    after.period_start = line.period_days == now.period_days ? now.period_start : today;
  }
  after.remaining = std::max<Quantity>(0, AddSaturating(line.quantity, now.remaining - now.limit));
  if (!after.carry) after.remaining = std::min(after.remaining, after.limit);
  return after;
}

// A quota that begins with what is moved to it has the periods of that which it comes from.
absl::StatusOr<Quota> Added(const Quota& now, const Quota& from, const QuotaLine& line,
                            size_t index) {
  Quota after = IsNone(now) ? from : now;
  after.limit = now.limit;
  after.remaining = now.remaining;
  if (AddOk(after.limit, line.quantity, &after.limit) &&
      AddOk(after.remaining, line.quantity, &after.remaining)) {
    return after;
  }
  return BadField("QUANTITY_OVERFLOW", FieldPath("lines", index, "quantity"),
                  "the quota would leave the range of a quantity");
}

// One line of the command, on the quotas as the lines before it leave them.
class LineDecider {
 public:
  LineDecider(const DecideContext& context, const ChangeQuota& action, size_t index,
              PositionId position, Draft* draft)
      : directory_(context.ledger->directory()),
        channels_(directory_.catalog().channels()),
        line_(action.lines[index]),
        index_(index),
        position_(position),
        today_(draft->today()),
        draft_(draft),
        before_(draft->quotas(position)) {}

  absl::Status Decide(Verb verb) {
    const auto channel = Channel(line_.channel, "channel");
    if (!channel.ok()) return channel.status();
    const Quota now = OnDay(before_.Find(*channel), today_);
    if (verb == Verb::kSet) return Change(*channel, Set(now, line_, today_));
    if (line_.quantity > now.remaining) {
      return OverBy("QUOTA_USED", index_, absl::StrCat(now.remaining, " remains of the quota"),
                    line_.quantity - now.remaining);
    }
    Quota less = now;
    less.remaining -= line_.quantity;
    less.limit = std::max<Quantity>(0, less.limit - line_.quantity);
    draft_->mutable_quotas(position_).Set(*channel, less);
    if (verb == Verb::kTakeBack) return Check(*channel);
    const auto to = Channel(line_.to_channel, "to_channel");
    if (!to.ok()) return to.status();
    const auto more = Added(OnDay(draft_->quotas(position_).Find(*to), today_), now, line_, index_);
    if (!more.ok()) return more.status();
    const absl::Status changed = Change(*to, *more);
    return changed.ok() ? Check(*channel) : changed;
  }

 private:
  absl::StatusOr<ChannelId> Channel(const std::string& key, std::string_view field) const {
    return directory_.FindChannel(key, FieldPath("lines", index_, field));
  }

  absl::Status Change(ChannelId channel, const Quota& after) {
    draft_->mutable_quotas(position_).Set(channel, after);
    return Check(channel);
  }

  // Whether the quota fits into what is above it, and what lies within it fits into it. What was
  // too much before, by facts or by periods that differ, only must not grow.
  absl::Status Check(ChannelId channel) {
    const QuotaBook& after = draft_->quotas(position_);
    for (const ChannelId level : {after.Above(channel, channels_), channel}) {
      if (level == kNoChannel || IsNone(after.Find(level))) continue;
      const Quantity over = after.OverBy(level, channels_, today_);
      if (over > std::max<Quantity>(0, before_.OverBy(level, channels_, today_))) {
        return OverBy("QUOTA_EXCEEDS_PARENT", index_,
                      "more is set aside than the parent has remaining", over);
      }
    }
    return CheckTopmost(after);
  }

  absl::Status CheckTopmost(const QuotaBook& after) {
    const Quantity sum = after.OverBy(kNoChannel, channels_, today_);
    if (sum <= before_.OverBy(kNoChannel, channels_, today_)) return absl::OkStatus();
    const Availability available = draft_->Of(position_, {});
    const Day last = today_ + available.rule().horizon_days - 1;
    const Quantity atp = std::max<Quantity>(0, available.UndividedOn(last));
    if (sum <= atp) return absl::OkStatus();
    return OverBy("QUOTA_EXCEEDS_ATP", index_,
                  absl::StrCat(sum, " would be set aside of ", atp, " that can be promised"),
                  sum - atp);
  }

  const Directory& directory_;
  const ChannelBook& channels_;
  const QuotaLine& line_;
  const size_t index_;
  const PositionId position_;
  const Day today_;
  Draft* const draft_;
  const QuotaBook before_;
};

}  // namespace

absl::Status DecideAction(const DecideContext& context, const ChangeQuota& action, Draft* draft) {
  draft->entry().cause = Cause::kSetQuota;
  for (size_t i = 0; i < action.lines.size(); ++i) {
    const auto position = draft->Find(action.lines[i].item, action.lines[i].location, "lines", i);
    if (!position.ok()) return position.status();
    // What waits there may be served now.
    draft->Touch(*position);
    const absl::Status decided =
        LineDecider(context, action, i, *position, draft).Decide(action.verb);
    if (!decided.ok()) return decided;
  }
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
