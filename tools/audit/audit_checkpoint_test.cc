// What an audit says of checkpoints, held against the journal.

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tools/audit/audit.h"
#include "tools/audit/audit_fixture.h"

namespace atp {
namespace {

TEST(AuditCheckpointTest, TrimmedJournalStillMeetsItsCheckpoint) {
  const std::vector<Entry> whole = GoodJournal();
  EXPECT_EQ(RunAudit({whole.begin() + 6, whole.end()}, {GoodCheckpoint()}).rules, Rules{});
  EXPECT_EQ(RunAudit({whole.begin() + 7, whole.end()}, {GoodCheckpoint()}).rules[0],
            "CHECKPOINT_OUTSIDE_LOG@6");
}

TEST(AuditCheckpointTest, ComparesCheckpointsAtTheirOwnSequence) {
  const struct {
    const char* name;
    std::function<void(CheckpointedShard*)> plant;
    Rules rules;
  } kCases[] = {
      {"a balance differs",
       [](CheckpointedShard* s) { s->positions[0].balances.on_hand = 11; },
       {"CHECKPOINT_DIFFERS@6"}},
      {"promises do not sum to reserved",
       [](CheckpointedShard* s) { s->promised[kShop] = 9; },
       {"CHECKPOINT_DIFFERS@6"}},
      {"a row is missing",
       [](CheckpointedShard* s) { s->positions.pop_back(); },
       {"CHECKPOINT_DIFFERS@6"}},
      {"a row of a position that never was",
       [](CheckpointedShard* s) {
         s->positions.push_back({{kShop.item, 7}, B(1, 0, 1)});
       },
       {"CHECKPOINT_DIFFERS@6"}},
      {"rows of another moment",
       [](CheckpointedShard* s) { s->applied = 7; },
       {"CHECKPOINT_DIFFERS@7"}},
      {"beyond the log",
       [](CheckpointedShard* s) { s->applied = 13; },
       {"CHECKPOINT_OUTSIDE_LOG@13"}},
      {"another shard, empty",
       [](CheckpointedShard* s) {
         *s = CheckpointedShard{2, 6, {}, {}};
       },
       {}},
      {"another shard's position, at zero",
       [](CheckpointedShard* s) {
         *s = CheckpointedShard{2, 6, {{kOther, B(0, 0, 0)}}, {}};
       },
       {}},
  };
  for (const auto& c : kCases) {
    CheckpointedShard shard = GoodCheckpoint();
    c.plant(&shard);
    EXPECT_EQ(RunAudit(GoodJournal(), {shard}).rules, c.rules) << c.name;
  }
}

}  // namespace
}  // namespace atp
