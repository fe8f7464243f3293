#include "engine/journal/entry_codec.h"

#include <limits>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/check.h"

namespace atp {
namespace {

constexpr uint8_t kFormat = 1;

// Which optional parts follow, in the order in which they follow. Those of a plain reservation
// have the low seven bits, so that its flags fit into one byte.
enum Part : uint64_t {
  kRequest = 1 << 0,
  kDefinitions = 1 << 1,
  kPostings = 1 << 2,
  kReservation = 1 << 3,
  kLines = 1 << 4,
  kReference = 1 << 5,
  kCorrelation = 1 << 6,
  kTraceparent = 1 << 7,
  kNote = 1 << 8,
  kReceipts = 1 << 9,
  kSnapshotHeader = 1 << 10,
  kSetAside = 1 << 11,
  kWindows = 1 << 12,
  kAllParts = (1 << 13) - 1,
};

// How a line is shortened. What is not said is: no day, nothing requested, no ATP seen.
enum LineBit : uint8_t {
  kLineIsIndex = 1 << 0,    // its number is its index in the entry
  kAtSamePosting = 1 << 1,  // its position is that of the posting with the same index
  kHasDay = 1 << 2,
  kHasRequested = 1 << 3,
  kRequestedIsQuantity = 1 << 4,
  kHasAtp = 1 << 5,
  kAllLineBits = (1 << 6) - 1,
};

constexpr size_t kBucketCount = Balances::kBuckets().size();
// The bit of a posting's change mask after those of the buckets: a shortage follows.
constexpr uint8_t kIsShort = 1 << kBucketCount;
static_assert(kBucketCount == 7, "the change mask is one byte, and its last bit is taken");

// Before the bytes are written as after they are read.
bool IsSound(const Posting& posting) {
  Balances after = posting.before;
  return posting.before.IsValid() && AddTo(&after, posting.change) && after.IsValid();
}

bool HasReservationPart(const Entry& entry) {
  return entry.cause == Cause::kReserve || entry.reservation != kNoReservation || entry.home != 0 ||
         entry.state != ReservationState::kHeld || entry.deadline != 0;
}

uint64_t PartsOf(const Entry& entry) {
  uint64_t parts = 0;
  const auto add = [&parts](bool is_present, Part part) {
    if (is_present) parts |= part;
  };
  const RequestContext& request = entry.request;
  add(!request.request_id.empty() || request.fingerprint != 0, kRequest);
  add(!entry.definitions.empty(), kDefinitions);
  add(!entry.postings.empty(), kPostings);
  add(HasReservationPart(entry), kReservation);
  add(!entry.lines.empty(), kLines);
  add(!entry.reference.empty(), kReference);
  add(!request.correlation_id.empty(), kCorrelation);
  add(!request.traceparent.empty(), kTraceparent);
  add(!entry.note.empty(), kNote);
  add(!entry.receipts.empty(), kReceipts);
  add(!entry.snapshot_source.empty() || !entry.snapshot_id.empty() || entry.reflects != 0,
      kSnapshotHeader);
  add(!entry.set_aside.empty(), kSetAside);
  add(entry.request_window != 0 || entry.resolved_window != 0, kWindows);
  return parts;
}

// --- writing ---

void PutByte(std::string* out, uint8_t value) { out->push_back(static_cast<char>(value)); }

// A count of units, which is never negative.
void PutUnits(std::string* out, Quantity units) {
  ATP_CHECK(units >= 0);
  PutVarint(out, static_cast<uint64_t>(units));
}

void PutPosition(std::string* out, PositionId position) {
  PutVarint(out, position.item);
  PutVarint(out, position.location);
}

void PutDefinition(std::string* out, const Definition& definition) {
  PutByte(out, definition.is_location);
  PutVarint(out, definition.id);
  PutString(out, definition.key);
}

void PutShortage(std::string* out, const Posting& posting) {
  PutUnits(out, posting.short_by);
  PutVarint(out, posting.at_risk.size());
  for (const AtRisk& at_risk : posting.at_risk) {
    PutVarint(out, at_risk.reservation);
    PutVarint(out, at_risk.line);
    PutUnits(out, at_risk.quantity);
  }
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

void PutReservation(std::string* out, const Entry& entry) {
  PutByte(out, static_cast<uint8_t>(entry.state));
  PutByte(out, entry.home);
  PutSigned(out, entry.deadline);
  if (entry.cause != Cause::kReserve) PutVarint(out, entry.reservation);
}

void PutLine(std::string* out, const Entry& entry, size_t index) {
  const LineEffect& line = entry.lines[index];
  const bool is_at_posting =
      index < entry.postings.size() && entry.postings[index].position == line.position;
  uint8_t bits = 0;
  if (line.line == index) bits |= kLineIsIndex;
  if (is_at_posting) bits |= kAtSamePosting;
  if (line.day != kNoDay) bits |= kHasDay;
  if (line.requested == line.quantity) {
    bits |= kRequestedIsQuantity;
  } else if (line.requested != 0) {
    bits |= kHasRequested;
  }
  if (line.atp != 0) bits |= kHasAtp;

  PutByte(out, bits);
  if (!(bits & kLineIsIndex)) PutVarint(out, line.line);
  if (!(bits & kAtSamePosting)) PutPosition(out, line.position);
  if (bits & kHasDay) PutSigned(out, line.day);
  PutUnits(out, line.quantity);
  if (bits & kHasRequested) PutUnits(out, line.requested);
  if (bits & kHasAtp) PutSigned(out, line.atp);
}

void PutReceipt(std::string* out, const ScheduledReceipt& receipt) {
  PutByte(out, static_cast<uint8_t>(receipt.key.kind));
  PutString(out, receipt.key.document);
  PutVarint(out, receipt.key.line);
  PutPosition(out, receipt.position);
  PutByte(out, static_cast<uint8_t>(receipt.state));
  PutSigned(out, receipt.day);
  PutUnits(out, receipt.quantity);
  PutUnits(out, receipt.open);
  PutUnits(out, receipt.received);
  PutUnits(out, receipt.shipped);
  PutString(out, receipt.order_document);
  PutVarint(out, receipt.order_line);
}

// --- reading ---

// A ByteReader that also knows the ranges of the model's types. As there, ok() is asked once at
// the end: after the first refusal every read gives nothing.
class BodyReader {
 public:
  explicit BodyReader(std::string_view body) : bytes_(body) {}

  bool ok() const { return ok_ && bytes_.ok(); }
  bool AtCleanEnd() const { return ok_ && bytes_.AtCleanEnd(); }
  void Refuse() { ok_ = false; }

  uint64_t Varint() { return bytes_.Varint(); }
  int64_t Signed() { return bytes_.Signed(); }
  uint64_t Fixed64() { return bytes_.Fixed64(); }
  std::string String() { return std::string(bytes_.String()); }

  uint8_t Byte() {
    const std::string_view byte = bytes_.Take(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte.front());
  }

  // A number from `min` to `max`.
  template <typename T>
  T Within(uint64_t value, uint64_t min, uint64_t max) {
    if (value < min || value > max) ok_ = false;
    return static_cast<T>(value);
  }
  uint32_t Uint32() { return Within<uint32_t>(Varint(), 0, std::numeric_limits<uint32_t>::max()); }
  Quantity Units() { return Within<Quantity>(Varint(), 0, std::numeric_limits<Quantity>::max()); }
  template <typename Enum>
  Enum EnumUpTo(Enum last) {
    return Within<Enum>(Byte(), 1, static_cast<uint64_t>(last));
  }
  Day DayNumber() {
    const int64_t day = Signed();
    if (day != static_cast<Day>(day)) ok_ = false;
    return static_cast<Day>(day);
  }
  PositionId Position() {
    PositionId position;
    position.item = Uint32();
    position.location = Uint32();
    return position;
  }

  // Calls read(element, index) for each element of a list. A lying count ends at the end of the
  // bytes, so it cannot make the list larger than they allow.
  template <typename List, typename Read>
  void ReadList(List* list, Read read) {
    const uint64_t count = Varint();
    if (count == 0) ok_ = false;  // an absent list has no part
    for (uint64_t i = 0; i < count && ok(); ++i) {
      list->emplace_back();
      read(&list->back(), static_cast<size_t>(i));
    }
  }

 private:
  ByteReader bytes_;
  bool ok_ = true;
};

void ReadDefinition(BodyReader* in, Definition* definition) {
  definition->is_location = in->Within<bool>(in->Byte(), 0, 1);
  definition->id = in->Uint32();
  definition->key = in->String();
}

void ReadShortage(BodyReader* in, Posting* posting) {
  posting->short_by = in->Units();
  const uint64_t count = in->Varint();
  for (uint64_t i = 0; i < count && in->ok(); ++i) {
    AtRisk at_risk;
    at_risk.reservation = in->Varint();
    at_risk.line = in->Uint32();
    at_risk.quantity = in->Units();
    posting->at_risk.push_back(at_risk);
  }
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

void ReadReservation(BodyReader* in, Entry* entry) {
  entry->state = in->EnumUpTo(ReservationState::kExpired);
  entry->home = in->Byte();
  entry->deadline = in->Signed();
  entry->reservation = entry->cause == Cause::kReserve
                           ? MakeReservationId(entry->sequence, entry->home)
                           : in->Varint();
}

void ReadLine(BodyReader* in, const Entry& entry, size_t index, LineEffect* line) {
  const uint8_t bits = in->Within<uint8_t>(in->Byte(), 0, kAllLineBits);
  line->line = bits & kLineIsIndex ? static_cast<uint32_t>(index) : in->Uint32();
  if (!(bits & kAtSamePosting)) {
    line->position = in->Position();
  } else if (index < entry.postings.size()) {
    line->position = entry.postings[index].position;
  } else {
    in->Refuse();
  }
  if (bits & kHasDay) line->day = in->DayNumber();
  line->quantity = in->Units();
  if (bits & kHasRequested) line->requested = in->Units();
  if (bits & kRequestedIsQuantity) line->requested = line->quantity;
  if (bits & kHasAtp) line->atp = in->Signed();
}

void ReadReceipt(BodyReader* in, ScheduledReceipt* receipt) {
  receipt->key.kind = in->EnumUpTo(SupplyKind::kTransfer);
  receipt->key.document = in->String();
  receipt->key.line = in->Uint32();
  receipt->position = in->Position();
  receipt->state = in->EnumUpTo(SupplyState::kCancelled);
  receipt->day = in->DayNumber();
  receipt->quantity = in->Units();
  receipt->open = in->Units();
  receipt->received = in->Units();
  receipt->shipped = in->Units();
  receipt->order_document = in->String();
  receipt->order_line = in->Uint32();
}

}  // namespace

void EncodeEntry(const Entry& entry, std::string* out) {
  const uint64_t parts = PartsOf(entry);
  PutByte(out, kFormat);
  PutByte(out, static_cast<uint8_t>(entry.cause));
  PutVarint(out, parts);
  if (parts & kRequest) {
    PutString(out, entry.request.request_id);
    PutFixed64(out, entry.request.fingerprint);
  }
  if (parts & kDefinitions) {
    PutVarint(out, entry.definitions.size());
    for (const Definition& definition : entry.definitions) PutDefinition(out, definition);
  }
  if (parts & kPostings) {
    PutVarint(out, entry.postings.size());
    for (const Posting& posting : entry.postings) PutPosting(out, posting);
  }
  if (parts & kReservation) PutReservation(out, entry);
  if (parts & kLines) {
    PutVarint(out, entry.lines.size());
    for (size_t i = 0; i < entry.lines.size(); ++i) PutLine(out, entry, i);
  }
  if (parts & kReference) PutString(out, entry.reference);
  if (parts & kCorrelation) PutString(out, entry.request.correlation_id);
  if (parts & kTraceparent) PutString(out, entry.request.traceparent);
  if (parts & kNote) PutString(out, entry.note);
  if (parts & kReceipts) {
    PutVarint(out, entry.receipts.size());
    for (const ScheduledReceipt& receipt : entry.receipts) PutReceipt(out, receipt);
  }
  if (parts & kSnapshotHeader) {
    PutString(out, entry.snapshot_source);
    PutString(out, entry.snapshot_id);
    PutVarint(out, entry.reflects);
  }
  if (parts & kSetAside) {
    PutVarint(out, entry.set_aside.size());
    for (const SetAside& row : entry.set_aside) {
      PutVarint(out, row.row);
      PutString(out, row.reason);
    }
  }
  if (parts & kWindows) {
    PutSigned(out, entry.request_window);
    PutSigned(out, entry.resolved_window);
  }
}

bool DecodeEntry(std::string_view body, Sequence sequence, Micros time, Entry* entry) {
  BodyReader in(body);
  *entry = Entry();
  entry->sequence = sequence;
  entry->time = time;
  if (in.Byte() != kFormat) return false;
  entry->cause = in.EnumUpTo(Cause::kConfigure);
  const uint64_t parts = in.Within<uint64_t>(in.Varint(), 0, kAllParts);
  if (!in.ok()) return false;
  if (entry->cause == Cause::kReserve && !(parts & kReservation)) return false;

  if (parts & kRequest) {
    entry->request.request_id = in.String();
    entry->request.fingerprint = in.Fixed64();
  }
  if (parts & kDefinitions) {
    in.ReadList(&entry->definitions,
                [&](Definition* definition, size_t) { ReadDefinition(&in, definition); });
  }
  if (parts & kPostings) {
    in.ReadList(&entry->postings, [&](Posting* posting, size_t) { ReadPosting(&in, posting); });
  }
  if (parts & kReservation) ReadReservation(&in, entry);
  if (parts & kLines) {
    in.ReadList(&entry->lines,
                [&](LineEffect* line, size_t index) { ReadLine(&in, *entry, index, line); });
  }
  if (parts & kReference) entry->reference = in.String();
  if (parts & kCorrelation) entry->request.correlation_id = in.String();
  if (parts & kTraceparent) entry->request.traceparent = in.String();
  if (parts & kNote) entry->note = in.String();
  if (parts & kReceipts) {
    in.ReadList(&entry->receipts,
                [&](ScheduledReceipt* receipt, size_t) { ReadReceipt(&in, receipt); });
  }
  if (parts & kSnapshotHeader) {
    entry->snapshot_source = in.String();
    entry->snapshot_id = in.String();
    entry->reflects = in.Varint();
  }
  if (parts & kSetAside) {
    in.ReadList(&entry->set_aside, [&](SetAside* row, size_t) {
      row->row = in.Uint32();
      row->reason = in.String();
    });
  }
  if (parts & kWindows) {
    entry->request_window = in.Signed();
    entry->resolved_window = in.Signed();
  }
  return in.AtCleanEnd();
}

}  // namespace atp
