#ifndef ATP_ENGINE_SOURCING_PUT_EARLY_H_
#define ATP_ENGINE_SOURCING_PUT_EARLY_H_

#include <cstddef>
#include <vector>

#include "engine/sourcing/draft.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {

// Whether a share may be split by date, where its line may.
enum class DateSplit { kNever, kWhereShipmentsCostNothing, kAlways };

// When: puts the shares of a line down as early as they can be, each from its candidate. They
// must have been offered for the latest day of the line: checked.
//
// A line of one day: all on the first day on which all fit. Other lines: a share that is not to be
// split on the first day on which it fits; one that is, what there is on each day, in parts that
// leave either nothing or enough for another part. With a least part of 4:
//
//     can promise from day 1 on 3, from day 2 on 7, from day 4 on 20
//     10 wanted     ->   6 on day 2, 4 on day 4 (the 3 are too little, and 7 would leave too
//     little)
//
// O(steps of the pools * parts).
void PutEarly(size_t line, const std::vector<Share>& shares, DateSplit split, Draft* draft);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_PUT_EARLY_H_
