// The values of rows, and back.

#include "engine/ledger/rows.h"

#include "engine/base/bytes.h"

namespace atp {
namespace {

bool ReadEnum(ByteReader* reader, uint64_t max, uint64_t* value) {
  *value = reader->Varint();
  return *value >= 1 && *value <= max;
}

// Each part is a count of units, and what was promised is all of them together.
bool AddsUp(const ReservationLine& line) {
  const Quantity parts[] = {line.requested, line.open, line.fulfilled, line.released,
                            line.backordered};
  for (const Quantity part : parts) {
    if (part < 0) return false;
  }
  return line.open <= line.promised && line.fulfilled <= line.promised - line.open &&
         line.released == line.promised - line.open - line.fulfilled;
}

}  // namespace

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
  row->heard = reader.Signed();
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

std::string EncodeRow(const CapBook::Use& row) {
  std::string out;
  PutSigned(&out, row.quantity);
  PutSigned(&out, row.until);
  return out;
}

bool DecodeRow(std::string_view bytes, CapBook::Use* row) {
  ByteReader reader(bytes);
  row->quantity = reader.Signed();
  row->until = reader.Signed();
  return reader.AtCleanEnd() && row->quantity > 0;
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
    if (!AddsUp(line)) return false;
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
