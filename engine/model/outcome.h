#ifndef ATP_ENGINE_MODEL_OUTCOME_H_
#define ATP_ENGINE_MODEL_OUTCOME_H_

#include "engine/model/entry.h"

namespace atp {

// The answer to a command. It is the entry itself, read by its caller: so the answer to a repeated
// request is the first answer, from the journal, and nothing else needs to be remembered.
struct Outcome {
  // sequence is 0 for validate_only. Cause kRefuse: nothing was changed, `lines` say why.
  Entry entry;
  // The same request id had been answered before; this is that answer.
  bool repeated = false;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_OUTCOME_H_
