#include "server/quota_service.h"

#include "server/translate_quota.h"
#include "server/unary.h"

namespace atp {

grpc::ServerUnaryReactor* QuotaService::ChangeQuota(grpc::CallbackServerContext* context,
                                                    const v1::ChangeQuotaRequest* request,
                                                    v1::QuotaChange* response) {
  return AnswerChange(&parts_, context, "ChangeQuota", *request, ToAction(*request),
                      [response](Engine* engine, const Outcome& outcome) {
                        FillQuotaChange(outcome, engine, response);
                      });
}

grpc::ServerUnaryReactor* QuotaService::ListQuotas(grpc::CallbackServerContext* context,
                                                   const v1::ListQuotasRequest* request,
                                                   v1::ListQuotasResponse* response) {
  return AnswerRead(&parts_, context, "ListQuotas", *request, [&](Engine& engine) {
    const absl::StatusOr<QuotaAnswer> answer = engine.ListQuotas(request->item());
    if (answer.ok()) FillQuotas(*answer, response);
    return answer.status();
  });
}

}  // namespace atp
