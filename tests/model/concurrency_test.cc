#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;

// Holds threads back until all have arrived, so that they race; reusable.
class Gate {
 public:
  explicit Gate(int threads) : threads_(threads) {}

  void Arrive() {
    const MutexLock lock(&mu_);
    const uint64_t round = round_;
    if (++waiting_ == threads_) {
      waiting_ = 0;
      ++round_;
      open_.SignalAll();
    }
    while (round == round_) open_.Wait(&mu_);
  }

 private:
  const int threads_;
  Mutex mu_;
  CondVar open_;
  int waiting_ ATP_GUARDED_BY(mu_) = 0;
  uint64_t round_ ATP_GUARDED_BY(mu_) = 0;
};

// One engine with all its threads, and many callers.
class ConcurrencyTest : public testing::Test {
 protected:
  ConcurrencyTest() {
    EngineOptions options;
    options.shards = 8;
    auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
    EXPECT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  Outcome MustRun(std::string request_id, Action action) {
    Command command;
    command.request.request_id = std::move(request_id);
    command.action = std::move(action);
    const absl::StatusOr<Outcome> outcome = engine_->ExecuteAndWait(std::move(command));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *outcome : Outcome();
  }

  void Receive(const std::string& item, Quantity quantity) {
    MoveStock receive;
    receive.cause = Cause::kReceive;
    receive.lines.push_back({item, "london", quantity});
    MustRun("receive " + item, receive);
  }

  static Reserve Take(std::vector<std::string> items, Quantity quantity,
                      ReserveMode mode = ReserveMode::kAllOrNothing) {
    Reserve reserve;
    for (std::string& item : items) {
      reserve.lines.push_back({std::move(item), "london", quantity, kNoDay});
    }
    reserve.mode = mode;
    return reserve;
  }

  static Quantity Promised(const Outcome& outcome) {
    Quantity promised = 0;
    if (outcome.entry.cause != Cause::kReserve) return 0;
    for (const LineEffect& line : outcome.entry.lines) promised += line.quantity;
    return promised;
  }

  // Runs `caller` with 0 to callers - 1, each on a thread of its own.
  static void Race(int callers, const std::function<void(int)>& caller) {
    Gate gate(callers);
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([&, i] {
        gate.Arrive();
        caller(i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  Balances Stock(const std::string& item) {
    const auto stock = engine_->GetStock(item, "london");
    EXPECT_TRUE(stock.ok()) << stock.status();
    return stock.ok() ? stock->balances : Balances();
  }

  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  std::unique_ptr<Engine> engine_;
};

TEST_F(ConcurrencyTest, TwentyCallersForTenUnitsGetExactlyTen) {
  for (int round = 0; round < 50; ++round) {
    const std::string item = "lamp-" + std::to_string(round);
    Receive(item, 10);
    std::atomic<Quantity> promised{0};
    std::atomic<int> refused{0};
    Race(20, [&](int caller) {
      const Outcome outcome = MustRun(item + " for " + std::to_string(caller), Take({item}, 1));
      promised += Promised(outcome);
      refused += outcome.entry.cause == Cause::kRefuse ? 1 : 0;
    });
    EXPECT_EQ(promised, 10);
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(Stock(item).reserved, 10);
  }
}

TEST_F(ConcurrencyTest, PartialCallersShareWhatThereIs) {
  for (int round = 0; round < 50; ++round) {
    const std::string item = "lamp-" + std::to_string(round);
    Receive(item, 10);
    std::atomic<Quantity> promised{0};
    Race(20, [&](int caller) {
      promised += Promised(
          MustRun(item + " for " + std::to_string(caller), Take({item}, 3, ReserveMode::kPartial)));
    });
    EXPECT_EQ(promised, 10);
    EXPECT_EQ(Stock(item).reserved, 10);
  }
}

TEST_F(ConcurrencyTest, TwoLinesOfFiveOnAStockOfFiveAreRefused) {
  Receive("lamp", 5);
  EXPECT_EQ(MustRun("both", Take({"lamp", "lamp"}, 5)).entry.cause, Cause::kRefuse);
  EXPECT_EQ(Stock("lamp").reserved, 0);
  Race(8, [&](int caller) {
    const Outcome outcome = MustRun("both " + std::to_string(caller), Take({"lamp", "lamp"}, 5));
    EXPECT_EQ(outcome.entry.cause, Cause::kRefuse);
  });
  EXPECT_EQ(Stock("lamp").reserved, 0);
  EXPECT_EQ(Promised(MustRun("one", Take({"lamp"}, 5))), 5);
}

// The same four threads race for the only unit of a fresh item, over and over.
TEST_F(ConcurrencyTest, TheLastUnitIsSoldOnceTenThousandTimesOver) {
  constexpr int kRounds = 10'000;
  constexpr int kCallers = 4;
  std::vector<std::atomic<int>> sold(kRounds);
  Gate gate(kCallers);
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string item = "last-" + std::to_string(round % 97);
        if (caller == 0) {
          MoveStock receive;
          receive.cause = Cause::kReceive;
          receive.lines.push_back({item, "london", 1});
          MustRun("receive " + std::to_string(round), receive);
        }
        gate.Arrive();
        const std::string request = std::to_string(round) + " by " + std::to_string(caller);
        sold[round] += static_cast<int>(Promised(MustRun(request, Take({item}, 1))));
        gate.Arrive();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  const auto sold_once = [](const std::atomic<int>& count) { return count == 1; };
  EXPECT_EQ(std::count_if(sold.begin(), sold.end(), sold_once), kRounds);
}

// Requests over two items take their shards' locks in every order of naming them.
TEST_F(ConcurrencyTest, CallersThatNameItemsInOppositeOrderNeitherBlockNorOversell) {
  Receive("a", 100);
  Receive("b", 100);
  std::atomic<Quantity> promised{0};
  Race(8, [&](int caller) {
    for (int i = 0; i < 50; ++i) {
      std::vector<std::string> items = {"a", "b"};
      if (caller % 2 == 1) std::swap(items[0], items[1]);
      const std::string request = std::to_string(caller) + " " + std::to_string(i);
      promised += Promised(MustRun(request, Take(std::move(items), 1)));
    }
  });
  EXPECT_EQ(promised, 200);
  EXPECT_EQ(Stock("a").reserved, 100);
  EXPECT_EQ(Stock("b").reserved, 100);
}

TEST_F(ConcurrencyTest, OneRequestIdFromManyThreadsIsOneEntryWithEqualAnswers) {
  constexpr int kCallers = 16;
  for (int round = 0; round < 50; ++round) {
    const std::string item = "lamp-" + std::to_string(round);
    Receive(item, 100);
    const Sequence before = engine_->Status().journaled;
    std::vector<Outcome> answers(kCallers);
    Race(kCallers, [&](int caller) { answers[caller] = MustRun("take " + item, Take({item}, 2)); });
    EXPECT_EQ(engine_->Status().journaled, before + 1);
    int first = 0;
    for (const Outcome& answer : answers) {
      first += answer.repeated ? 0 : 1;
      EXPECT_EQ(answer.entry.sequence, before + 1);
      EXPECT_EQ(answer.entry.reservation, answers[0].entry.reservation);
      EXPECT_EQ(answer.entry.deadline, answers[0].entry.deadline);
      EXPECT_EQ(Promised(answer), 2);
    }
    EXPECT_EQ(first, 1);
    EXPECT_EQ(Stock(item).reserved, 2);
  }
}

// Writers race with checkpoints and readers; what is reopened is what was there.
TEST_F(ConcurrencyTest, WhatRacingCallersDidSurvives) {
  Receive("lamp", 1'000);
  std::atomic<Quantity> promised{0};
  Race(6, [&](int caller) {
    for (int i = 0; i < 100; ++i) {
      if (caller == 0) {
        EXPECT_TRUE(engine_->Checkpoint().ok());
        continue;
      }
      promised +=
          Promised(MustRun(std::to_string(caller) + " " + std::to_string(i), Take({"lamp"}, 3)));
      const auto answer = engine_->Check({CheckLine{"lamp", {}, kNoDay, 0}});
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_GE(answer->lines[0].locations[0].atp, 0);
    }
  });
  EXPECT_EQ(promised, 999);
  const std::string before = engine_->DumpState();
  engine_.reset();
  auto reopened = Engine::Open(EngineOptions(), std::make_unique<MemoryStore>(&disk_), &clock_);
  ASSERT_TRUE(reopened.ok()) << reopened.status();
  EXPECT_EQ((*reopened)->DumpState(), before);
}

}  // namespace
}  // namespace atp
