// The keys of rows, and back.

#include "engine/base/bytes.h"
#include "engine/ledger/rows.h"

namespace atp {
namespace {

// Days and priorities may be negative; the bias makes the order of bytes theirs.
constexpr uint64_t kSignBias = uint64_t{1} << 31;

std::string Key(RowType type) { return std::string(1, static_cast<char>(type)); }

void PutKey32(std::string* out, uint32_t value) {
  char bytes[4];
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>(value >> (8 * (3 - i)));
  out->append(bytes, sizeof(bytes));
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

std::string CapUseRowKey(const CapBook::Key& key) {
  std::string out = Key(RowType::kCapUse);
  PutKey32(&out, key.item);
  PutKey64(&out, key.customer.high);
  PutKey64(&out, key.customer.low);
  PutKey64(&out, key.reservation);
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
    case RowType::kCapUse:
      key->cap.item = Key32(&reader);
      key->cap.customer.high = reader.Key64();
      key->cap.customer.low = reader.Key64();
      key->cap.reservation = reader.Key64();
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

}  // namespace atp
