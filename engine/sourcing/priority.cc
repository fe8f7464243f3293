#include "engine/sourcing/priority.h"

#include <vector>

#include "engine/sourcing/put_early.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {

bool FillByRank(size_t line, Quantity wanted, Draft* draft) {
  const Line& demand = draft->line(line);
  const std::vector<Share> shares =
      SharesInOrder(draft->Offers(line, demand.latest), TermsOf(demand, wanted));
  if (SumOf(shares) < wanted) return false;
  PutEarly(line, shares, DateSplit::kAlways, draft);
  return true;
}

}  // namespace atp::sourcing
