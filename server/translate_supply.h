#ifndef ATP_SERVER_TRANSLATE_SUPPLY_H_
#define ATP_SERVER_TRANSLATE_SUPPLY_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proto/atp/v1/supply_service.pb.h"

namespace atp {

// atp.v1.SupplyService and the engine's commands, outcomes and views.

absl::StatusOr<Action> ToAction(const v1::SetSupplyRequest& request);
absl::StatusOr<Action> ToAction(const v1::ReceiveSupplyRequest& request);
absl::StatusOr<Action> ToAction(const v1::CancelSupplyRequest& request);

// The name of a supply line, from any message that has kind, document and line. `path` leads to
// that message and ends with a dot, or is empty.
template <typename Message>
absl::StatusOr<SupplyKey> ToSupplyKey(const Message& message, const std::string& path);
extern template absl::StatusOr<SupplyKey> ToSupplyKey(const v1::GetSupplyRequest&,
                                                      const std::string&);

void FillSupplyChange(const Outcome& outcome, Engine* engine, v1::SupplyChange* response);
void FillSupply(const SupplyView& view, v1::Supply* supply);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_SUPPLY_H_
