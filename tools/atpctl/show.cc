#include "tools/atpctl/show.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "tools/atpctl/table.h"

namespace atp {

std::string ShowChange(const v1::Balances& before, const v1::Balances& after) {
  const struct {
    const char* name;
    int64_t before;
    int64_t after;
  } kBuckets[] = {
      {"on_hand", before.on_hand(), after.on_hand()},
      {"held", before.held(), after.held()},
      {"reserved", before.reserved(), after.reserved()},
      {"in_transit", before.in_transit(), after.in_transit()},
      {"on_order", before.on_order(), after.on_order()},
      {"safety_stock", before.safety_stock(), after.safety_stock()},
  };
  std::string text;
  for (const auto& bucket : kBuckets) {
    if (bucket.before == bucket.after) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", bucket.name, " ", bucket.before, " -> ",
                    bucket.after);
  }
  return text.empty() ? "unchanged" : text;
}

void PrintChanges(const google::protobuf::RepeatedPtrField<v1::PositionChange>& changes,
                  Session& session) {
  Table table({"ITEM", "LOCATION", "CHANGE", "SHORT BY"});
  Table at_risk({"AT RISK", "LINE", "QUANTITY", "ITEM", "LOCATION"});
  for (const auto& change : changes) {
    table.Add(change.item(), change.location(), ShowChange(change.before(), change.after()),
              change.short_by());
    for (const auto& risk : change.at_risk()) {
      at_risk.Add(risk.reservation_id(), risk.line(), risk.quantity(), change.item(),
                  change.location());
    }
  }
  table.Print(session.out());
  if (!at_risk.is_empty()) at_risk.Print(session.out());
}

std::string ShowTime(bool is_set, const google::protobuf::Timestamp& time) {
  return is_set ? google::protobuf::util::TimeUtil::ToString(time) : "-";
}

google::protobuf::Duration MakeDuration(int64_t micros) {
  return google::protobuf::util::TimeUtil::MicrosecondsToDuration(micros);
}

}  // namespace atp
