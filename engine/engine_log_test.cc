// What the engine takes from its log: first answers, the state after a restart, deltas; and what it
// does when the log fails.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/engine.h"
#include "engine/engine_fixture.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

class EngineLogTest : public EngineTest {
 protected:
  // What a subscriber is told first who comes back from there.
  FeedEvent FirstEvent(Sequence after, std::optional<HistoryId> history) {
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = after;
    request.history = history;
    std::vector<FeedEvent> events;
    bool ended = false;
    EXPECT_TRUE(engine_->Subscribe(request).value()->Next(1, 0, &events, &ended).ok());
    return events.front();
  }
};

using Verb = ChangeReservation::Verb;

TEST_F(EngineLogTest, TheSameRequestGetsTheFirstAnswerAcrossRestarts) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  const Outcome first = MustRun(Take("lamp", "london", 5), "same");
  const Outcome refused = MustRun(Take("lamp", "london", 1), "refused");
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  for (int life = 0; life < 2; ++life) {
    const Outcome again = MustRun(Take("lamp", "london", 5), "same");
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.entry.reservation, first.entry.reservation);
    EXPECT_EQ(MustRun(Take("lamp", "london", 1), "refused").entry.sequence, refused.entry.sequence);
    EXPECT_EQ(ErrorReason(Run(Take("lamp", "london", 4), "same").status()), "REQUEST_ID_REUSED");
    Open();
  }
  EXPECT_EQ(Atp("lamp", "london"), 5);
}

TEST_F(EngineLogTest, RestartGivesTheSameStateWithAndWithoutCheckpoint) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  MustRun(Move(Cause::kReceive, "chair", "paris", 3));
  MustRun(Supply("PO-1", "lamp", "london", 10, kToday + 3));
  const ReservationId id = MustRun(Take("lamp", "london", 12, kToday + 4)).entry.reservation;
  ASSERT_TRUE(engine_->Checkpoint().ok());
  MustRun(Change(Verb::kConfirm, id));
  MustRun(Take("chair", "paris", 1));
  const std::string before = engine_->DumpState();
  Open();
  EXPECT_EQ(engine_->DumpState(), before);
  ASSERT_TRUE(engine_->Drain().ok());
  Open();
  EXPECT_EQ(engine_->DumpState(), before);
  EXPECT_EQ(Atp("lamp", "london", kToday + 4), 8);
}

TEST_F(EngineLogTest, SubscriberLeavesAndRejoinsWithoutAGap) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  const auto read = [&](Sequence after) {
    std::vector<Sequence> sequences;
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = after;
    auto subscription = engine_->Subscribe(request).value();
    std::vector<FeedEvent> events;
    bool ended = false;
    while (events.empty() || !std::holds_alternative<Heartbeat>(events.back())) {
      EXPECT_TRUE(subscription->Next(2, 0, &events, &ended).ok());
    }
    for (const FeedEvent& event : events) {
      if (const auto* delta = std::get_if<DeltaPtr>(&event))
        sequences.push_back((*delta)->sequence);
    }
    return sequences;
  };
  const auto numbers = [](Sequence first, Sequence last) {
    std::vector<Sequence> all;
    for (; first <= last; ++first) all.push_back(first);
    return all;
  };
  EXPECT_EQ(read(0), numbers(1, engine_->Status().durable));
  MustRun(Take("lamp", "london", 3));
  EXPECT_EQ(read(1), numbers(2, engine_->Status().durable));
  Open();  // from the journal now
  MustRun(Take("lamp", "london", 3));
  EXPECT_EQ(read(0), numbers(1, engine_->Status().durable));
  SubscribeRequest future;
  future.start = SubscribeRequest::Start::kAfter;
  future.after = 1000;
  EXPECT_EQ(ErrorReason(engine_->Subscribe(future).status()), "SEQUENCE_NOT_YET");
}

TEST_F(EngineLogTest, FullPictureComesFirstWithoutHeartbeatsBetween) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  SubscribeRequest request;
  request.start = SubscribeRequest::Start::kFullPicture;
  auto subscription = engine_->Subscribe(request).value();
  std::vector<FeedEvent> events;
  bool ended = false;
  while (events.size() < 2) ASSERT_TRUE(subscription->Next(10, 0, &events, &ended).ok());
  EXPECT_EQ(std::get<PictureRow>(events[0]).balances.on_hand, 3);
  EXPECT_EQ(std::get<PictureEnd>(events[1]).sequence, engine_->Status().durable);
}

TEST_F(EngineLogTest, AFailedLogStopsChangesButNotChecks) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  disk_.FailWritesAfter(0);
  EXPECT_EQ(Reason(Take("lamp", "london", 1)), "JOURNAL_FAILED");
  const auto answer = engine_->Check({CheckLine{"lamp", {}, kNoDay, 0}});
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->stale);
  EXPECT_EQ(Reason(Take("lamp", "london", 1)), "JOURNAL_FAILED");
  // The first was decided before it failed; after that nothing is decided any more.
  const auto after = engine_->Check({CheckLine{"lamp", {}, kNoDay, 0}});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->lines[0].promisable, answer->lines[0].promisable);
  EXPECT_FALSE(engine_->Status().healthy);
}

TEST_F(EngineLogTest, RefusesALogThatEndsBeforeItsHighWaterMark) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  ASSERT_TRUE(engine_->Drain().ok());
  engine_.reset();
  MemoryStore store(&disk_);
  ASSERT_TRUE(store.SaveHighWater({store.LastSequence() + 1, 0}).ok());
  const auto reopened =
      Engine::Open(EngineOptions(), std::make_unique<MemoryStore>(&disk_), &clock_);
  EXPECT_EQ(reopened.status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(EngineLogTest, ALossThatIsAcceptedBeginsANewHistory) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  const HistoryId before = engine_->history();
  ASSERT_TRUE(engine_->Drain().ok());
  Open();
  EXPECT_EQ(engine_->history(), before);
  engine_.reset();
  MemoryStore store(&disk_);
  const Sequence last = store.LastSequence();
  ASSERT_TRUE(store.SaveHighWater({last + 2, 0}).ok());
  EngineOptions options;
  options.background_threads = false;
  options.accept_log_loss = true;
  engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  EXPECT_NE(engine_->history(), before);
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  // What was lost had the sequences that now are others'.
  EXPECT_EQ(std::get<Reset>(FirstEvent(last + 1, before)).reason, "HISTORY_CHANGED");
  EXPECT_EQ(std::get<Reset>(FirstEvent(last + 1, std::nullopt)).reason, "HISTORY_CHANGED");
  EXPECT_EQ(std::get<DeltaPtr>(FirstEvent(last, before))->sequence, last + 1);
  EXPECT_EQ(std::get<DeltaPtr>(FirstEvent(last + 1, engine_->history()))->sequence, last + 2);
}

// What was told before it was synced may be gone with the power, and other entries take its place.
TEST_F(EngineLogTest, WhoSawWhatWasNotSyncedIsResetAfterAPowerFailure) {
  const auto open = [&](Micros sync_interval) {
    engine_.reset();
    EngineOptions options;
    options.background_threads = false;
    options.sync_interval = sync_interval;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  };
  open(kMicrosPerHour);
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  ASSERT_TRUE(engine_->Drain().ok());
  const HistoryId before = engine_->history();
  open(kMicrosPerHour);
  EXPECT_EQ(engine_->history(), before) << "after a stop in good order";
  const Sequence synced = engine_->Status().durable;
  const Sequence seen = MustRun(Move(Cause::kReceive, "lamp", "london", 3)).entry.sequence;
  disk_.FailWritesAfter(0);  // or the journal would sync at its end
  engine_.reset();
  disk_.StopFailing();
  disk_.DropUnsynced();

  open(0);
  EXPECT_NE(engine_->history(), before);
  MustRun(Move(Cause::kReceive, "chair", "paris", 1));
  MustRun(Move(Cause::kReceive, "chair", "paris", 1));
  EXPECT_EQ(std::get<Reset>(FirstEvent(seen, before)).reason, "HISTORY_CHANGED");
  EXPECT_EQ(std::get<DeltaPtr>(FirstEvent(synced, before))->sequence, synced + 1);
  // From now on each group is synced before it is told.
  const HistoryId after = engine_->history();
  open(0);
  EXPECT_EQ(engine_->history(), after);
}

TEST_F(EngineLogTest, WhatWasAnsweredCanBeFollowedAtOnce) {
  std::unique_ptr<Subscription> subscription;
  Sequence answered = 0;
  Command command;
  command.request.request_id = "receive";
  command.action = Move(Cause::kReceive, "lamp", "london", 3);
  engine_->Execute(command, [&](const absl::StatusOr<Outcome>& outcome) {
    answered = outcome->entry.sequence;
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = answered;
    auto subscribed = engine_->Subscribe(request);
    ASSERT_TRUE(subscribed.ok()) << subscribed.status();
    subscription = *std::move(subscribed);
  });
  engine_->Pump();
  MustRun(Take("lamp", "london", 1));
  ASSERT_NE(subscription, nullptr);
  std::vector<FeedEvent> events;
  bool ended = false;
  ASSERT_TRUE(subscription->Next(10, 0, &events, &ended).ok());
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<DeltaPtr>(events[0])->sequence, answered + 1);
}

}  // namespace
}  // namespace atp
