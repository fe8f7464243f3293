#include <cstdlib>

#include "engine/journal/part_codec.h"

namespace atp {
namespace {

// How a line is shortened. What is not said is: no day, nothing requested, no ATP seen.
enum LineBit : uint8_t {
  kLineIsIndex = 1 << 0,    // its number is its index in the entry
  kAtSamePosting = 1 << 1,  // its position is that of the posting with the same index
  kHasDay = 1 << 2,
  kHasRequested = 1 << 3,
  kRequestedIsQuantity = 1 << 4,
  kHasAtp = 1 << 5,
  kHasMore = 1 << 6,  // a byte of LineMore follows
  kAllLineBits = (1 << 7) - 1,
};

// What lines seldom have. What is not said is: the entry's reservation, the request's line of the
// same number, a quantity that is not negative, and nothing of the rest.
enum LineMore : uint8_t {
  kOfReservation = 1 << 0,
  kHasRequestLine = 1 << 1,
  kIsNegative = 1 << 2,
  kHasBackordered = 1 << 3,
  kIsSubstitute = 1 << 4,
  kHasQuota = 1 << 5,
  kAllLineMore = (1 << 6) - 1,
};

uint8_t MoreOf(const LineEffect& line) {
  uint8_t more = 0;
  if (line.reservation != kNoReservation) more |= kOfReservation;
  if (line.request_line != line.line) more |= kHasRequestLine;
  if (line.quantity < 0) more |= kIsNegative;
  if (line.backordered != 0) more |= kHasBackordered;
  if (line.substitute_for != kNoItem) more |= kIsSubstitute;
  if (!line.quota.empty()) more |= kHasQuota;
  return more;
}

void PutMore(std::string* out, const LineEffect& line, uint8_t more) {
  PutByte(out, more);
  if (more & kOfReservation) PutVarint(out, line.reservation);
  if (more & kHasRequestLine) PutVarint(out, line.request_line);
  if (more & kHasBackordered) {
    PutSigned(out, line.backordered);
    PutSigned(out, line.priority);
  }
  if (more & kIsSubstitute) PutVarint(out, line.substitute_for);
  if (!(more & kHasQuota)) return;
  PutVarint(out, line.quota.size());
  for (const QuotaPart& part : line.quota) {
    PutVarint(out, part.channel);
    PutUnits(out, part.quantity);
  }
}

void ReadMore(BodyReader* in, LineEffect* line) {
  const uint8_t more = in->Within<uint8_t>(in->Byte(), 1, kAllLineMore);
  if (more & kOfReservation) line->reservation = in->Varint();
  if (more & kHasRequestLine) line->request_line = in->Uint32();
  if (more & kIsNegative) line->quantity = -line->quantity;
  if (more & kHasBackordered) {
    line->backordered = in->Signed();
    line->priority = in->Int32();
  }
  if (more & kIsSubstitute) line->substitute_for = in->Uint32();
  if (!(more & kHasQuota)) return;
  in->ReadList(&line->quota, [in](QuotaPart* part, size_t) {
    part->channel = in->Uint32();
    part->quantity = in->Units();
  });
}

}  // namespace

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
  const uint8_t more = MoreOf(line);
  if (more != 0) bits |= kHasMore;

  PutByte(out, bits);
  if (!(bits & kLineIsIndex)) PutVarint(out, line.line);
  if (!(bits & kAtSamePosting)) PutPosition(out, line.position);
  if (bits & kHasDay) PutSigned(out, line.day);
  PutUnits(out, std::abs(line.quantity));
  if (bits & kHasRequested) PutUnits(out, line.requested);
  if (bits & kHasAtp) PutSigned(out, line.atp);
  if (more != 0) PutMore(out, line, more);
}

void ReadLine(BodyReader* in, const Entry& entry, size_t index, LineEffect* line) {
  const uint8_t bits = in->Within<uint8_t>(in->Byte(), 0, kAllLineBits);
  line->line = bits & kLineIsIndex ? static_cast<uint32_t>(index) : in->Uint32();
  line->request_line = line->line;
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
  if (bits & kHasMore) ReadMore(in, line);
}

}  // namespace atp
