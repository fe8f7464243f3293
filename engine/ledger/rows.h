#ifndef ATP_ENGINE_LEDGER_ROWS_H_
#define ATP_ENGINE_LEDGER_ROWS_H_

#include <string>
#include <string_view>

#include "engine/ledger/position.h"
#include "engine/ledger/request_book.h"
#include "engine/model/entry.h"
#include "engine/model/reservation.h"
#include "engine/model/supply.h"

namespace atp {

// A shard's state on disk, one row for each thing, so that a checkpoint writes what changed. The
// first byte of a key is its type; types are ordered so that a row follows those it refers to.
// FORMAT.md has the layouts.
enum class RowType : char {
  kSettings = 'a',
  kItem = 'b',
  kPosition = 'c',
  kPromise = 'd',
  kReservation = 'e',
  kReceipt = 'f',
  kDocument = 'g',
  kRequest = 'h',
  kSnapshot = 'i',
  kWaiting = 'j',
  kQuota = 'k',
  kSupplierRecord = 'o',
  // Only in the directory's own rows.
  kName = 'l',
  kSetting = 'm',
};

std::string SettingsRowKey();
std::string ItemRowKey(uint32_t index);
std::string PositionRowKey(PositionId id);
std::string PromiseRowKey(PositionId id, const DemandKey& key);
std::string WaitingRowKey(PositionId id, const WaitingKey& key);
std::string QuotaRowKey(PositionId id, ChannelId channel);
std::string ReservationRowKey(ReservationId id);
std::string ReceiptRowKey(const SupplyKey& key);
std::string DocumentRowKey(const SupplyKey& key);
std::string RequestRowKey(const Hash128& id);
std::string SnapshotRowKey(std::string_view source);
std::string SupplierRecordRowKey(SupplierId id);
std::string NameRowKey(NameKind kind, uint32_t id);
// `key` from SettingKey().
std::string SettingRowKey(std::string_view key);

// A key taken apart; only the fields of its type are set. False if malformed.
struct RowKey {
  RowType type = RowType::kSettings;
  uint32_t index = 0;  // kItem, kName; kSupplierRecord: the supplier
  NameKind name_kind = NameKind::kLocation;
  PositionId position;
  DemandKey demand;
  WaitingKey waiting;
  ChannelId channel = kNoChannel;  // kQuota
  ReservationId reservation = kNoReservation;
  SupplyKey supply;
  Hash128 request;
  std::string source;  // kSnapshot; kSetting: its key
};
bool ParseRowKey(std::string_view bytes, RowKey* key);

struct SettingsRow {
  Micros request_window = 0;
  Micros resolved_window = 0;
  Micros last_time = 0;
};
// What a source of snapshots last sent, and when.
struct SourceRow {
  Sequence reflects = 0;  // 0: nothing yet
  // Of its last word; where it had none, when its age was first watched. 0: neither is known.
  Micros heard = 0;
};
struct PositionRow {
  Balances balances;
  Sequence counted_at = 0;
  Sequence last_moved = 0;
};

std::string EncodeRow(const SettingsRow& row);
std::string EncodeRow(const PositionRow& row);
std::string EncodeRow(const SourceRow& row);
std::string EncodeRow(const Waiting& row);
std::string EncodeRow(const Quota& row);
std::string EncodeRow(const Reservation& row);
std::string EncodeRow(const ScheduledReceipt& row);
std::string EncodeRow(const RequestBook::Answer& row);
std::string EncodeRow(uint64_t number);

// False if malformed, which is DATA_LOSS to the caller.
bool DecodeRow(std::string_view bytes, SettingsRow* row);
bool DecodeRow(std::string_view bytes, PositionRow* row);
bool DecodeRow(std::string_view bytes, SourceRow* row);
bool DecodeRow(std::string_view bytes, Waiting* row);
bool DecodeRow(std::string_view bytes, Quota* row);
bool DecodeRow(std::string_view bytes, Reservation* row);
bool DecodeRow(std::string_view bytes, ScheduledReceipt* row);
bool DecodeRow(std::string_view bytes, RequestBook::Answer* row);
bool DecodeRow(std::string_view bytes, uint64_t* number);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_ROWS_H_
