#include "tools/atpctl/show.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
  Table at_risk({"AT RISK", "LINE", "QUANTITY", "UNTIL", "ITEM", "LOCATION"});
  for (const auto& change : changes) {
    table.Add(change.item(), change.location(), ShowChange(change.before(), change.after()),
              change.short_by());
    for (const auto& risk : change.at_risk()) {
      at_risk.Add(risk.reservation_id(), risk.line(), risk.quantity(),
                  ShowUntil(risk.quantity(), risk.until_day()), change.item(), change.location());
    }
  }
  table.Print(session.out());
  if (!at_risk.is_empty()) at_risk.Print(session.out());
}

std::string ShowSupplyKey(const v1::SupplyKey& key) {
  const char* const kind = key.kind() == v1::SupplyKey::COMMITMENT ? "order"
                           : key.kind() == v1::SupplyKey::ASN      ? "ASN"
                                                                   : "transfer";
  return absl::StrCat(kind, " ", Printable(key.document()), "/", key.line());
}

std::string ShowPegs(const google::protobuf::RepeatedPtrField<v1::Peg>& pegs) {
  const std::string text = absl::StrJoin(pegs, ", ", [](std::string* out, const v1::Peg& peg) {
    absl::StrAppend(out, peg.quantity(), peg.has_document() ? " of " : " on hand");
    if (peg.has_document()) absl::StrAppend(out, ShowSupplyKey(peg.document()), " on ", peg.day());
  });
  return text.empty() ? "nothing" : text;
}

std::string ShowUntil(int64_t uncovered, const std::string& until_day) {
  if (uncovered == 0) return "";
  return until_day.empty() ? "never" : until_day;
}

std::string ShowTime(bool is_set, const google::protobuf::Timestamp& time) {
  return is_set ? google::protobuf::util::TimeUtil::ToString(time) : "-";
}

google::protobuf::Duration MakeDuration(int64_t micros) {
  return google::protobuf::util::TimeUtil::MicrosecondsToDuration(micros);
}

}  // namespace atp
