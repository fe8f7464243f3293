#include "engine/model/balances.h"

#include "engine/base/checked_math.h"

namespace atp {

bool AddTo(Balances* balances, const Balances& change) {
  Balances sum;
  for (const auto bucket : Balances::kBuckets()) {
    if (!AddOk(balances->*bucket, change.*bucket, &(sum.*bucket))) return false;
  }
  *balances = sum;
  return true;
}

Balances Difference(const Balances& after, const Balances& before) {
  Balances difference;
  for (const auto bucket : Balances::kBuckets())
    difference.*bucket = after.*bucket - before.*bucket;
  return difference;
}

}  // namespace atp
