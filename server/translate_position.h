#ifndef ATP_SERVER_TRANSLATE_POSITION_H_
#define ATP_SERVER_TRANSLATE_POSITION_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/model/balances.h"
#include "engine/model/entry.h"
#include "proto/atp/v1/common.pb.h"

namespace atp {

// What several services say of a position.

// Keys of a position, or of an item alone if there is no location.
using KeysOf = std::function<Engine::PositionKeys(PositionId)>;
KeysOf KeysFrom(Engine* engine);

void FillBalances(const Balances& from, v1::Balances* balances);

void FillAtRisk(const std::vector<AtRisk>& from,
                google::protobuf::RepeatedPtrField<v1::AtRisk>* at_risk);

// Changes of an entry, with keys instead of numbers. `engine` is only asked for keys.
void FillChanges(const Entry& entry, Engine* engine,
                 google::protobuf::RepeatedPtrField<v1::PositionChange>* changes);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_POSITION_H_
