#include "engine/ledger/rows.h"

#include "engine/base/bytes.h"

namespace atp {
namespace {

// Days and priorities may be negative; the bias makes the order of bytes theirs.
constexpr uint64_t kSignBias = uint64_t{1} << 31;

std::string Key(RowType type) { return std::string(1, static_cast<char>(type)); }

void PutKey32(std::string* out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

uint32_t Key32(ByteReader* reader) {
  uint32_t value = 0;
  for (const char byte : reader->Take(4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void PutPosition(std::string* out, PositionId id) {
  PutKey32(out, id.item);
  PutKey32(out, id.location);
}

PositionId ReadPosition(ByteReader* reader) {
  PositionId id;
  id.item = Key32(reader);
  id.location = Key32(reader);
  return id;
}

std::string SupplyRowKey(RowType type, const SupplyKey& key) {
  std::string out = Key(type);
  out.push_back(static_cast<char>(key.kind));
  PutString(&out, key.document);
  PutKey32(&out, key.line);
  return out;
}

bool ReadEnum(ByteReader* reader, uint64_t max, uint64_t* value) {
  *value = reader->Varint();
  return *value >= 1 && *value <= max;
}

}  // namespace

std::string SettingsRowKey() { return Key(RowType::kSettings); }

std::string ItemRowKey(uint32_t index) {
  std::string out = Key(RowType::kItem);
  PutKey32(&out, index);
  return out;
}

std::string PositionRowKey(PositionId id) {
  std::string out = Key(RowType::kPosition);
  PutPosition(&out, id);
  return out;
}

std::string PromiseRowKey(PositionId id, const DemandKey& key) {
  std::string out = Key(RowType::kPromise);
  PutPosition(&out, id);
  PutKey32(&out, static_cast<uint32_t>(key.day + kSignBias));
  PutKey64(&out, key.reservation);
  PutKey32(&out, key.line);
  return out;
}

std::string WaitingRowKey(PositionId id, const WaitingKey& key) {
  std::string out = Key(RowType::kWaiting);
  PutPosition(&out, id);
  PutKey32(&out, static_cast<uint32_t>(key.priority + kSignBias));
  PutKey64(&out, key.reservation);
  PutKey32(&out, key.line);
  return out;
}

std::string QuotaRowKey(PositionId id, ChannelId channel) {
  std::string out = Key(RowType::kQuota);
  PutPosition(&out, id);
  PutKey32(&out, channel);
  return out;
}

std::string ReservationRowKey(ReservationId id) {
  std::string out = Key(RowType::kReservation);
  PutKey64(&out, id);
  return out;
}

std::string ReceiptRowKey(const SupplyKey& key) { return SupplyRowKey(RowType::kReceipt, key); }
std::string DocumentRowKey(const SupplyKey& key) { return SupplyRowKey(RowType::kDocument, key); }

std::string RequestRowKey(const Hash128& id) {
  std::string out = Key(RowType::kRequest);
  PutKey64(&out, id.high);
  PutKey64(&out, id.low);
  return out;
}

std::string SnapshotRowKey(std::string_view source) {
  std::string out = Key(RowType::kSnapshot);
  out.append(source);
  return out;
}

std::string SupplierRecordRowKey(SupplierId id) {
  std::string out = Key(RowType::kSupplierRecord);
  PutKey32(&out, id);
  return out;
}

std::string NameRowKey(NameKind kind, uint32_t id) {
  std::string out = Key(RowType::kName);
  out.push_back(static_cast<char>(kind));
  PutKey32(&out, id);
  return out;
}

std::string SettingRowKey(std::string_view key) {
  std::string out = Key(RowType::kSetting);
  out.append(key);
  return out;
}

bool ParseRowKey(std::string_view bytes, RowKey* key) {
  ByteReader reader(bytes);
  const std::string_view type = reader.Take(1);
  if (type.empty()) return false;
  key->type = static_cast<RowType>(type.front());
  switch (key->type) {
    case RowType::kSettings:
      break;
    case RowType::kItem:
    case RowType::kSupplierRecord:
      key->index = Key32(&reader);
      break;
    case RowType::kPosition:
      key->position = ReadPosition(&reader);
      break;
    case RowType::kPromise:
      key->position = ReadPosition(&reader);
      key->demand.day = static_cast<Day>(Key32(&reader) - kSignBias);
      key->demand.reservation = reader.Key64();
      key->demand.line = Key32(&reader);
      break;
    case RowType::kWaiting:
      key->position = ReadPosition(&reader);
      key->waiting.priority = static_cast<int32_t>(Key32(&reader) - kSignBias);
      key->waiting.reservation = reader.Key64();
      key->waiting.line = Key32(&reader);
      break;
    case RowType::kQuota:
      key->position = ReadPosition(&reader);
      key->channel = Key32(&reader);
      break;
    case RowType::kReservation:
      key->reservation = reader.Key64();
      break;
    case RowType::kReceipt:
    case RowType::kDocument: {
      const std::string_view kind = reader.Take(1);
      if (kind.empty() || kind.front() < 1 || kind.front() > 3) return false;
      key->supply.kind = static_cast<SupplyKind>(kind.front());
      key->supply.document = std::string(reader.String());
      key->supply.line = Key32(&reader);
      break;
    }
    case RowType::kRequest:
      key->request.high = reader.Key64();
      key->request.low = reader.Key64();
      break;
    case RowType::kName: {
      const std::string_view kind = reader.Take(1);
      if (kind.empty() || kind.front() < 1 || kind.front() > 3) return false;
      key->name_kind = static_cast<NameKind>(kind.front());
      key->index = Key32(&reader);
      break;
    }
    case RowType::kSnapshot:
    case RowType::kSetting:
      key->source = std::string(reader.Take(reader.rest().size()));
      break;
    default:
      return false;
  }
  return reader.AtCleanEnd();
}

std::string EncodeRow(const SettingsRow& row) {
  std::string out;
  PutSigned(&out, row.request_window);
  PutSigned(&out, row.resolved_window);
  PutSigned(&out, row.last_time);
  return out;
}

bool DecodeRow(std::string_view bytes, SettingsRow* row) {
  ByteReader reader(bytes);
  row->request_window = reader.Signed();
  row->resolved_window = reader.Signed();
  row->last_time = reader.Signed();
  return reader.AtCleanEnd();
}

std::string EncodeRow(const PositionRow& row) {
  std::string out;
  for (const auto bucket : Balances::kBuckets()) PutSigned(&out, row.balances.*bucket);
  PutVarint(&out, row.counted_at);
  PutVarint(&out, row.last_moved);
  return out;
}

bool DecodeRow(std::string_view bytes, PositionRow* row) {
  ByteReader reader(bytes);
  for (const auto bucket : Balances::kBuckets()) row->balances.*bucket = reader.Signed();
  row->counted_at = reader.Varint();
  row->last_moved = reader.Varint();
  return reader.AtCleanEnd() && row->balances.IsValid();
}

std::string EncodeRow(const SourceRow& row) {
  std::string out;
  PutVarint(&out, row.reflects);
  PutSigned(&out, row.heard);
  return out;
}

bool DecodeRow(std::string_view bytes, SourceRow* row) {
  ByteReader reader(bytes);
  row->reflects = reader.Varint();
  // Older rows end here.
  row->heard = reader.rest().empty() ? 0 : reader.Signed();
  return reader.AtCleanEnd();
}

std::string EncodeRow(const Waiting& row) {
  std::string out;
  PutSigned(&out, row.day);
  PutSigned(&out, row.quantity);
  return out;
}

bool DecodeRow(std::string_view bytes, Waiting* row) {
  ByteReader reader(bytes);
  row->day = static_cast<Day>(reader.Signed());
  row->quantity = reader.Signed();
  return reader.AtCleanEnd() && row->quantity > 0;
}

std::string EncodeRow(const Quota& row) {
  std::string out;
  PutSigned(&out, row.limit);
  PutSigned(&out, row.remaining);
  PutSigned(&out, row.period_days);
  PutSigned(&out, row.period_start);
  PutVarint(&out, row.carry);
  return out;
}

bool DecodeRow(std::string_view bytes, Quota* row) {
  ByteReader reader(bytes);
  row->limit = reader.Signed();
  row->remaining = reader.Signed();
  row->period_days = static_cast<int32_t>(reader.Signed());
  row->period_start = static_cast<Day>(reader.Signed());
  row->carry = reader.Varint() != 0;
  return reader.AtCleanEnd() && row->limit >= 0 && row->remaining >= 0 && row->period_days >= 0 &&
         (row->carry || row->remaining <= row->limit);
}

std::string EncodeRow(const Reservation& row) {
  std::string out;
  PutVarint(&out, static_cast<uint64_t>(row.state));
  PutSigned(&out, row.created);
  PutSigned(&out, row.deadline);
  PutSigned(&out, row.resolved);
  PutString(&out, row.reference);
  PutString(&out, row.customer);
  PutVarint(&out, row.channel);
  PutSigned(&out, row.priority);
  PutVarint(&out, static_cast<uint64_t>(row.strategy));
  PutVarint(&out, row.lines.size());
  for (const ReservationLine& line : row.lines) {
    PutVarint(&out, line.position.item);
    PutVarint(&out, line.position.location);
    PutSigned(&out, line.day);
    PutSigned(&out, line.requested);
    PutSigned(&out, line.promised);
    PutSigned(&out, line.open);
    PutSigned(&out, line.fulfilled);
    PutSigned(&out, line.released);
    PutVarint(&out, line.request_line);
    PutSigned(&out, line.backordered);
    PutVarint(&out, line.substitute_for);
    PutVarint(&out, line.quota.size());
    for (const QuotaPart& part : line.quota) {
      PutVarint(&out, part.channel);
      PutSigned(&out, part.quantity);
    }
  }
  return out;
}

bool DecodeRow(std::string_view bytes, Reservation* row) {
  ByteReader reader(bytes);
  uint64_t state;
  if (!ReadEnum(&reader, static_cast<uint64_t>(kReservationStateLast), &state)) return false;
  row->state = static_cast<ReservationState>(state);
  row->created = reader.Signed();
  row->deadline = reader.Signed();
  row->resolved = reader.Signed();
  row->reference = std::string(reader.String());
  row->customer = std::string(reader.String());
  row->channel = static_cast<ChannelId>(reader.Varint());
  row->priority = static_cast<int32_t>(reader.Signed());
  uint64_t strategy;
  if (!ReadEnum(&reader, static_cast<uint64_t>(ShortageStrategy::kLose), &strategy)) return false;
  row->strategy = static_cast<ShortageStrategy>(strategy);
  const uint64_t lines = reader.Varint();
  if (lines > reader.rest().size()) return false;
  row->lines.resize(lines);
  for (ReservationLine& line : row->lines) {
    line.position.item = static_cast<ItemId>(reader.Varint());
    line.position.location = static_cast<LocationId>(reader.Varint());
    line.day = static_cast<Day>(reader.Signed());
    line.requested = reader.Signed();
    line.promised = reader.Signed();
    line.open = reader.Signed();
    line.fulfilled = reader.Signed();
    line.released = reader.Signed();
    line.request_line = static_cast<uint32_t>(reader.Varint());
    line.backordered = reader.Signed();
    line.substitute_for = static_cast<ItemId>(reader.Varint());
    const uint64_t parts = reader.Varint();
    if (parts > reader.rest().size()) return false;
    line.quota.resize(parts);
    for (QuotaPart& part : line.quota) {
      part.channel = static_cast<ChannelId>(reader.Varint());
      part.quantity = reader.Signed();
    }
    if (line.promised != line.open + line.fulfilled + line.released) return false;
  }
  return reader.AtCleanEnd();
}

std::string EncodeRow(const ScheduledReceipt& row) {
  std::string out;
  PutVarint(&out, row.position.item);
  PutVarint(&out, row.position.location);
  PutVarint(&out, static_cast<uint64_t>(row.state));
  PutSigned(&out, row.day);
  PutSigned(&out, row.promised_day);
  PutVarint(&out, row.supplier);
  for (const Quantity quantity : {row.quantity, row.open, row.received, row.shipped}) {
    PutSigned(&out, quantity);
  }
  PutString(&out, row.order_document);
  PutVarint(&out, row.order_line);
  return out;
}

bool DecodeRow(std::string_view bytes, ScheduledReceipt* row) {
  ByteReader reader(bytes);
  row->position.item = static_cast<ItemId>(reader.Varint());
  row->position.location = static_cast<LocationId>(reader.Varint());
  uint64_t state;
  if (!ReadEnum(&reader, static_cast<uint64_t>(SupplyState::kCancelled), &state)) return false;
  row->state = static_cast<SupplyState>(state);
  row->day = static_cast<Day>(reader.Signed());
  row->promised_day = static_cast<Day>(reader.Signed());
  row->supplier = static_cast<SupplierId>(reader.Varint());
  for (Quantity* quantity : {&row->quantity, &row->open, &row->received, &row->shipped}) {
    *quantity = reader.Signed();
  }
  row->order_document = std::string(reader.String());
  row->order_line = static_cast<uint32_t>(reader.Varint());
  return reader.AtCleanEnd();
}

std::string EncodeRow(const RequestBook::Answer& row) {
  std::string out;
  PutVarint(&out, row.sequence);
  PutFixed64(&out, row.fingerprint);
  PutSigned(&out, row.time);
  return out;
}

bool DecodeRow(std::string_view bytes, RequestBook::Answer* row) {
  ByteReader reader(bytes);
  row->sequence = reader.Varint();
  row->fingerprint = reader.Fixed64();
  row->time = reader.Signed();
  return reader.AtCleanEnd();
}

std::string EncodeRow(uint64_t number) {
  std::string out;
  PutVarint(&out, number);
  return out;
}

bool DecodeRow(std::string_view bytes, uint64_t* number) {
  ByteReader reader(bytes);
  *number = reader.Varint();
  return reader.AtCleanEnd();
}

}  // namespace atp
