#include "tools/atpctl/show_entry.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kBucketNames[] = {"on_hand",  "held",         "reserved", "in_transit",
                                        "on_order", "safety_stock", "moved"};
static_assert(std::size(kBucketNames) == Balances::kBuckets().size());

std::string ShowMicros(Micros time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(time), absl::UTCTimeZone());
}

std::string ShowDay(Day day) {
  if (day == kNoDay) return "";
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(int64_t{day} * 86400),
                          absl::UTCTimeZone());
}

const char* StateName(ReservationState state) {
  switch (state) {
    case ReservationState::kHeld:
      return "HELD";
    case ReservationState::kConfirmed:
      return "CONFIRMED";
    case ReservationState::kFulfilled:
      return "FULFILLED";
    case ReservationState::kReleased:
      return "RELEASED";
    case ReservationState::kExpired:
      return "EXPIRED";
    case ReservationState::kBackordered:
      return "BACKORDERED";
  }
  return "UNKNOWN";
}

const char* StateName(SupplyState state) {
  switch (state) {
    case SupplyState::kOrdered:
      return "ORDERED";
    case SupplyState::kAcknowledged:
      return "ACKNOWLEDGED";
    case SupplyState::kShipped:
      return "SHIPPED";
    case SupplyState::kReceived:
      return "RECEIVED";
    case SupplyState::kCancelled:
      return "CANCELLED";
  }
  return "UNKNOWN";
}

const char* KindName(SupplyKind kind) {
  switch (kind) {
    case SupplyKind::kCommitment:
      return "COMMITMENT";
    case SupplyKind::kAsn:
      return "ASN";
    case SupplyKind::kTransfer:
      return "TRANSFER";
  }
  return "UNKNOWN";
}

std::string Number(int64_t value) { return std::to_string(value); }

// Buckets that are not 0.
Json BucketsAsJson(const Balances& balances) {
  Json json = Json::object();
  for (size_t i = 0; i < Balances::kBuckets().size(); ++i) {
    const Quantity value = balances.*Balances::kBuckets()[i];
    if (value != 0) json[kBucketNames[i]] = Number(value);
  }
  return json;
}

Json PostingAsJson(const Posting& posting, const KeyNames& names) {
  Json json = {{"item", names.Item(posting.position.item)},
               {"location", names.Location(posting.position.location)},
               {"before", BucketsAsJson(posting.before)},
               {"change", BucketsAsJson(posting.change)}};
  if (posting.short_by != 0) json["short_by"] = Number(posting.short_by);
  for (const AtRisk& risk : posting.at_risk) {
    json["at_risk"].push_back({{"reservation_id", std::to_string(risk.reservation)},
                               {"line", risk.line},
                               {"quantity", Number(risk.quantity)}});
    if (risk.until != kNoDay) json["at_risk"].back()["until"] = ShowDay(risk.until);
  }
  return json;
}

Json LineAsJson(const LineEffect& line, const KeyNames& names) {
  Json json = {{"line", line.line},
               {"item", names.Item(line.position.item)},
               {"location", names.Location(line.position.location)},
               {"day", ShowDay(line.day)},
               {"requested", Number(line.requested)},
               {"quantity", Number(line.quantity)},
               {"atp", Number(line.atp)}};
  if (line.reservation != kNoReservation) json["reservation_id"] = std::to_string(line.reservation);
  if (line.request_line != line.line) json["request_line"] = line.request_line;
  if (line.backordered != 0) json["backordered"] = Number(line.backordered);
  if (line.substitute_for != kNoItem) json["substitute_for"] = names.Item(line.substitute_for);
  for (const QuotaPart& part : line.quota) {
    json["quota"].push_back({{"channel", part.channel}, {"quantity", Number(part.quantity)}});
  }
  return json;
}

// Kind and key of a setting: "rule lamp@shop".
struct SettingName {
  std::string operator()(const RuleSetting& v) const {
    if (v.item.empty() && v.location.empty()) return "rule default";
    return absl::StrCat("rule ", v.item, v.location.empty() ? "" : "@", v.location);
  }
  std::string operator()(const SupplierSetting& v) const { return "supplier " + v.supplier; }
  std::string operator()(const GroupSetting& v) const { return "group " + v.group; }
  std::string operator()(const LaneSetting& v) const {
    return absl::StrCat("lane ", v.location, " to ", v.region);
  }
  std::string operator()(const KitSetting& v) const { return "kit " + v.item; }
  std::string operator()(const SubstituteSetting& v) const { return "substitute " + v.item; }
  std::string operator()(const ChannelSetting& v) const { return "channel " + v.channel; }
  std::string operator()(const AgeSetting& v) const { return "age " + v.source; }
  std::string operator()(const CapSetting& v) const {
    return "cap " + (v.item.empty() ? "default" : v.item);
  }
};

std::string SettingAsText(const SettingChange& change) {
  return std::visit(SettingName(), change.after.value) +
         (change.after.is_removed ? " removed" : "");
}

// What a fill, a move or a redistribution does to a line; other causes say it by their postings.
std::string LineAsText(const Entry& entry, const LineEffect& line, const KeyNames& names) {
  const bool is_told = entry.cause == Cause::kMove || entry.cause == Cause::kFillBackorder ||
                       entry.cause == Cause::kReconfirm;
  if (!is_told && line.backordered == 0) return "";
  std::string text = "  ";
  if (line.reservation != kNoReservation) absl::StrAppend(&text, line.reservation, " ");
  absl::StrAppend(&text, "line ", line.line, " ", names.Position(line.position), " ",
                  ShowDay(line.day), " promised ", line.quantity > 0 ? "+" : "", line.quantity);
  if (line.backordered != 0) {
    absl::StrAppend(&text, " waiting ", line.backordered > 0 ? "+" : "", line.backordered);
  }
  return text + ";";
}

Json ReceiptAsJson(const ScheduledReceipt& receipt, const KeyNames& names) {
  Json json = {{"kind", KindName(receipt.key.kind)},
               {"document", receipt.key.document},
               {"line", receipt.key.line},
               {"item", names.Item(receipt.position.item)},
               {"location", names.Location(receipt.position.location)},
               {"state", StateName(receipt.state)},
               {"day", ShowDay(receipt.day)},
               {"quantity", Number(receipt.quantity)},
               {"open", Number(receipt.open)},
               {"received", Number(receipt.received)},
               {"shipped", Number(receipt.shipped)}};
  if (!receipt.order_document.empty()) {
    json["order_document"] = receipt.order_document;
    json["order_line"] = receipt.order_line;
  }
  return json;
}

void SetText(const char* name, const std::string& text, Json* json) {
  if (!text.empty()) (*json)[name] = text;
}

std::string ChangeAsText(const Posting& posting) {
  std::string text;
  const Balances after = posting.After();
  for (size_t i = 0; i < Balances::kBuckets().size(); ++i) {
    const auto bucket = Balances::kBuckets()[i];
    if (posting.change.*bucket == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", kBucketNames[i], " ", posting.before.*bucket,
                    " -> ", after.*bucket);
  }
  return text.empty() ? "unchanged" : text;
}

}  // namespace

std::string EntryAsText(const Entry& entry, const KeyNames& names) {
  std::string text =
      absl::StrCat(entry.sequence, "  ", ShowMicros(entry.time), "  ", CauseName(entry.cause));
  if (entry.reservation != kNoReservation) {
    absl::StrAppend(&text, "  reservation ", entry.reservation, " ", StateName(entry.state));
  }
  for (const Definition& definition : entry.definitions) {
    absl::StrAppend(&text, "  ", NameKindName(definition.kind), " ", definition.id, " = ",
                    definition.key);
  }
  for (const Posting& posting : entry.postings) {
    absl::StrAppend(&text, "  ", names.Position(posting.position), " ", ChangeAsText(posting), ";");
    if (posting.short_by > 0) absl::StrAppend(&text, " SHORT BY ", posting.short_by, ";");
  }
  if (entry.cause == Cause::kRefuse) {
    for (const LineEffect& line : entry.lines) {
      absl::StrAppend(&text, "  ", names.Position(line.position), " asked ", line.requested,
                      ", could promise ", line.atp, ";");
    }
  }
  for (const LineEffect& line : entry.lines) text += LineAsText(entry, line, names);
  for (const SettingChange& change : entry.settings) text += "  " + SettingAsText(change) + ";";
  for (const ScheduledReceipt& receipt : entry.receipts) {
    absl::StrAppend(&text, "  ", KindName(receipt.key.kind), " ", receipt.key.document, "/",
                    receipt.key.line, " ", StateName(receipt.state), " open ", receipt.open, " on ",
                    ShowDay(receipt.day), ";");
  }
  if (!entry.set_aside.empty()) {
    absl::StrAppend(&text, "  ", entry.set_aside.size(), " rows set aside");
  }
  if (!entry.note.empty()) absl::StrAppend(&text, "  \"", entry.note, "\"");
  if (!entry.request.request_id.empty()) {
    absl::StrAppend(&text, "  request ", entry.request.request_id);
  }
  return Printable(text);
}

std::string EntryAsJson(const Entry& entry, const KeyNames& names) {
  Json json = {{"sequence", std::to_string(entry.sequence)},
               {"time", ShowMicros(entry.time)},
               {"cause", CauseName(entry.cause)}};
  SetText("request_id", entry.request.request_id, &json);
  SetText("correlation_id", entry.request.correlation_id, &json);
  SetText("traceparent", entry.request.traceparent, &json);
  SetText("note", entry.note, &json);
  for (const Definition& definition : entry.definitions) {
    json["definitions"].push_back(
        {{NameKindName(definition.kind), definition.key}, {"id", definition.id}});
  }
  for (const Posting& posting : entry.postings) {
    json["postings"].push_back(PostingAsJson(posting, names));
  }
  if (entry.reservation != kNoReservation) {
    json["reservation_id"] = std::to_string(entry.reservation);
    json["state"] = StateName(entry.state);
    if (entry.deadline != 0) json["deadline"] = ShowMicros(entry.deadline);
  }
  SetText("reference", entry.reference, &json);
  for (const LineEffect& line : entry.lines) json["lines"].push_back(LineAsJson(line, names));
  SetText("customer", entry.customer, &json);
  for (const SettingChange& change : entry.settings) {
    json["settings"].push_back(SettingAsText(change));
  }
  for (const ScheduledReceipt& receipt : entry.receipts) {
    json["receipts"].push_back(ReceiptAsJson(receipt, names));
  }
  if (entry.cause == Cause::kSnapshot) {
    json["snapshot"] = {{"source", entry.snapshot_source},
                        {"snapshot_id", entry.snapshot_id},
                        {"reflects_sequence", std::to_string(entry.reflects)}};
  }
  for (const SetAside& row : entry.set_aside) {
    json["set_aside"].push_back({{"row", row.row}, {"reason", row.reason}});
  }
  if (entry.cause == Cause::kConfigure) {
    json["request_window_us"] = Number(entry.request_window);
    json["resolved_window_us"] = Number(entry.resolved_window);
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace atp
