// A shard's rows: what a checkpoint writes and recovery reads.

#include <algorithm>

#include "engine/base/check.h"
#include "engine/ledger/lines_at_home.h"
#include "engine/ledger/rows.h"
#include "engine/ledger/shard.h"

namespace atp {

bool Shard::RowValue(std::string_view bytes, std::string* value) const {
  RowKey key;
  ATP_CHECK(ParseRowKey(bytes, &key));
  switch (key.type) {
    case RowType::kSettings:
      *value = EncodeRow(SettingsRow{request_window_, resolved_window_, last_time_});
      return true;
    case RowType::kItem:
      *value = items_[key.index].key;
      return true;
    case RowType::kPosition: {
      const Position& position = *FindPosition(key.position);
      *value =
          EncodeRow(PositionRow{position.balances(), position.counted_at(), position.last_moved()});
      return true;
    }
    case RowType::kPromise: {
      const auto& promises = FindPosition(key.position)->promises();
      const auto it = promises.find(key.demand);
      if (it == promises.end()) return false;
      *value = EncodeRow(static_cast<uint64_t>(it->second));
      return true;
    }
    case RowType::kWaiting: {
      const auto& waiting = FindPosition(key.position)->waiting();
      const auto it = waiting.find(key.waiting);
      if (it == waiting.end()) return false;
      *value = EncodeRow(it->second);
      return true;
    }
    case RowType::kQuota: {
      const Quota quota = FindPosition(key.position)->quotas().Find(key.channel);
      if (IsNone(quota)) return false;
      *value = EncodeRow(quota);
      return true;
    }
    case RowType::kCapUse: {
      const auto it = caps_.uses().find(key.cap);
      if (it == caps_.uses().end()) return false;
      *value = EncodeRow(it->second);
      return true;
    }
    case RowType::kReservation: {
      const Reservation* reservation = FindReservation(key.reservation);
      if (reservation == nullptr) return false;
      *value = EncodeRow(*reservation);
      return true;
    }
    case RowType::kReceipt:
      *value = EncodeRow(receipts_.at(key.supply));
      return true;
    case RowType::kDocument:
      *value = EncodeRow(uint64_t{documents_.at(key.supply)});
      return true;
    case RowType::kRequest: {
      const auto it = requests_.answers().find(key.request);
      if (it == requests_.answers().end()) return false;
      *value = EncodeRow(it->second);
      return true;
    }
    case RowType::kSnapshot:
      *value = EncodeRow(sources_.at(key.source));
      return true;
    case RowType::kSupplierRecord:
      *value = EncodeRow(supplier_records_.at(key.index));
      return true;
    case RowType::kName:
    case RowType::kSetting:
      break;
  }
  ATP_CHECK(false);  // no shard has such a row
  return false;
}

std::vector<LedgerRow> Shard::AllRows() const {
  std::vector<LedgerRow> rows;
  const auto add = [&](std::string key) {
    LedgerRow row{std::move(key), {}, false};
    if (RowValue(row.key, &row.value)) rows.push_back(std::move(row));
  };
  add(SettingsRowKey());
  for (uint32_t index = 0; index < items_.size(); ++index) {
    add(ItemRowKey(index));
    for (const Position& position : items_[index].positions) {
      const PositionId id{MakeItemId(index, id_), position.location()};
      add(PositionRowKey(id));
      for (const auto& [key, quantity] : position.promises()) {
        if (!IsAtHome(id, key.reservation)) add(PromiseRowKey(id, key));
      }
      for (const auto& [key, line] : position.waiting()) {
        if (!IsAtHome(id, key.reservation)) add(WaitingRowKey(id, key));
      }
      for (const auto& [channel, quota] : position.quotas().rows()) add(QuotaRowKey(id, channel));
    }
  }
  for (const auto& [id, reservation] : reservations_) add(ReservationRowKey(id));
  for (const auto& [key, use] : caps_.uses()) add(CapUseRowKey(key));
  for (const auto& [key, receipt] : receipts_) add(ReceiptRowKey(key));
  for (const auto& [key, item] : documents_) add(DocumentRowKey(key));
  for (const auto& [id, answer] : requests_.answers()) add(RequestRowKey(id));
  for (const auto& [source, word] : sources_) add(SnapshotRowKey(source));
  for (const auto& [supplier, record] : supplier_records_) add(SupplierRecordRowKey(supplier));
  std::sort(rows.begin(), rows.end());
  return rows;
}

absl::Status Shard::RestoreRow(std::string_view bytes, std::string_view value) {
  const absl::Status damaged = absl::DataLossError("a state row is malformed");
  RowKey key;
  if (!ParseRowKey(bytes, &key)) return damaged;
  switch (key.type) {
    case RowType::kSettings: {
      SettingsRow row;
      if (!DecodeRow(value, &row)) return damaged;
      request_window_ = row.request_window;
      resolved_window_ = row.resolved_window;
      last_time_ = row.last_time;
      return absl::OkStatus();
    }
    case RowType::kItem: {
      if (key.index != items_.size()) return damaged;
      items_.push_back(Item{std::string(value), {}});
      item_index_.AddLast();
      return absl::OkStatus();
    }
    case RowType::kPosition: {
      PositionRow row;
      if (!DecodeRow(value, &row) || !Owns(key.position.item) ||
          IndexOfItem(key.position.item) >= items_.size()) {
        return damaged;
      }
      MutablePosition(key.position).Restore(row.balances, row.counted_at, row.last_moved);
      return absl::OkStatus();
    }
    case RowType::kPromise: {
      uint64_t quantity;
      if (!DecodeRow(value, &quantity) || FindPosition(key.position) == nullptr) return damaged;
      MutablePosition(key.position).ChangePromise(key.demand, static_cast<Quantity>(quantity));
      return absl::OkStatus();
    }
    case RowType::kWaiting: {
      Waiting row;
      if (!DecodeRow(value, &row) || FindPosition(key.position) == nullptr) return damaged;
      MutablePosition(key.position).ChangeWaiting(key.waiting, row.day, row.quantity);
      fills_.Touch(key.position, true);
      return absl::OkStatus();
    }
    case RowType::kQuota: {
      Quota quota;
      if (!DecodeRow(value, &quota) || FindPosition(key.position) == nullptr) return damaged;
      MutablePosition(key.position).SetQuota(key.channel, quota);
      return absl::OkStatus();
    }
    case RowType::kCapUse: {
      CapBook::Use use;
      if (!DecodeRow(value, &use)) return damaged;
      caps_.Add(key.cap, use);
      return absl::OkStatus();
    }
    case RowType::kReservation: {
      auto reservation = std::make_unique<Reservation>();
      if (!DecodeRow(value, reservation.get()) || HomeOf(key.reservation) != id_) return damaged;
      reservation->id = key.reservation;
      if (!RestoreLines(*reservation)) return damaged;
      reservations_.emplace(key.reservation, std::move(reservation));
      return absl::OkStatus();
    }
    case RowType::kReceipt: {
      ScheduledReceipt receipt;
      receipt.key = key.supply;
      if (!DecodeRow(value, &receipt) || FindPosition(receipt.position) == nullptr) return damaged;
      SetReceipt(receipt);
      return absl::OkStatus();
    }
    case RowType::kDocument: {
      uint64_t item;
      if (!DecodeRow(value, &item)) return damaged;
      documents_.emplace(key.supply, static_cast<ItemId>(item));
      return absl::OkStatus();
    }
    case RowType::kRequest: {
      RequestBook::Answer answer;
      if (!DecodeRow(value, &answer)) return damaged;
      requests_.Remember(key.request, answer);
      return absl::OkStatus();
    }
    case RowType::kSnapshot:
      if (!DecodeRow(value, &sources_[key.source])) return damaged;
      return absl::OkStatus();
    case RowType::kSupplierRecord:
      if (!DecodeRow(value, &supplier_records_[key.index])) return damaged;
      return absl::OkStatus();
    case RowType::kName:
    case RowType::kSetting:
      break;
  }
  return damaged;
}

bool Shard::RestoreLines(const Reservation& reservation) {
  return VisitLinesAtHome(reservation, [&](uint32_t number, const ReservationLine& line) {
    if (FindPosition(line.position) == nullptr) return false;
    Position& position = MutablePosition(line.position);
    position.ChangePromise({line.day, reservation.id, number}, line.open);
    position.ChangeWaiting({reservation.priority, reservation.id, number}, line.day,
                           line.backordered);
    if (line.backordered > 0) fills_.Touch(line.position, true);
    return true;
  });
}

void Shard::FinishRestore(Sequence applied) {
  applied_ = applied;
  requests_.RebuildQueue();
  for (const auto& [id, reservation] : reservations_) {
    if (IsOpen(reservation->state)) {
      ++open_reservations_;
    } else {
      resolved_.emplace_back(reservation->resolved, id);
    }
  }
  std::sort(resolved_.begin(), resolved_.end());
}

}  // namespace atp
