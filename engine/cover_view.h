#ifndef ATP_ENGINE_COVER_VIEW_H_
#define ATP_ENGINE_COVER_VIEW_H_

#include "engine/atp/pegs.h"
#include "engine/ledger/supply_by_document.h"
#include "engine/views.h"

namespace atp {

// What covers a promise, with the documents by name. `pegged` is of PegsOf() with this supply.
CoverView ViewOf(const PeggedDemand& pegged, const SupplyByDocument& supply);

}  // namespace atp

#endif  // ATP_ENGINE_COVER_VIEW_H_
