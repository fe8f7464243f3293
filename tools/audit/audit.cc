#include "tools/audit/audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

constexpr const char* kBucketNames[] = {"on_hand",  "held",         "reserved", "in_transit",
                                        "on_order", "safety_stock", "moved"};
static_assert(std::size(kBucketNames) == Balances::kBuckets().size());

// "on_hand 5 instead of 3, ..." for the buckets in which `is` differs from `should_be`.
std::string Differences(const Balances& is, const Balances& should_be) {
  std::string text;
  for (size_t i = 0; i < Balances::kBuckets().size(); ++i) {
    const auto bucket = Balances::kBuckets()[i];
    if (is.*bucket == should_be.*bucket) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", kBucketNames[i], " ", is.*bucket,
                    " instead of ", should_be.*bucket);
  }
  return text;
}

}  // namespace

Audit::Audit(ReportViolation report)
    : report_([this, report = std::move(report)](const Violation& violation) {
        ++summary_.violations;
        report(violation);
      }),
      reservations_(report_),
      supply_(report_) {}

void Audit::Report(const char* rule, Sequence sequence, PositionId position, std::string detail) {
  report_({rule, sequence, position, kNoReservation, std::move(detail)});
}

void Audit::Expect(CheckpointedShard shard) {
  expected_.push_back(std::move(shard));
  std::sort(
      expected_.begin(), expected_.end(),
      [](const CheckpointedShard& a, const CheckpointedShard& b) { return a.applied > b.applied; });
}

void Audit::Begin(const Entry& entry) {
  if (summary_.first == 0) {
    summary_.first = entry.sequence;
    reservations_.StartAt(entry.sequence);
    if (entry.sequence > 1) supply_.StartTrimmed();
  } else if (entry.sequence != summary_.last + 1) {
    report_({"SEQUENCE_GAP", entry.sequence, std::nullopt, kNoReservation,
             absl::StrCat("follows entry ", summary_.last)});
  }
  if (entry.time < last_time_) {
    report_({"TIME_FELL", entry.sequence, std::nullopt, kNoReservation,
             absl::StrCat("by ", last_time_ - entry.time, " us")});
  }
  last_time_ = std::max(last_time_, entry.time);
}

void Audit::Take(const Entry& entry) {
  Begin(entry);
  CompareUpTo(entry.sequence - 1);
  summary_.last = entry.sequence;
  ++summary_.entries;
  TakeDefinitions(entry);

  ExpectedChanges expected;
  reservations_.Take(entry, &expected);
  supply_.Take(entry, &expected);
  absl::flat_hash_set<PositionId> posted;
  for (const Posting& posting : entry.postings) {
    if (!posted.insert(posting.position).second) {
      Report("POSTED_TWICE", entry.sequence, posting.position, "in one entry");
    }
    TakePosting(entry, posting, expected[posting.position]);
  }
  for (const auto& [position, change] : expected) {
    if (!change.IsNothing() && !posted.contains(position)) {
      Report("POSTING_MISSING", entry.sequence, position,
             absl::StrCat("a line or receipt of this ", CauseName(entry.cause),
                          " changes it, no posting does"));
    }
  }
}

void Audit::TakeDefinitions(const Entry& entry) {
  for (const Definition& definition : entry.definitions) {
    if (!defined_.emplace(definition.kind, definition.id).second) {
      report_({"DEFINED_TWICE", entry.sequence, std::nullopt, kNoReservation,
               absl::StrCat(NameKindName(definition.kind), " ", definition.id, " as \"",
                            definition.key, "\"")});
    }
  }
}

void Audit::CheckDefined(const Entry& entry, PositionId position) {
  if (summary_.first > 1) return;
  if (!defined_.contains({NameKind::kItem, position.item}) ||
      !defined_.contains({NameKind::kLocation, position.location})) {
    Report("UNDEFINED_KEY", entry.sequence, position, "its item or location was never defined");
  }
}

Audit::State Audit::StartOf(PositionId position, const Balances& before) const {
  State state;
  if (summary_.first == 1) return state;
  state.balances = before;
  state.counted = before.on_hand;
  state.reserved_at_start = before.reserved;
  return state;
}

void Audit::TakePosting(const Entry& entry, const Posting& posting,
                        const ExpectedChange& expected) {
  auto it = positions_.find(posting.position);
  if (it == positions_.end()) {
    CheckDefined(entry, posting.position);
    it = positions_.emplace(posting.position, StartOf(posting.position, posting.before)).first;
  }
  State& state = it->second;
  if (state.balances != posting.before) {
    Report("BROKEN_CHAIN", entry.sequence, posting.position,
           absl::StrCat("before: ", Differences(posting.before, state.balances)));
  }
  const std::string unexplained = Unexplained(entry.cause, posting.change, expected);
  if (!unexplained.empty()) {
    Report("UNEXPLAINED_CHANGE", entry.sequence, posting.position,
           absl::StrCat(CauseName(entry.cause), ": ", unexplained));
  }
  Balances after = posting.before;
  if (!AddTo(&after, posting.change)) {
    Report("INVALID_BALANCES", entry.sequence, posting.position, "a bucket overflows");
  } else if (!after.IsValid()) {
    Report("INVALID_BALANCES", entry.sequence, posting.position,
           absl::StrCat("after: on_hand ", after.on_hand, ", held ", after.held, ", reserved ",
                        after.reserved, ", in_transit ", after.in_transit, ", on_order ",
                        after.on_order, ", safety_stock ", after.safety_stock));
  }
  state.balances = after;
  if (IsCount(entry.cause)) {
    state.counted = after.on_hand;
    state.counted_by = entry.sequence;
    state.moved_since = 0;
  } else {
    state.moved_since = AddSaturating(state.moved_since, posting.change.moved);
  }
}

void Audit::CompareUpTo(Sequence sequence) {
  while (!expected_.empty() && expected_.back().applied <= sequence) {
    Compare(expected_.back());
    expected_.pop_back();
  }
}

void Audit::Compare(const CheckpointedShard& shard) {
  const bool is_trimmed = summary_.first > 1;
  if (is_trimmed && shard.applied + 1 < summary_.first) {
    report_({"CHECKPOINT_OUTSIDE_LOG", shard.applied, std::nullopt, kNoReservation,
             absl::StrCat("shard ", shard.shard, " is checkpointed at ", shard.applied,
                          ", the log begins at ", summary_.first)});
  }
  absl::flat_hash_set<PositionId> rows;
  for (const CheckpointedShard::Row& row : shard.positions) {
    rows.insert(row.position);
    const auto promised = shard.promised.find(row.position);
    const Quantity sum = promised == shard.promised.end() ? 0 : promised->second;
    if (row.balances.reserved != sum) {
      Report("CHECKPOINT_DIFFERS", shard.applied, row.position,
             absl::StrCat("reserved ", row.balances.reserved, ", its promises sum to ", sum));
    }
    auto it = positions_.find(row.position);
    if (it == positions_.end()) {
      it = positions_.emplace(row.position, StartOf(row.position, row.balances)).first;
    }
    if (it->second.balances != row.balances) {
      Report("CHECKPOINT_DIFFERS", shard.applied, row.position,
             absl::StrCat("checkpointed ", Differences(row.balances, it->second.balances)));
    }
  }
  for (const auto& [position, state] : positions_) {
    if (ShardOfItem(position.item) == shard.shard && !rows.contains(position)) {
      Report("CHECKPOINT_DIFFERS", shard.applied, position, "has no checkpointed row");
    }
  }
}

void Audit::ProveSums() {
  const absl::flat_hash_map<PositionId, Quantity> open = reservations_.OpenByPosition();
  std::vector<PositionId> ids;
  for (const auto& [position, state] : positions_) ids.push_back(position);
  std::sort(ids.begin(), ids.end());
  for (const PositionId position : ids) {
    const State& state = positions_.at(position);
    if (state.balances.on_hand != AddSaturating(state.counted, state.moved_since)) {
      Report("ON_HAND_UNPROVEN", 0, position,
             absl::StrCat("on hand ", state.balances.on_hand, "; counted ", state.counted,
                          state.counted_by == 0 ? " at the start"
                                                : absl::StrCat(" by entry ", state.counted_by),
                          ", moved since ", state.moved_since));
    }
    const auto it = open.find(position);
    const Quantity lines = it == open.end() ? 0 : it->second;
    if (state.balances.reserved != AddSaturating(state.reserved_at_start, lines)) {
      Report("RESERVED_UNPROVEN", 0, position,
             absl::StrCat("reserved ", state.balances.reserved, "; open lines sum to ",
                          AddSaturating(state.reserved_at_start, lines)));
    }
  }
}

AuditSummary Audit::Finish() {
  if (summary_.first == 0) summary_.first = 1;
  CompareUpTo(summary_.last);
  for (const CheckpointedShard& shard : expected_) {
    report_({"CHECKPOINT_OUTSIDE_LOG", shard.applied, std::nullopt, kNoReservation,
             absl::StrCat("shard ", shard.shard, " is checkpointed at ", shard.applied,
                          ", the log ends at ", summary_.last)});
  }
  expected_.clear();
  if (summary_.last < at_least_) {
    report_({"LOG_ENDS_EARLY", summary_.last, std::nullopt, kNoReservation,
             absl::StrCat("it was durable up to entry ", at_least_)});
  }
  ProveSums();
  summary_.positions = positions_.size();
  return summary_;
}

}  // namespace atp
