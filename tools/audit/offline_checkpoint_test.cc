// The audit of checkpoints that an engine wrote, as they are read from its disk: promises that are
// told by their reservation's row, and promises that have a row of their own.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine_fixture.h"
#include "engine/journal/journal_reader.h"
#include "engine/ledger/lines_at_home.h"
#include "engine/ledger/rows.h"
#include "tools/audit/audit.h"
#include "tools/audit/offline_data.h"

namespace atp {
namespace {

constexpr uint32_t kShards = 8;

// A row as it lies on the disk.
struct StoredRow {
  uint32_t shard = 0;
  std::string key;
  std::string value;

  RowKey Key() const {
    RowKey parsed;
    EXPECT_TRUE(ParseRowKey(key, &parsed));
    return parsed;
  }
  Reservation AsReservation() const {
    Reservation reservation;
    reservation.id = Key().reservation;
    EXPECT_TRUE(DecodeRow(value, &reservation));
    return reservation;
  }
};

class OfflineCheckpointTest : public EngineTest {
 protected:
  // Reservations over several shards and lines, a checkpoint, and a day that goes on.
  OfflineCheckpointTest() {
    for (const char* item : {"lamp", "shade", "cable", "bulb", "plug"}) {
      MustRun(Move(Cause::kReceive, item, "london", 20));
      MustRun(Move(Cause::kReceive, item, "paris", 5));
    }
    const ReservationId first = MustRun(Of({"lamp", "shade", "cable"})).entry.reservation;
    const ReservationId second = MustRun(Of({"shade", "bulb", "lamp"})).entry.reservation;
    MustRun(Of({"plug", "cable"}));
    const ReservationId waiting = MustRun(Waits("bulb", "plug")).entry.reservation;
    MustRun(Waits("plug", "bulb"));
    MustRun(Change(ChangeReservation::Verb::kConfirm, first));
    MustRun(Change(ChangeReservation::Verb::kFulfil, first, {{0, 1}}));
    MustRun(Change(ChangeReservation::Verb::kRelease, second, {{1, 1}}));
    EXPECT_TRUE(engine_->Checkpoint().ok());
    MustRun(Change(ChangeReservation::Verb::kConfirm, second));
    MustRun(Change(ChangeReservation::Verb::kRelease, first));
    MustRun(Move(Cause::kReceive, "bulb", "paris", 7));  // serves what waits
    MustRun(Of({"cable", "lamp"}));
    MustRun(Change(ChangeReservation::Verb::kRelease, waiting));
  }

  // Three in London and one in Paris of each item.
  static Reserve Of(const std::vector<std::string>& items) {
    Reserve reserve;
    for (const std::string& item : items) {
      reserve.lines.push_back({item, "london", 3});
      reserve.lines.push_back({item, "paris", 1});
    }
    return reserve;
  }
  static Reserve Waits(std::string item, std::string other) {
    Reserve reserve;
    reserve.mode = ReserveMode::kBackorder;
    reserve.lines.push_back({std::move(item), "paris", 6});
    reserve.lines.push_back({std::move(other), "paris", 6});
    return reserve;
  }

  std::vector<StoredRow> ReadRows() {
    MemoryStore store(&disk_);
    std::vector<StoredRow> rows;
    for (uint32_t shard = 0; shard < kShards; ++shard) {
      const auto applied =
          store.ReadShard(shard, [&](std::string_view key, std::string_view value) {
            rows.push_back({shard, std::string(key), std::string(value)});
            return absl::OkStatus();
          });
      EXPECT_TRUE(applied.ok());
    }
    return rows;
  }

  void WriteRow(uint32_t shard, const std::string& key, std::optional<std::string_view> value) {
    MemoryStore store(&disk_);
    const auto none = [](std::string_view, std::string_view) { return absl::OkStatus(); };
    const uint64_t applied = store.ReadShard(shard, none).value();
    ASSERT_TRUE(store.WriteShard(shard, applied, {{key, value}}).ok());
  }

  // What an audit of the disk says, a line each: "CHECKPOINT_DIFFERS lamp@london reserved ...".
  std::vector<std::string> AuditDisk() {
    OfflineData data(std::make_unique<MemoryStore>(&disk_));
    KeyNames names;
    const auto checkpoint = data.ReadCheckpoint(&names);
    if (!checkpoint.ok()) return {checkpoint.status().ToString()};
    std::vector<std::string> found;
    Audit audit([&](const Violation& v) {
      found.push_back(v.rule + " " + names.Position(v.position.value_or(PositionId{})) + " " +
                      v.detail);
    });
    for (const CheckpointedShard& shard : *checkpoint) audit.Expect(shard);
    auto reader = JournalReader::Open(&data.store(), 1).value();
    for (Entry entry; reader->Next(&entry);) audit.Take(entry);
    EXPECT_TRUE(reader->status().ok());
    audit.Finish();
    return found;
  }

  // The first row of a type, the first reservation with a line at home.
  StoredRow First(RowType type) {
    for (const StoredRow& row : ReadRows()) {
      if (row.Key().type != type) continue;
      if (type != RowType::kReservation) return row;
      bool has_lines = false;
      VisitLinesAtHome(row.AsReservation(), [&](uint32_t, const ReservationLine& line) {
        has_lines |= line.open > 0;
        return true;
      });
      if (has_lines) return row;
    }
    ADD_FAILURE() << "no row of type " << static_cast<char>(type);
    return {};
  }

  // Overwrites the first row of a type as `change` says (false: deletes it), audits, and mends it.
  std::vector<std::string> AuditTampered(RowType type,
                                         const std::function<bool(std::string*)>& change) {
    const StoredRow row = First(type);
    std::string value = row.value;
    if (change(&value)) {
      WriteRow(row.shard, row.key, value);
    } else {
      WriteRow(row.shard, row.key, std::nullopt);
    }
    const std::vector<std::string> found = AuditDisk();
    WriteRow(row.shard, row.key, row.value);
    return found;
  }
};

TEST_F(OfflineCheckpointTest, HoldsPromisesAtHomeAndAway) {
  int open_at_home = 0, waiting_at_home = 0, open_away = 0, waiting_away = 0;
  for (const StoredRow& row : ReadRows()) {
    const RowKey key = row.Key();
    if (key.type == RowType::kPromise) {
      ++open_away;
      EXPECT_FALSE(IsAtHome(key.position, key.demand.reservation));
    } else if (key.type == RowType::kWaiting) {
      ++waiting_away;
      EXPECT_FALSE(IsAtHome(key.position, key.waiting.reservation));
    } else if (key.type == RowType::kReservation) {
      VisitLinesAtHome(row.AsReservation(), [&](uint32_t, const ReservationLine& line) {
        open_at_home += line.open > 0;
        waiting_at_home += line.backordered > 0;
        return true;
      });
    }
  }
  EXPECT_GE(open_at_home, 5);
  EXPECT_GE(open_away, 5);
  EXPECT_GE(waiting_at_home, 1);
  EXPECT_GE(waiting_away, 1);
}

TEST_F(OfflineCheckpointTest, WhatAnEngineWroteIsInOrder) {
  EXPECT_EQ(AuditDisk(), std::vector<std::string>{});
  // The next checkpoint, and the one that is read back from both.
  EXPECT_TRUE(engine_->Checkpoint().ok());
  EXPECT_EQ(AuditDisk(), std::vector<std::string>{});
  Open();
  EXPECT_EQ(AuditDisk(), std::vector<std::string>{});
}

TEST_F(OfflineCheckpointTest, NamesTheTamperedRow) {
  using Found = std::vector<std::string>;
  const auto change_open = [](Quantity by) {
    return [by](std::string* value) {
      Reservation reservation;
      EXPECT_TRUE(DecodeRow(*value, &reservation));
      reservation.lines[0].open += by;
      reservation.lines[0].promised += by;
      *value = EncodeRow(reservation);
      return true;
    };
  };
  const auto remove = [](std::string*) { return false; };
  // Of shade at London, three are promised to a reservation at home, three to one of lamp's shard.
  EXPECT_EQ(AuditTampered(RowType::kReservation, change_open(-1)),
            Found{"CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 5"});
  EXPECT_EQ(AuditTampered(RowType::kReservation, change_open(2)),
            Found{"CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 8"});
  EXPECT_EQ(AuditTampered(RowType::kReservation, remove),
            Found{"CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 3"});
  EXPECT_EQ(AuditTampered(RowType::kPromise, remove),
            Found{"CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 3"});
  const auto one_more = [](std::string* value) {
    uint64_t quantity;
    EXPECT_TRUE(DecodeRow(*value, &quantity));
    *value = EncodeRow(quantity + 1);
    return true;
  };
  EXPECT_EQ(AuditTampered(RowType::kPromise, one_more),
            Found{"CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 7"});
  EXPECT_EQ(AuditDisk(), Found{});  // all is mended
}

TEST_F(OfflineCheckpointTest, NamesAPromiseThatIsToldTwice) {
  const StoredRow row = First(RowType::kReservation);
  const Reservation reservation = row.AsReservation();
  const ReservationLine& line = reservation.lines[0];
  ASSERT_TRUE(IsAtHome(line.position, reservation.id));
  WriteRow(row.shard, PromiseRowKey(line.position, {line.day, reservation.id, 0}),
           EncodeRow(static_cast<uint64_t>(line.open)));
  EXPECT_EQ(AuditDisk(), std::vector<std::string>{
                             "CHECKPOINT_DIFFERS shade@london reserved 6, its promises sum to 9"});
}

TEST_F(OfflineCheckpointTest, RefusesAReservationAwayFromHome) {
  const StoredRow row = First(RowType::kReservation);
  const uint32_t elsewhere = (row.shard + 1) % kShards;
  WriteRow(elsewhere, row.key, row.value);
  EXPECT_EQ(AuditDisk(), std::vector<std::string>{"DATA_LOSS: shard " + std::to_string(elsewhere) +
                                                  ": a state row is malformed"});
}

}  // namespace
}  // namespace atp
