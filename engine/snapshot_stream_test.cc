// ERP snapshots through the engine's door: what they set, and what a repeated one is told.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;

class SnapshotStreamTest : public testing::Test {
 protected:
  SnapshotStreamTest() { Open(); }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.shards = 8;
    options.background_threads = false;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  }

  Outcome Move(Cause cause, std::string item, std::string location, Quantity quantity) {
    MoveStock move;
    move.cause = cause;
    move.lines.push_back({std::move(item), std::move(location), quantity});
    Command command;
    command.request.request_id = "move-" + std::to_string(++moves_);
    command.action = std::move(move);
    return engine_->ExecuteAndWait(std::move(command)).value();
  }

  SnapshotHeader Header(std::string request_id, Sequence reflects) {
    SnapshotHeader header;
    header.request.request_id = std::move(request_id);
    header.source = "erp";
    header.snapshot_id = "s-1";
    header.reflects_sequence = reflects;
    return header;
  }

  absl::StatusOr<DriftReport> Push(const SnapshotHeader& header,
                                   const std::vector<SnapshotRow>& rows) {
    auto import = engine_->BeginSnapshot(header);
    if (!import.ok()) return import.status();
    const absl::Status pushed = (*import)->Push(rows);
    if (!pushed.ok()) return pushed;
    return (*import)->Finish();
  }

  std::string Reason(const SnapshotHeader& header) {
    return ErrorReason(Push(header, {}).status());
  }

  Quantity OnHand(const std::string& item, const std::string& location) {
    return engine_->GetStock(item, location).value().balances.on_hand;
  }
  Sequence last() { return engine_->Status().durable; }

  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  std::unique_ptr<Engine> engine_;
  int moves_ = 0;
};

// The published case of a sync that loses sales: 30 received, 29 sold, 50 received: 51.
TEST_F(SnapshotStreamTest, KeepsWhatMovedSince) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const Sequence reflects = last();
  Move(Cause::kIssue, "lamp", "london", 29);
  const auto report =
      Push(Header("push", reflects), {{"lamp", "london", 80}, {"", "london", 1}, {"x", "y", -1}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(OnHand("lamp", "london"), 51);
  EXPECT_EQ(report->set, 1u);
  EXPECT_EQ(report->drift_net, 50);
  EXPECT_EQ(report->last_sequence, last());
  EXPECT_FALSE(report->repeated);
  ASSERT_EQ(report->set_aside_rows.size(), 2u);
  EXPECT_EQ(report->set_aside_rows[0].reason, "KEY_EMPTY");
  EXPECT_EQ(report->set_aside_rows[1].reason, "QUANTITY_NEGATIVE");
  EXPECT_EQ(Reason(Header("older", reflects - 1)), "SNAPSHOT_OLDER");
}

TEST_F(SnapshotStreamTest, AFullOneSetsWhatItLeavesOutToZero) {
  Move(Cause::kReceive, "lamp", "london", 3);
  Move(Cause::kReceive, "chair", "london", 4);
  Move(Cause::kReceive, "chair", "paris", 5);
  SnapshotHeader header = Header("push", last());
  header.is_full = true;
  ASSERT_TRUE(Push(header, {{"lamp", "london", 3}}).ok());
  EXPECT_EQ(OnHand("chair", "london"), 0);
  EXPECT_EQ(OnHand("chair", "paris"), 5);
}

TEST_F(SnapshotStreamTest, ARepeatAppliesNothingAndGetsTheFirstNumbersAcrossRestarts) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  const std::vector<SnapshotRow> rows = {{"lamp", "london", 20}, {"", "", 0}, {"rug", "paris", 0}};
  const DriftReport first = Push(header, rows).value();
  // What would come out differently if it were applied again.
  Move(Cause::kCount, "lamp", "london", 7);
  SnapshotHeader later = Header("later", last());
  ASSERT_TRUE(Push(later, {{"rug", "paris", 4}}).ok());
  const std::string before = engine_->DumpState();
  for (int life = 0; life < 3; ++life) {
    const auto again = Push(header, rows);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->rows, 3u);
    EXPECT_EQ(again->set, first.set);
    EXPECT_EQ(again->unchanged, first.unchanged);
    EXPECT_EQ(again->set_aside, 1u);
    EXPECT_EQ(again->drift_absolute, 10);
    EXPECT_EQ(again->drift_net, -10);
    EXPECT_EQ(again->reflects, first.reflects);
    EXPECT_EQ(again->last_sequence, first.last_sequence);
    EXPECT_TRUE(again->largest.empty());
    EXPECT_TRUE(again->set_aside_rows.empty());
    EXPECT_EQ(engine_->DumpState(), before);
    ASSERT_TRUE(life != 1 || engine_->Checkpoint().ok());
    Open();
  }
}

TEST_F(SnapshotStreamTest, AnIdIsRememberedForItsWindow) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  ASSERT_TRUE(Push(header, {{"lamp", "london", 20}}).ok());
  clock_.Advance(24 * kMicrosPerHour - 1);
  EXPECT_TRUE(Push(header, {{"lamp", "london", 20}})->repeated);
  clock_.Advance(1);
  EXPECT_FALSE(Push(header, {{"lamp", "london", 20}})->repeated);
}

TEST_F(SnapshotStreamTest, AnIdOfAnotherBodyIsRefused) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  ASSERT_TRUE(Push(header, {{"lamp", "london", 20}}).ok());

  SnapshotHeader other_source = header;
  other_source.source = "wms";
  SnapshotHeader other_id = header;
  other_id.snapshot_id = "s-2";
  SnapshotHeader full = header;
  full.is_full = true;
  SnapshotHeader other_point = header;
  other_point.reflects_sequence = last();
  SnapshotHeader by_time = header;
  by_time.reflects_sequence.reset();
  by_time.reflects_time = static_cast<Micros>(*header.reflects_sequence);
  for (const SnapshotHeader& other : {other_source, other_id, full, other_point, by_time}) {
    EXPECT_EQ(Reason(other), "REQUEST_ID_REUSED");
  }
  SnapshotHeader of_a_movement = header;
  of_a_movement.request.request_id = "move-1";
  EXPECT_EQ(Reason(of_a_movement), "REQUEST_ID_REUSED");
  Command movement;
  movement.request.request_id = "push";
  movement.action = MoveStock{Cause::kReceive, {{"lamp", "london", 1}}, ""};
  EXPECT_EQ(ErrorReason(engine_->ExecuteAndWait(movement).status()), "REQUEST_ID_REUSED");
}

TEST_F(SnapshotStreamTest, OneThatBrokeOffIsPushedAgainWithItsId) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  {
    auto broken = engine_->BeginSnapshot(header).value();
    ASSERT_TRUE(broken->Push({{"lamp", "london", 20}}).ok());
  }
  Move(Cause::kIssue, "lamp", "london", 1);
  Open();
  const auto whole = Push(header, {{"lamp", "london", 20}, {"rug", "paris", 4}});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_FALSE(whole->repeated);
  EXPECT_EQ(OnHand("lamp", "london"), 19);
  EXPECT_EQ(OnHand("rug", "paris"), 4);
}

TEST_F(SnapshotStreamTest, TheSamePushTwiceAtOnceEndsOnce) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  auto one = engine_->BeginSnapshot(header).value();
  auto other = engine_->BeginSnapshot(header).value();
  ASSERT_TRUE(one->Push({{"lamp", "london", 20}}).ok());
  ASSERT_TRUE(other->Push({{"lamp", "london", 20}}).ok());
  const DriftReport first = other->Finish().value();
  const DriftReport second = one->Finish().value();
  EXPECT_FALSE(first.repeated);
  EXPECT_TRUE(second.repeated);
  EXPECT_EQ(second.last_sequence, first.last_sequence);
  EXPECT_EQ(OnHand("lamp", "london"), 20);
}

TEST_F(SnapshotStreamTest, OneWithoutRowsIsRememberedToo) {
  Move(Cause::kReceive, "lamp", "london", 30);
  const SnapshotHeader header = Header("push", last());
  const DriftReport report = Push(header, {}).value();
  EXPECT_EQ(report.last_sequence, last());
  EXPECT_EQ(report.rows, 0u);
  EXPECT_TRUE(Push(header, {})->repeated);
}

TEST_F(SnapshotStreamTest, BadHeadersAreRefused) {
  const SnapshotHeader good = Header("push", 0);
  struct Case {
    std::string SnapshotHeader::*key;
    const char* value;
    const char* reason;
    const char* field;
  };
  for (const Case& c :
       {Case{&SnapshotHeader::source, "", "KEY_EMPTY", "source"},
        Case{&SnapshotHeader::snapshot_id, "a\n", "KEY_CONTROL_CHARACTER", "snapshot_id"}}) {
    SnapshotHeader header = good;
    header.*c.key = c.value;
    const absl::Status status = Push(header, {}).status();
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), c.field);
  }
  EXPECT_EQ(Reason(Header("", 0)), "REQUEST_ID_MISSING");
  EXPECT_EQ(Reason(Header(std::string(65, 'x'), 0)), "KEY_TOO_LONG");
  EXPECT_EQ(Reason(Header("push", 1)), "SEQUENCE_NOT_YET");
}

}  // namespace
}  // namespace atp
