#ifndef ATP_ENGINE_MODEL_DELTA_H_
#define ATP_ENGINE_MODEL_DELTA_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/model/entry.h"

namespace atp {

// What a subscriber sees of one entry: keys instead of numbers, balances before and after.
struct Delta {
  struct Change {
    std::string item;
    std::string location;
    Balances before;
    Balances after;
    Quantity short_by = 0;
    std::vector<AtRisk> at_risk;
  };

  Sequence sequence = 0;
  // Below `sequence` only for a coalesced delta, which stands for [first_sequence, sequence].
  Sequence first_sequence = 0;
  Micros time = 0;
  Cause cause = Cause::kDefine;
  std::string request_id;
  std::string correlation_id;
  std::string traceparent;
  ReservationId reservation = kNoReservation;
  std::vector<Change> changes;
};

using DeltaPtr = std::shared_ptr<const Delta>;

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_DELTA_H_
