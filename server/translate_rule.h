#ifndef ATP_SERVER_TRANSLATE_RULE_H_
#define ATP_SERVER_TRANSLATE_RULE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/model/rule.h"
#include "proto/atp/v1/settings_service.pb.h"

namespace atp {

// How positions promise, as atp.v1 and as the engine says it. What is unset in a message has the
// engine's default, so a rule that was written comes back the same. `path` leads to the message.

// FIELD_OUT_OF_RANGE and RULE_CONTRADICTS_ITSELF for what the engine's rule cannot say; ranges are
// left to the engine.
absl::StatusOr<Rule> ToRule(const v1::Rule& from, const std::string& path);
void FillRule(const Rule& from, v1::Rule* rule);

Confidence ToConfidence(const v1::Confidence& from);
void FillConfidence(const Confidence& from, v1::Confidence* confidence);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_RULE_H_
