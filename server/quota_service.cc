#include "server/quota_service.h"

#include "server/translate_quota.h"
#include "server/unary.h"

namespace atp {

grpc::ServerUnaryReactor* QuotaService::ChangeQuota(grpc::CallbackServerContext* context,
                                                    const v1::ChangeQuotaRequest* request,
                                                    v1::QuotaChange* response) {
  return AnswerChange(parts_.gate, context, "ChangeQuota", *request, ToAction(*request),
                      [response](Engine* engine, const Outcome& outcome) {
                        FillQuotaChange(outcome, engine, response);
                      });
}

}  // namespace atp
