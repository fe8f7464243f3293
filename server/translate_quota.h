#ifndef ATP_SERVER_TRANSLATE_QUOTA_H_
#define ATP_SERVER_TRANSLATE_QUOTA_H_

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proto/atp/v1/quota_service.pb.h"

namespace atp {

// atp.v1.QuotaService and the engine's commands and outcomes.

absl::StatusOr<Action> ToAction(const v1::ChangeQuotaRequest& request);

// `engine` is only asked for keys.
void FillQuotaChange(const Outcome& outcome, Engine* engine, v1::QuotaChange* response);
void FillQuotas(const QuotaAnswer& answer, v1::ListQuotasResponse* response);
void FillQuota(const Quota& from, v1::Quota* quota);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_QUOTA_H_
