#include "server/translate_cover.h"

namespace atp {

void FillSupplyKey(const SupplyKey& from, v1::SupplyKey* key) {
  key->set_kind(static_cast<v1::SupplyKey::Kind>(from.kind));
  key->set_document(from.document);
  key->set_line(static_cast<int32_t>(from.line));
}

void FillPeg(const PegView& from, v1::Peg* peg) {
  if (from.document.has_value()) FillSupplyKey(*from.document, peg->mutable_document());
  peg->set_day(FormatDay(from.day));
  peg->set_quantity(from.quantity);
}

}  // namespace atp
