#ifndef ATP_SERVER_TRANSLATE_COVER_H_
#define ATP_SERVER_TRANSLATE_COVER_H_

#include "engine/views.h"
#include "proto/atp/v1/common.pb.h"
#include "server/scalars.h"

namespace atp {

void FillSupplyKey(const SupplyKey& from, v1::SupplyKey* key);
void FillPeg(const PegView& from, v1::Peg* peg);

// What covers a promise, in any message that says so: one with pegs, uncovered and until_day.
template <typename Message>
void FillCover(const CoverView& cover, Message* message) {
  for (const PegView& peg : cover.pegs) FillPeg(peg, message->add_pegs());
  message->set_uncovered(cover.uncovered);
  message->set_until_day(FormatDay(cover.until));
}

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_COVER_H_
