#ifndef ATP_SERVER_TRANSLATE_SETTINGS_H_
#define ATP_SERVER_TRANSLATE_SETTINGS_H_

#include "absl/status/statusor.h"
#include "engine/model/command.h"
#include "engine/model/outcome.h"
#include "engine/views.h"
#include "proto/atp/v1/settings_service.pb.h"

namespace atp {

// atp.v1.SettingsService and the engine's settings, both ways. Rules and confidence are translated
// in translate_rule.h.

absl::StatusOr<Action> ToAction(const v1::ChangeSettingsRequest& request);
absl::StatusOr<Action> ToAction(const v1::LearnSuppliersRequest& request);
absl::StatusOr<SettingFilter> ToFilter(const v1::ListSettingsRequest& request);

void FillSetting(const SettingValue& value, v1::Setting* setting);
void FillSettingsChange(const Outcome& outcome, v1::SettingsChange* response);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_SETTINGS_H_
