#include "engine/journal/part_codec.h"

namespace atp {
namespace {

constexpr size_t kBucketCount = Balances::kBuckets().size();
// The bit of a posting's change mask after those of the buckets: a shortage follows.
constexpr uint8_t kIsShort = 1 << kBucketCount;
static_assert(kBucketCount == 7, "the change mask is one byte, and its last bit is taken");

// Before the bytes are written as after they are read.
bool IsSound(const Posting& posting) {
  Balances after = posting.before;
  return posting.before.IsValid() && AddTo(&after, posting.change) && after.IsValid();
}

void PutQuota(std::string* out, const Quota& quota) {
  PutUnits(out, quota.limit);
  PutUnits(out, quota.remaining);
  PutVarint(out, static_cast<uint64_t>(quota.period_days) << 1 | quota.carry);
  PutOptionalDay(out, quota.period_start);
}

void ReadQuota(BodyReader* in, Quota* quota) {
  quota->limit = in->Units();
  quota->remaining = in->Units();
  const uint64_t period = in->Varint();
  quota->period_days = in->Within<int32_t>(period >> 1, 0, kHorizonDaysMax);
  quota->carry = (period & 1) != 0;
  quota->period_start = in->OptionalDay();
}

void PutShortage(std::string* out, const Posting& posting) {
  PutUnits(out, posting.short_by);
  PutVarint(out, posting.at_risk.size());
  for (const AtRisk& at_risk : posting.at_risk) {
    PutVarint(out, at_risk.reservation);
    PutVarint(out, at_risk.line);
    PutUnits(out, at_risk.quantity);
    PutOptionalDay(out, at_risk.until);
  }
}

void ReadShortage(BodyReader* in, Posting* posting) {
  posting->short_by = in->Units();
  const uint64_t count = in->Varint();
  for (uint64_t i = 0; i < count && in->ok(); ++i) {
    AtRisk at_risk;
    at_risk.reservation = in->Varint();
    at_risk.line = in->Uint32();
    at_risk.quantity = in->Units();
    at_risk.until = in->OptionalDay();
    posting->at_risk.push_back(at_risk);
  }
}

}  // namespace

void PutDefinition(std::string* out, const Definition& definition) {
  PutByte(out, static_cast<uint8_t>(definition.kind));
  PutVarint(out, definition.id);
  PutString(out, definition.key);
}

void PutPosting(std::string* out, const Posting& posting) {
  ATP_CHECK(IsSound(posting));
  PutPosition(out, posting.position);
  uint8_t mask = 0;
  uint8_t bit = 1;
  for (const auto bucket : Balances::kBuckets()) {
    if (bucket == &Balances::moved) {
      PutSigned(out, posting.before.*bucket);
    } else {
      PutUnits(out, posting.before.*bucket);
    }
    if (posting.change.*bucket != 0) mask |= bit;
    bit <<= 1;
  }
  const bool is_short = posting.short_by != 0 || !posting.at_risk.empty();
  PutByte(out, is_short ? mask | kIsShort : mask);
  for (const auto bucket : Balances::kBuckets()) {
    if (posting.change.*bucket != 0) PutSigned(out, posting.change.*bucket);
  }
  if (is_short) PutShortage(out, posting);
}

void ReadDefinition(BodyReader* in, Definition* definition) {
  definition->kind = in->Within<NameKind>(in->Byte(), 0, static_cast<uint64_t>(NameKind::kChannel));
  definition->id = in->Uint32();
  definition->key = in->String();
}

void ReadPosting(BodyReader* in, Posting* posting) {
  posting->position = in->Position();
  for (const auto bucket : Balances::kBuckets()) {
    posting->before.*bucket = bucket == &Balances::moved ? in->Signed() : in->Units();
  }
  const uint8_t mask = in->Byte();
  uint8_t bit = 1;
  for (const auto bucket : Balances::kBuckets()) {
    if (mask & bit) posting->change.*bucket = in->Signed();
    bit <<= 1;
  }
  if (mask & kIsShort) ReadShortage(in, posting);
  if (!IsSound(*posting)) in->Refuse();
}

void PutReceipt(std::string* out, const ScheduledReceipt& receipt, const ReceiptBefore& before) {
  PutByte(out, static_cast<uint8_t>(receipt.key.kind));
  PutString(out, receipt.key.document);
  PutVarint(out, receipt.key.line);
  PutPosition(out, receipt.position);
  PutByte(out, static_cast<uint8_t>(receipt.state));
  PutSigned(out, receipt.day);
  PutOptionalDay(out, receipt.promised_day);
  PutOptional32(out, receipt.supplier);
  PutUnits(out, receipt.quantity);
  PutUnits(out, receipt.open);
  PutUnits(out, receipt.received);
  PutUnits(out, receipt.shipped);
  PutString(out, receipt.order_document);
  PutVarint(out, receipt.order_line);
  PutOptional32(out, before.position.item);
  if (before.position.item == kNoItem) return;
  PutVarint(out, before.position.location);
  PutByte(out, static_cast<uint8_t>(before.state));
  PutSigned(out, before.day);
  PutUnits(out, before.open);
  PutOptional32(out, before.supplier);
}

void ReadReceipt(BodyReader* in, ScheduledReceipt* receipt, ReceiptBefore* before) {
  receipt->key.kind = in->EnumUpTo(SupplyKind::kTransfer);
  receipt->key.document = in->String();
  receipt->key.line = in->Uint32();
  receipt->position = in->Position();
  receipt->state = in->EnumUpTo(SupplyState::kCancelled);
  receipt->day = in->DayNumber();
  receipt->promised_day = in->OptionalDay();
  receipt->supplier = in->Optional32();
  receipt->quantity = in->Units();
  receipt->open = in->Units();
  receipt->received = in->Units();
  receipt->shipped = in->Units();
  receipt->order_document = in->String();
  receipt->order_line = in->Uint32();
  before->position.item = in->Optional32();
  if (before->position.item == kNoItem) return;
  before->position.location = in->Uint32();
  before->state = in->EnumUpTo(SupplyState::kCancelled);
  before->day = in->DayNumber();
  before->open = in->Units();
  before->supplier = in->Optional32();
}

void PutCapUse(std::string* out, const CapUse& use) {
  PutVarint(out, use.item);
  PutUnits(out, use.quantity);
  PutSigned(out, use.until);
}

void ReadCapUse(BodyReader* in, CapUse* use) {
  use->item = in->Uint32();
  use->quantity = in->Units();
  use->until = in->Signed();
}

void PutQuotaChange(std::string* out, const QuotaChange& change) {
  PutPosition(out, change.position);
  PutVarint(out, change.channel);
  PutQuota(out, change.before);
  PutQuota(out, change.after);
}

void ReadQuotaChange(BodyReader* in, QuotaChange* change) {
  change->position = in->Position();
  change->channel = in->Uint32();
  ReadQuota(in, &change->before);
  ReadQuota(in, &change->after);
}

void PutSettingChange(std::string* out, const SettingChange& change) {
  PutByte(out, change.after.is_removed << 1 | change.before.has_value());
  std::string value;
  EncodeSetting(change.after.value, &value);
  PutString(out, value);
  if (!change.before.has_value()) return;
  value.clear();
  EncodeSetting(*change.before, &value);
  PutString(out, value);
}

void ReadSettingChange(BodyReader* in, SettingChange* change) {
  const uint8_t bits = in->Within<uint8_t>(in->Byte(), 0, 3);
  change->after.is_removed = (bits & 2) != 0;
  if (!DecodeSetting(in->View(), &change->after.value)) in->Refuse();
  if ((bits & 1) == 0) return;
  if (!DecodeSetting(in->View(), &change->before.emplace())) in->Refuse();
}

}  // namespace atp
