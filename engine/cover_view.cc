#include "engine/cover_view.h"

namespace atp {

CoverView ViewOf(const PeggedDemand& pegged, const SupplyByDocument& supply) {
  CoverView view;
  view.uncovered = pegged.uncovered;
  view.until = pegged.until.value_or(kNoDay);
  for (const Peg& peg : pegged.pegs) {
    PegView shown{std::nullopt, peg.day, peg.quantity};
    if (peg.source != kOnHand) shown.document = supply.documents[peg.source]->key;
    view.pegs.push_back(std::move(shown));
  }
  return view;
}

}  // namespace atp
