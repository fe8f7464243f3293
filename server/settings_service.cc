#include "server/settings_service.h"

#include "server/paging.h"
#include "server/translate_settings.h"
#include "server/unary.h"

namespace atp {
namespace {

FillResponse FillSettingsChangeOf(v1::SettingsChange* response) {
  return [response](Engine*, const Outcome& outcome) { FillSettingsChange(outcome, response); };
}

}  // namespace

grpc::ServerUnaryReactor* SettingsService::ChangeSettings(grpc::CallbackServerContext* context,
                                                          const v1::ChangeSettingsRequest* request,
                                                          v1::SettingsChange* response) {
  return AnswerChange(&parts_, context, "ChangeSettings", *request, ToAction(*request),
                      FillSettingsChangeOf(response));
}

grpc::ServerUnaryReactor* SettingsService::ListSettings(grpc::CallbackServerContext* context,
                                                        const v1::ListSettingsRequest* request,
                                                        v1::ListSettingsResponse* response) {
  return AnswerRead(&parts_, context, "ListSettings", *request, [&](Engine& engine) {
    const auto filter = ToFilter(*request);
    if (!filter.ok()) return filter.status();
    const auto page_request = ToPageRequest(*request);
    if (!page_request.ok()) return page_request.status();
    const auto page = engine.ListSettings(*filter, *page_request);
    if (!page.ok()) return page.status();
    for (const SettingValue& value : page->views) FillSetting(value, response->add_settings());
    FillPageEnd(*page, response);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SettingsService::LearnSuppliers(grpc::CallbackServerContext* context,
                                                          const v1::LearnSuppliersRequest* request,
                                                          v1::SettingsChange* response) {
  return AnswerChange(&parts_, context, "LearnSuppliers", *request, ToAction(*request),
                      FillSettingsChangeOf(response));
}

}  // namespace atp
