#ifndef ATP_ENGINE_LEDGER_PROMISE_CHANGE_H_
#define ATP_ENGINE_LEDGER_PROMISE_CHANGE_H_

#include "engine/model/entry.h"

namespace atp {

// By how much an effect changes what is promised, and open.
inline Quantity PromiseChange(Cause cause, const LineEffect& effect) {
  switch (cause) {
    case Cause::kFulfil:
    case Cause::kRelease:
    case Cause::kExpire:
      return -effect.quantity;
    case Cause::kRefuse:
      return 0;
    default:
      return effect.quantity;
  }
}

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_PROMISE_CHANGE_H_
