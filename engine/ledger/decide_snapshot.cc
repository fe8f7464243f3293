#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

// What moved at the position after the point the snapshot reflects; nullopt if the journal must be
// read further to know.
std::optional<Quantity> MovedSince(const Position* position, PositionId id,
                                   const MovementHistory& history) {
  if (position == nullptr || position->last_moved() <= history.reflects) return 0;
  const auto it = history.moved_at.find(id);
  if (it != history.moved_at.end()) return position->balances().moved - it->second;
  return std::nullopt;
}

// The reason why a row cannot be taken as it stands, or empty.
std::string BadRow(const SnapshotRow& row) {
  for (const std::string* key : {&row.item, &row.location}) {
    const absl::Status checked = CheckKey(*key, "row");
    if (!checked.ok()) return ErrorReason(checked);
  }
  return row.on_hand < 0 ? "QUANTITY_NEGATIVE" : "";
}

// Sets on-hand to the snapshot's quantity plus what moved since; a reason if that cannot be.
std::string SetRow(PositionId id, Quantity counted, Quantity moved_since, Draft* draft) {
  Quantity on_hand;
  if (!AddOk(counted, moved_since, &on_hand)) return "QUANTITY_OVERFLOW";
  if (on_hand < 0) return "MOVEMENTS_EXCEED_COUNT";
  Balances& balances = draft->balances(id);
  balances.on_hand = on_hand;
  balances.held = std::min(balances.held, on_hand);
  return "";
}

}  // namespace

absl::Status DecideAction(const DecideContext& context, const ApplySnapshot& action, Draft* draft) {
  const Shard& home = context.ledger->shard(context.ledger->ShardOf(action.source));
  const Sequence last = home.SnapshotReflects(action.source);
  if (action.reflects < last) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "SNAPSHOT_OLDER", "reflects",
                     absl::StrCat("reflects sequence ", action.reflects, "; source \"",
                                  action.source, "\" has sent one that reflects ", last));
  }
  Entry& entry = draft->entry();
  entry.cause = Cause::kSnapshot;
  entry.snapshot_source = action.source;
  entry.snapshot_id = action.snapshot_id;
  entry.reflects = action.reflects;
  for (uint32_t i = 0; i < action.rows.size(); ++i) {
    const SnapshotRow& row = action.rows[i];
    std::string reason = BadRow(row);
    if (reason.empty()) {
      const PositionId id = draft->FindOrDefine(row.item, row.location);
      const Position* position = context.ledger->shard(ShardOfItem(id.item)).FindPosition(id);
      if (draft->IsTouched(id)) {
        reason = "DUPLICATE_ROW";
      } else if (position != nullptr && position->counted_at() > action.reflects) {
        reason = "SUPERSEDED_BY_LATER_COUNT";
      } else {
        const auto moved = MovedSince(position, id, *context.history);
        if (!moved.has_value()) return absl::AbortedError("the journal must be read further");
        reason = SetRow(id, row.on_hand, *moved, draft);
      }
    }
    if (!reason.empty()) entry.set_aside.push_back({i, reason});
  }
  return draft->Finish(/*is_fact=*/true);
}

}  // namespace atp
