#include "engine/journal/entry_codec.h"

#include "engine/base/check.h"
#include "engine/journal/body_bytes.h"
#include "engine/journal/part_codec.h"

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
  kDemand = 1 << 13,
  kCapUses = 1 << 14,
  kQuotas = 1 << 15,
  kSettings = 1 << 16,
  kAllParts = (1 << 17) - 1,
};

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
  add(!entry.customer.empty() || entry.channel != kNoChannel || entry.priority != 0 ||
          entry.strategy != ShortageStrategy::kRedistribute,
      kDemand);
  add(!entry.cap_uses.empty(), kCapUses);
  add(!entry.quotas.empty(), kQuotas);
  add(!entry.settings.empty(), kSettings);
  return parts;
}

void PutReservation(std::string* out, const Entry& entry) {
  PutByte(out, static_cast<uint8_t>(entry.state));
  PutByte(out, entry.home);
  PutSigned(out, entry.deadline);
  if (entry.cause != Cause::kReserve) PutVarint(out, entry.reservation);
}

void ReadReservation(BodyReader* in, Entry* entry) {
  entry->state = in->EnumUpTo(kReservationStateLast);
  entry->home = in->Byte();
  entry->deadline = in->Signed();
  entry->reservation = entry->cause == Cause::kReserve
                           ? MakeReservationId(entry->sequence, entry->home)
                           : in->Varint();
}

template <typename List, typename Element>
void PutList(std::string* out, const List& list, void (*put)(std::string*, const Element&)) {
  PutVarint(out, list.size());
  for (const Element& element : list) put(out, element);
}

template <typename List, typename Element>
void ReadList(BodyReader* in, List* list, void (*read)(BodyReader*, Element*)) {
  in->ReadList(list, [&](Element* element, size_t) { read(in, element); });
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
  if (parts & kDefinitions) PutList(out, entry.definitions, PutDefinition);
  if (parts & kPostings) PutList(out, entry.postings, PutPosting);
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
    ATP_CHECK(entry.receipts_before.size() == entry.receipts.size());
    for (size_t i = 0; i < entry.receipts.size(); ++i) {
      PutReceipt(out, entry.receipts[i], entry.receipts_before[i]);
    }
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
  if (parts & kDemand) {
    PutString(out, entry.customer);
    PutOptional32(out, entry.channel);
    PutSigned(out, entry.priority);
    PutByte(out, static_cast<uint8_t>(entry.strategy));
  }
  if (parts & kCapUses) PutList(out, entry.cap_uses, PutCapUse);
  if (parts & kQuotas) PutList(out, entry.quotas, PutQuotaChange);
  if (parts & kSettings) PutList(out, entry.settings, PutSettingChange);
}

bool DecodeEntry(std::string_view body, Sequence sequence, Micros time, Entry* entry) {
  BodyReader in(body);
  *entry = Entry();
  entry->sequence = sequence;
  entry->time = time;
  if (in.Byte() != kFormat) return false;
  entry->cause = in.EnumUpTo(kCauseLast);
  const uint64_t parts = in.Within<uint64_t>(in.Varint(), 0, kAllParts);
  if (!in.ok()) return false;
  if (entry->cause == Cause::kReserve && !(parts & kReservation)) return false;

  if (parts & kRequest) {
    entry->request.request_id = in.String();
    entry->request.fingerprint = in.Fixed64();
  }
  if (parts & kDefinitions) ReadList(&in, &entry->definitions, ReadDefinition);
  if (parts & kPostings) ReadList(&in, &entry->postings, ReadPosting);
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
    in.ReadList(&entry->receipts, [&](ScheduledReceipt* receipt, size_t) {
      ReadReceipt(&in, receipt, &entry->receipts_before.emplace_back());
    });
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
  if (parts & kDemand) {
    entry->customer = in.String();
    entry->channel = in.Optional32();
    entry->priority = in.Int32();
    entry->strategy = in.EnumUpTo(ShortageStrategy::kLose);
  }
  if (parts & kCapUses) ReadList(&in, &entry->cap_uses, ReadCapUse);
  if (parts & kQuotas) ReadList(&in, &entry->quotas, ReadQuotaChange);
  if (parts & kSettings) ReadList(&in, &entry->settings, ReadSettingChange);
  return in.AtCleanEnd();
}

}  // namespace atp
