#include "tools/replay/player.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/mutex.h"
#include "tools/replay/seeded_traffic.h"
#include "tools/replay/summary.h"

namespace atp {
namespace {

constexpr int32_t kDay = 20000;

// The simplest server there can be: it promises what is on hand and unpromised, and, for a day of
// at least two weeks ahead, nothing more. Faults are planted by its flags.
struct FakeLedger {
  struct Stock {
    int64_t on_hand = 0;
    int64_t reserved = 0;
  };
  Mutex mu;
  uint64_t sequence ATP_GUARDED_BY(mu) = 0;
  std::map<PositionKey, Stock> stock ATP_GUARDED_BY(mu);
  std::map<std::string, std::vector<std::pair<PositionKey, int64_t>>> reservations
      ATP_GUARDED_BY(mu);

  int64_t promise_too_many = 0;
  bool loses_returns = false;
  bool refuses_confirm = false;
};

class FakeClient : public LedgerClient {
 public:
  explicit FakeClient(FakeLedger* ledger) : ledger_(ledger) {}

  absl::StatusOr<LedgerState> State() override {
    MutexLock lock(&ledger_->mu);
    return LedgerState{ledger_->sequence, 1};
  }
  absl::Status Check(const std::vector<RequestLine>& lines) override { return absl::OkStatus(); }

  absl::StatusOr<ReserveAnswer> Reserve(const std::string& request_id, const std::string& reference,
                                        const std::vector<RequestLine>& lines) override {
    MutexLock lock(&ledger_->mu);
    ReserveAnswer answer;
    answer.sequence = ++ledger_->sequence;
    for (const RequestLine& line : lines) {
      FakeLedger::Stock& stock = ledger_->stock[line.position];
      const int64_t atp = stock.on_hand - stock.reserved + ledger_->promise_too_many;
      const int64_t promised = std::max<int64_t>(0, std::min(line.quantity, atp));
      stock.reserved += promised;
      answer.lines.push_back({promised, line.day == kToday ? kDay : line.day});
      if (promised == 0) continue;
      answer.reservation = absl::StrCat("r", answer.sequence);
      ledger_->reservations[answer.reservation].push_back({line.position, promised});
    }
    return answer;
  }

  absl::StatusOr<uint64_t> Confirm(const std::string&, const std::string&) override {
    MutexLock lock(&ledger_->mu);
    if (ledger_->refuses_confirm) return absl::FailedPreconditionError("RESERVATION_EXPIRED");
    return ++ledger_->sequence;
  }
  absl::StatusOr<uint64_t> Fulfil(const std::string&, const std::string& reservation) override {
    MutexLock lock(&ledger_->mu);
    for (const auto& [position, quantity] : ledger_->reservations[reservation]) {
      ledger_->stock[position].on_hand -= quantity;
      ledger_->stock[position].reserved -= quantity;
    }
    return ++ledger_->sequence;
  }
  absl::StatusOr<uint64_t> Release(const std::string&, const std::string& reservation) override {
    MutexLock lock(&ledger_->mu);
    for (const auto& [position, quantity] : ledger_->reservations[reservation]) {
      ledger_->stock[position].reserved -= quantity;
    }
    return ++ledger_->sequence;
  }

  absl::StatusOr<uint64_t> ReturnStock(const std::string&,
                                       const std::vector<RequestLine>& lines) override {
    MutexLock lock(&ledger_->mu);
    for (const RequestLine& line : lines) {
      if (!ledger_->loses_returns) ledger_->stock[line.position].on_hand += line.quantity;
    }
    return ++ledger_->sequence;
  }
  absl::StatusOr<uint64_t> Announce(const std::string&, const std::string&,
                                    const std::vector<SupplyRequestLine>&) override {
    MutexLock lock(&ledger_->mu);
    return ++ledger_->sequence;
  }
  absl::StatusOr<uint64_t> Receive(const std::string&, const std::string&,
                                   const std::vector<SupplyRequestLine>& lines) override {
    MutexLock lock(&ledger_->mu);
    for (const SupplyRequestLine& line : lines) {
      ledger_->stock[line.position].on_hand += line.quantity;
    }
    return ++ledger_->sequence;
  }
  absl::Status PushSnapshot(const std::string&, uint64_t,
                            const std::vector<RequestLine>& rows) override {
    MutexLock lock(&ledger_->mu);
    for (const RequestLine& row : rows) ledger_->stock[row.position].on_hand = row.quantity;
    ++ledger_->sequence;
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<HoldingRow>> ListStock() override {
    MutexLock lock(&ledger_->mu);
    std::vector<HoldingRow> rows;
    for (const auto& [key, stock] : ledger_->stock) {
      rows.push_back({key, stock.on_hand, stock.reserved, 0});
    }
    return rows;
  }
  absl::StatusOr<std::vector<HoldingRow>> ListOpenSupply() override {
    return std::vector<HoldingRow>();
  }
  absl::StatusOr<std::vector<HoldingRow>> ListOpenPromises() override {
    MutexLock lock(&ledger_->mu);
    std::vector<HoldingRow> rows;
    for (const auto& [key, stock] : ledger_->stock) rows.push_back({key, stock.reserved, 0, kDay});
    return rows;
  }

 private:
  FakeLedger* const ledger_;
};

// Plays small seeded traffic over three connections and sums up.
Summary PlayAt(FakeLedger* ledger) {
  SeededTrafficOptions options;
  options.items = 20;
  options.order_count = 2000;
  const Traffic traffic = SeededTraffic(options);
  FakeClient a(ledger), b(ledger), c(ledger);
  SimulatedClock clock(kDay * kMicrosPerDay);
  Player player(traffic, {"test", 4}, {&a, &b, &c}, &clock, nullptr);
  EXPECT_TRUE(player.Play().ok());
  const absl::StatusOr<std::vector<HoldingRow>> stock = a.ListStock();
  return Summarise(traffic, player.result(), *stock);
}

TEST(PlayerTest, TheBooksOfAnHonestServerBalance) {
  FakeLedger ledger;
  const Summary summary = PlayAt(&ledger);
  EXPECT_EQ(summary.oversold_units, 0);
  EXPECT_EQ(summary.tally_mismatches, 0);
  EXPECT_EQ(summary.unaccounted_units, 0);
  EXPECT_EQ(summary.failed_requests, 0);
  EXPECT_GT(summary.promised_units, 0);
  EXPECT_GT(summary.refused_units, 0);
  EXPECT_GT(summary.returned_units, 0);
  EXPECT_EQ(summary.ordered_units, summary.promised_units + summary.refused_units);
}

TEST(PlayerTest, OnlyDifferencesCountOnAServerThatHadStock) {
  FakeLedger ledger;
  PlayAt(&ledger);
  const Summary again = PlayAt(&ledger);
  EXPECT_EQ(again.oversold_units, 0);
  EXPECT_EQ(again.tally_mismatches, 0);
  EXPECT_EQ(again.unaccounted_units, 0);
}

TEST(PlayerTest, AServerThatPromisesOneTooManyIsCaught) {
  FakeLedger ledger;
  ledger.promise_too_many = 1;
  EXPECT_GT(PlayAt(&ledger).oversold_units, 0);
}

TEST(PlayerTest, AServerThatLosesReturnsIsCaught) {
  FakeLedger ledger;
  ledger.loses_returns = true;
  EXPECT_GT(PlayAt(&ledger).tally_mismatches, 0);
}

TEST(PlayerTest, FailedRequestsAreCountedWithTheirReason) {
  FakeLedger ledger;
  ledger.refuses_confirm = true;
  EXPECT_GT(PlayAt(&ledger).failed_requests, 0);
}

}  // namespace
}  // namespace atp
