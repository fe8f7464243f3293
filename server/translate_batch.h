#ifndef ATP_SERVER_TRANSLATE_BATCH_H_
#define ATP_SERVER_TRANSLATE_BATCH_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proto/atp/v1/batch_service.pb.h"

namespace atp {

// Items and results of atp.v1.BatchService, by the translations of the methods whose requests and
// answers they are.

// What an item counts of the lines that a message may have; at least 1.
size_t LinesOf(const v1::BatchItem& item);

// The change that an item asks for: its action, request id and validate_only. FIELD_OUT_OF_RANGE:
// none that this server knows; and what the translation of its request says.
absl::StatusOr<Command> ToCommand(const v1::BatchItem& item);

// The result of the change that `item` asked for.
void FillResult(const v1::BatchItem& item, const Outcome& outcome,
                v1::BatchRequest::Answers answers, Engine* engine, v1::BatchResult* result);

// Not for OK.
void FillError(const absl::Status& status, v1::BatchError* error);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_BATCH_H_
