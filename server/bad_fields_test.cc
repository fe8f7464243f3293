// Every field of every request, with everything that it must not hold: the exact code, reason and
// field, and nothing applied. A row names a good request and what kinds of field it has; each kind
// has its list of bad values.
#include <google/protobuf/text_format.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/test_server.h"

namespace atp {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What a field holds.
enum class Kind {
  kRequestId,
  kKey,          // must be given
  kOptionalKey,  // may be empty
  kKeyOrAll,     // of a list: the list may be empty, its elements not
  kText,         // free text
  kPositive,
  kNotNegative,
  kNegative,   // 0 means the default
  kDay,        // within the horizon
  kSupplyDay,  // must be given
  kEnum,       // one of its values, or unset
  kEnumGiven,  // must be given
  kNumber,     // small and not negative
  kNumberFromOne,
  kPercent,
  kReservation,
  kPart,  // a line of a reservation
  kPageToken,
  kChannel,  // one that is set, or none
  kLines,    // a list of 1 to 1,000
};

struct Bad {
  const char* what;
  std::string value;
  const char* verdict;  // code and reason
};

std::vector<Bad> KeyCases() {
  const char* const long_one = "INVALID_ARGUMENT KEY_TOO_LONG";
  const char* const control = "INVALID_ARGUMENT KEY_CONTROL_CHARACTER";
  return {{"65 bytes", std::string(65, 'x'), long_one},
          {"22 characters in 66 bytes",
           absl::StrCat("\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac",
                        "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"),
           long_one},
          {"a line end", "a\n", control},
          {"a zero byte", std::string("a\0b", 3), control},
          {"a delete", "a\x7f", control},
          {"a C1 control", "a\xc2\x85", control}};
}

std::vector<Bad> With(std::vector<Bad> cases, Bad one) {
  cases.push_back(std::move(one));
  return cases;
}

const std::vector<Bad>& CasesOf(Kind kind) {
  static const char* const kRange = "INVALID_ARGUMENT FIELD_OUT_OF_RANGE";
  static const std::map<Kind, std::vector<Bad>> kCases = {
      {Kind::kRequestId, With(KeyCases(), {"empty", "", "INVALID_ARGUMENT REQUEST_ID_MISSING"})},
      {Kind::kKey, With(KeyCases(), {"empty", "", "INVALID_ARGUMENT KEY_EMPTY"})},
      {Kind::kOptionalKey, KeyCases()},
      {Kind::kKeyOrAll, With(KeyCases(), {"empty", "", "INVALID_ARGUMENT KEY_EMPTY"})},
      {Kind::kText, {{"1,025 bytes", std::string(1025, 'x'), "INVALID_ARGUMENT KEY_TOO_LONG"}}},
      {Kind::kPositive,
       {{"0", "0", "INVALID_ARGUMENT QUANTITY_NOT_POSITIVE"},
        {"-1", "-1", "INVALID_ARGUMENT QUANTITY_NOT_POSITIVE"},
        {"the least", "-9223372036854775808", "INVALID_ARGUMENT QUANTITY_NOT_POSITIVE"}}},
      {Kind::kNotNegative,
       {{"-1", "-1", "INVALID_ARGUMENT QUANTITY_NEGATIVE"},
        {"the least", "-9223372036854775808", "INVALID_ARGUMENT QUANTITY_NEGATIVE"}}},
      {Kind::kNegative, {{"-1", "-1", "INVALID_ARGUMENT QUANTITY_NOT_POSITIVE"}}},
      {Kind::kDay,
       {{"a word", "tomorrow", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"short", "2026-3-3", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"with a time", "2026-03-03T00:00", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"not in the calendar", "2026-02-30", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"yesterday", "2026-03-01", "INVALID_ARGUMENT DAY_OUTSIDE_HORIZON"},
        {"after the horizon", "2027-03-02", "INVALID_ARGUMENT DAY_OUTSIDE_HORIZON"}}},
      {Kind::kSupplyDay,
       {{"none", "", "INVALID_ARGUMENT DAY_MISSING"},
        {"a word", "tomorrow", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"short", "2026-3-3", "INVALID_ARGUMENT DAY_MALFORMED"},
        {"not in the calendar", "2026-02-30", "INVALID_ARGUMENT DAY_MALFORMED"}}},
      {Kind::kEnum, {{"99", "99", kRange}, {"-1", "-1", kRange}}},
      {Kind::kEnumGiven, {{"99", "99", kRange}, {"-1", "-1", kRange}, {"unset", "0", kRange}}},
      {Kind::kNumber, {{"-1", "-1", kRange}, {"the least", "-2147483648", kRange}}},
      {Kind::kNumberFromOne, {{"0", "0", kRange}, {"-1", "-1", kRange}}},
      {Kind::kPercent, {{"-1", "-1", kRange}, {"101", "101", kRange}}},
      {Kind::kReservation,
       {{"empty", "", "INVALID_ARGUMENT KEY_EMPTY"},
        {"a word", "mine", "NOT_FOUND UNKNOWN_RESERVATION"},
        {"nobody's", "999999", "NOT_FOUND UNKNOWN_RESERVATION"},
        {"negative", "-1", "NOT_FOUND UNKNOWN_RESERVATION"},
        {"beyond all numbers", "99999999999999999999999", "NOT_FOUND UNKNOWN_RESERVATION"}}},
      {Kind::kPart,
       {{"-1", "-1", "INVALID_ARGUMENT UNKNOWN_LINE"},
        {"one that it has not", "1", "INVALID_ARGUMENT UNKNOWN_LINE"}}},
      {Kind::kChannel,
       {{"one that is not set", "nowhere", "NOT_FOUND UNKNOWN_CHANNEL"},
        {"65 bytes", std::string(65, 'x'), "NOT_FOUND UNKNOWN_CHANNEL"},
        {"a line end", "web\n", "NOT_FOUND UNKNOWN_CHANNEL"}}},
      {Kind::kPageToken,
       {{"a word", "next", "INVALID_ARGUMENT PAGE_TOKEN_INVALID"},
        {"bytes", "\x01\x02", "INVALID_ARGUMENT PAGE_TOKEN_INVALID"},
        {"long", std::string(5000, 'A'), "INVALID_ARGUMENT PAGE_TOKEN_INVALID"}}},
      {Kind::kLines,
       {{"none", "0", "INVALID_ARGUMENT NO_LINES"},
        {"1,001", "1001", "INVALID_ARGUMENT TOO_MANY_LINES"}}},
  };
  return kCases.at(kind);
}

// Sets "lines[0].item" of a message to a value written as text. Of a list (kLines): how many.
void Spoil(Message* message, const std::string& path, const std::string& value) {
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string name = steps[i].substr(0, steps[i].find('['));
    const FieldDescriptor* const field = message->GetDescriptor()->FindFieldByName(name);
    ASSERT_NE(field, nullptr) << path;
    const auto& reflection = *message->GetReflection();
    if (i + 1 < steps.size()) {
      message = field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, 0)
                                     : reflection.MutableMessage(message, field);
      continue;
    }
    int64_t number = 0;
    const bool is_number = absl::SimpleAtoi(value, &number);
    if (field->is_repeated() && field->type() == FieldDescriptor::TYPE_MESSAGE) {
      const std::unique_ptr<Message> line(reflection.GetRepeatedMessage(*message, field, 0).New());
      line->CopyFrom(reflection.GetRepeatedMessage(*message, field, 0));
      reflection.ClearField(message, field);
      for (int k = 0; k < number; ++k) reflection.AddMessage(message, field)->CopyFrom(*line);
    } else if (field->is_repeated()) {
      reflection.SetRepeatedString(message, field, 0, value);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      reflection.SetString(message, field, value);
    } else {
      ASSERT_TRUE(is_number) << path;
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT64:
          reflection.SetInt64(message, field, number);
          break;
        case FieldDescriptor::CPPTYPE_INT32:
          reflection.SetInt32(message, field, static_cast<int32_t>(number));
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          reflection.SetEnumValue(message, field, static_cast<int>(number));
          break;
        default:
          FAIL() << "no number: " << path;
      }
    }
  }
}

struct Row {
  const char* method;  // "service/method", without the package
  const char* request;
  std::vector<std::pair<const char*, Kind>> fields;
};

// R is a reservation of one line, made before.
const std::vector<Row>& Rows() {
  static const auto* const kRows = new std::vector<Row>{
      {"AvailabilityService/CheckAvailability",
       R"(lines { item: "A" locations: "L" day: "2026-03-03" quantity: 1 })",
       {{"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].locations[0]", Kind::kKeyOrAll},
        {"lines[0].day", Kind::kDay},
        {"lines[0].quantity", Kind::kNotNegative},
        {"lines[0].channel", Kind::kChannel},
        {"as_of_sequence", Kind::kNumber}}},
      {"AvailabilityService/GetAvailabilityCurve",
       R"(item: "A" locations: "L")",
       {{"item", Kind::kKey}, {"locations[0]", Kind::kKeyOrAll}, {"horizon_days", Kind::kNumber}}},
      {"AvailabilityService/ExplainAvailability",
       R"(item: "A" location: "L")",
       {{"item", Kind::kKey},
        {"location", Kind::kKey},
        {"day", Kind::kDay},
        {"quantity", Kind::kNotNegative},
        {"channel", Kind::kChannel}}},
      {"ReservationService/Reserve",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"lines[0].day", Kind::kDay},
        {"mode", Kind::kEnum},
        {"reference", Kind::kOptionalKey},
        {"customer", Kind::kOptionalKey},
        {"channel", Kind::kOptionalKey},
        {"strategy", Kind::kEnum},
        {"sourcing", Kind::kEnum}}},
      {"ReservationService/Reserve",
       R"(request_id: "x" lines { item: "A" group: "G" quantity: 1 latest_day: "2026-03-04" part_min: 1 })",
       {{"lines[0].group", Kind::kOptionalKey},

        {"lines[0].part_min", Kind::kNegative},
        {"region", Kind::kOptionalKey}}},
      {"ReservationService/Confirm",
       R"(request_id: "x" reservation_id: "R")",
       {{"request_id", Kind::kRequestId}, {"reservation_id", Kind::kReservation}}},
      {"ReservationService/Extend",
       R"(request_id: "x" reservation_id: "R")",
       {{"request_id", Kind::kRequestId}, {"reservation_id", Kind::kReservation}}},
      {"ReservationService/Fulfil",
       R"(request_id: "x" reservation_id: "R" parts { line: 0 quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"reservation_id", Kind::kReservation},
        {"parts[0].line", Kind::kPart},
        {"parts[0].quantity", Kind::kPositive}}},
      {"ReservationService/Release",
       R"(request_id: "x" reservation_id: "R" parts { line: 0 quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"reservation_id", Kind::kReservation},
        {"parts[0].line", Kind::kPart},
        {"parts[0].quantity", Kind::kPositive}}},
      {"ReservationService/Move",
       R"(request_id: "x" reservation_id: "R" day: "2026-03-04" parts { line: 0 quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"reservation_id", Kind::kReservation},
        {"parts[0].line", Kind::kPart},
        {"parts[0].quantity", Kind::kPositive},
        {"location", Kind::kOptionalKey},
        {"day", Kind::kDay},
        {"channel", Kind::kOptionalKey}}},
      {"ReservationService/Reconfirm",
       R"(request_id: "x" item: "A" location: "L" strategies { reservation_id: "R" strategy: WIN })",
       {{"request_id", Kind::kRequestId},
        {"item", Kind::kKey},
        {"location", Kind::kOptionalKey},
        {"strategies[0].strategy", Kind::kEnumGiven}}},
      {"ReservationService/GetReservation",
       R"(reservation_id: "R")",
       {{"reservation_id", Kind::kReservation}}},
      {"ReservationService/ListReservations",
       R"()",
       {{"page_size", Kind::kNumber}, {"page_token", Kind::kPageToken}, {"state", Kind::kEnum}}},
      {"InventoryService/ReceiveStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"note", Kind::kText}}},
      {"InventoryService/IssueStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"note", Kind::kText}}},
      {"InventoryService/HoldStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"note", Kind::kText}}},
      {"InventoryService/UnholdStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"note", Kind::kText}}},
      {"InventoryService/ReturnStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"note", Kind::kText}}},
      {"InventoryService/AdjustStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"note", Kind::kText}}},
      {"InventoryService/CountStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kNotNegative},
        {"note", Kind::kText}}},
      {"InventoryService/SetSafetyStock",
       R"(request_id: "x" lines { item: "A" location: "L" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kNotNegative},
        {"note", Kind::kText}}},
      {"InventoryService/TransferStock",
       R"(request_id: "x" item: "A" from: "L" to: "M" quantity: 1 arrival: "2026-03-04" document: "T" line: 1)",
       {{"request_id", Kind::kRequestId},
        {"item", Kind::kKey},
        {"from", Kind::kKey},
        {"to", Kind::kKey},
        {"quantity", Kind::kPositive},
        {"document", Kind::kKey},
        {"line", Kind::kNumber},
        {"note", Kind::kText}}},
      {"InventoryService/GetStock",
       R"(item: "A" location: "L")",
       {{"item", Kind::kKey}, {"location", Kind::kKey}}},
      {"InventoryService/ListStock",
       R"()",
       {{"page_size", Kind::kNumber}, {"page_token", Kind::kPageToken}}},
      {"SupplyService/SetSupply",
       R"(request_id: "x" lines { kind: COMMITMENT document: "PO" line: 1 item: "A" location: "L" quantity: 1 day: "2026-03-05" })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].kind", Kind::kEnumGiven},
        {"lines[0].document", Kind::kKey},
        {"lines[0].line", Kind::kNumberFromOne},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].quantity", Kind::kPositive},
        {"lines[0].day", Kind::kSupplyDay},
        {"lines[0].supplier", Kind::kOptionalKey}}},
      {"SupplyService/ReceiveSupply",
       R"(request_id: "x" lines { kind: COMMITMENT document: "D" line: 1 quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"lines[0].kind", Kind::kEnumGiven},
        {"lines[0].document", Kind::kKey},
        {"lines[0].line", Kind::kNumberFromOne},
        {"note", Kind::kText}}},
      {"SupplyService/CancelSupply",
       R"(request_id: "x" keys { kind: COMMITMENT document: "D" line: 1 })",
       {{"request_id", Kind::kRequestId},
        {"keys", Kind::kLines},
        {"keys[0].kind", Kind::kEnumGiven},
        {"keys[0].document", Kind::kKey},
        {"keys[0].line", Kind::kNumberFromOne},
        {"note", Kind::kText}}},
      {"SupplyService/GetSupply",
       R"(kind: COMMITMENT document: "D" line: 1)",
       {{"kind", Kind::kEnumGiven}, {"document", Kind::kKey}, {"line", Kind::kNumberFromOne}}},
      {"SupplyService/ListSupply",
       R"()",
       {{"page_size", Kind::kNumber}, {"page_token", Kind::kPageToken}}},
      {"QuotaService/ChangeQuota",
       R"(request_id: "x" verb: SET lines { item: "A" location: "L" channel: "web" quantity: 1 })",
       {{"request_id", Kind::kRequestId},
        {"lines", Kind::kLines},
        {"verb", Kind::kEnumGiven},
        {"lines[0].item", Kind::kKey},
        {"lines[0].location", Kind::kKey},
        {"lines[0].channel", Kind::kKey},
        {"lines[0].quantity", Kind::kNotNegative},
        {"lines[0].period_days", Kind::kNumber}}},
      {"QuotaService/ListQuotas", R"(item: "A")", {{"item", Kind::kKey}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { channel { channel: "app" } })",
       {{"request_id", Kind::kRequestId}, {"settings", Kind::kLines}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { rule { item: "A" location: "L" rule { horizon_days: 30 } } })",
       {{"settings[0].rule.item", Kind::kOptionalKey},
        {"settings[0].rule.location", Kind::kOptionalKey},
        {"settings[0].rule.rule.mode", Kind::kEnum},
        {"settings[0].rule.rule.horizon_days", Kind::kNumber},
        {"settings[0].rule.rule.past_due_supply_fence_days", Kind::kNumber},
        {"settings[0].rule.rule.past_due_supply_offset_days", Kind::kNumber},
        {"settings[0].rule.rule.past_due_demand_fence_days", Kind::kNumber},
        {"settings[0].rule.rule.past_due_demand_offset_days", Kind::kNumber},
        {"settings[0].rule.rule.lead_time_days", Kind::kNumber},
        {"settings[0].rule.rule.safety_stock_protected_percent", Kind::kPercent},
        {"settings[0].rule.rule.reserve_level", Kind::kEnum}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { supplier { supplier: "acme" confidence { } } })",
       {{"settings[0].supplier.supplier", Kind::kKey}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { group { group: "G" locations: "L" } })",
       {{"settings[0].group.group", Kind::kKey}, {"settings[0].group.locations[0]", Kind::kKey}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { lane { location: "L" region: "R" cost_per_unit: 1 } })",
       {{"settings[0].lane.location", Kind::kKey},
        {"settings[0].lane.region", Kind::kKey},
        {"settings[0].lane.cost_per_unit", Kind::kNumber},
        {"settings[0].lane.cost_per_shipment", Kind::kNumber},
        {"settings[0].lane.transit_days", Kind::kNumber}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { kit { item: "K" components { item: "A" quantity: 1 } } })",
       {{"settings[0].kit.item", Kind::kKey},
        {"settings[0].kit.components[0].item", Kind::kKey},
        {"settings[0].kit.components[0].quantity", Kind::kNumberFromOne}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { substitute { item: "A" substitutes: "B" } })",
       {{"settings[0].substitute.item", Kind::kKey},
        {"settings[0].substitute.substitutes[0]", Kind::kKey}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { channel { channel: "app" } })",
       {{"settings[0].channel.channel", Kind::kKey},
        {"settings[0].channel.parent", Kind::kOptionalKey}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { age { source: "erp" locations: "L" allowed_age { seconds: 60 } policy: MARK } })",
       {{"settings[0].age.source", Kind::kKey},
        {"settings[0].age.locations[0]", Kind::kKey},
        {"settings[0].age.policy", Kind::kEnum},
        {"settings[0].age.buffer_percent", Kind::kPercent}}},
      {"SettingsService/ChangeSettings",
       R"(request_id: "x" settings { cap { item: "A" per_request_max: 1 } })",
       {{"settings[0].cap.item", Kind::kOptionalKey},
        {"settings[0].cap.per_request_max", Kind::kNumber},
        {"settings[0].cap.per_customer_max", Kind::kNumber}}},
      {"SettingsService/LearnSuppliers",
       R"(request_id: "x")",
       {{"request_id", Kind::kRequestId},
        {"deliveries_min", Kind::kNumber},
        {"guaranteed_percentile", Kind::kPercent},
        {"expected_percentile", Kind::kPercent}}},
      {"SettingsService/ListSettings",
       R"()",
       {{"page_size", Kind::kNumber}, {"page_token", Kind::kPageToken}, {"kind", Kind::kEnum}}},
  };
  return *kRows;
}

// The request of a row, with the reservation that was made.
std::unique_ptr<Message> RequestOf(const Row& row, const std::string& reservation_id) {
  const std::string method = row.method;
  const std::string name = absl::StrCat("atp.v1.", method.substr(method.find('/') + 1), "Request");
  const auto* const type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  std::string text = row.request;
  const size_t at = text.find("\"R\"");
  if (absl::StrContains(text, "reservation_id") && at != std::string::npos) {
    text.replace(at, 3, absl::StrCat("\"", reservation_id, "\""));
  }
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
  return request;
}

// How errors call a field: a setting without the name of its kind, a list of keys without an index.
std::string ShownAs(const std::string& field) {
  if (absl::EndsWith(field, "locations[0]") && !absl::StartsWith(field, "settings")) {
    return field.substr(0, field.size() - 3);
  }
  constexpr size_t kSettingBytes = sizeof("settings[0].") - 1;
  const size_t dot = field.find('.', kSettingBytes);
  if (!absl::StartsWith(field, "settings[0].") || dot == std::string::npos) return field;
  return field.substr(0, kSettingBytes) + field.substr(dot + 1);
}

class BadFieldsTest : public ::testing::Test {
 protected:
  BadFieldsTest() {
    server_.ReceiveTen();
    Must("InventoryService/ReceiveStock",
         R"(request_id: "b" lines { item: "B" location: "L" quantity: 1 })");
    Must("SettingsService/ChangeSettings",
         R"(request_id: "s" settings { channel { channel: "web" } }
            settings { group { group: "G" locations: "L" } })");
    Must("SupplyService/SetSupply",
         R"(request_id: "p" lines { kind: COMMITMENT document: "D" line: 1 item: "A" location: "L"
            quantity: 9 day: "2026-03-05" })");
    v1::ReserveResponse reserved;
    reserved.ParseFromString(
        Must("ReservationService/Reserve",
             R"(request_id: "r" confirm: true lines { item: "A" location: "L" quantity: 2 })"));
    reservation_id_ = reserved.reservation_id();
  }

  std::string Must(const char* method, const char* request) {
    std::string response;
    const grpc::Status status =
        CallBytes(server_, absl::StrCat("/atp.v1.", method),
                  RequestOf({method, request, {}}, "")->SerializeAsString(), &response);
    EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
    return response;
  }

  // "CODE REASON field".
  std::string Ask(const Row& row, const Message& request) {
    std::string response;
    const grpc::Status status = CallBytes(server_, absl::StrCat("/atp.v1.", row.method),
                                          request.SerializeAsString(), &response);
    if (status.ok()) return "OK";
    const ClientError error = ReadError(status);
    return absl::StrCat(
        absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code())), " ",
        error.reason, " ", error.field);
  }

  TestServer server_;
  std::string reservation_id_;
};

TEST_F(BadFieldsTest, EachBadValueOfEachFieldIsRefusedByNameAndNothingIsApplied) {
  const std::string before = server_.engine().DumpState();
  int count = 0;
  for (const Row& row : Rows()) {
    for (const auto& [field, kind] : row.fields) {
      for (const Bad& bad : CasesOf(kind)) {
        ++count;
        const std::unique_ptr<Message> request = RequestOf(row, reservation_id_);
        Spoil(request.get(), field, bad.value);
        EXPECT_EQ(Ask(row, *request), absl::StrCat(bad.verdict, " ", ShownAs(field)))
            << row.method << " " << field << ": " << bad.what;
      }
    }
  }
  EXPECT_EQ(server_.engine().DumpState(), before);
  std::printf("%d bad values, each with its status, reason and field\n", count);
  EXPECT_GE(count, 400);
}

// Text that is no UTF-8 is no message at all.
TEST_F(BadFieldsTest, TextThatIsNoUtf8IsMalformedInEveryField) {
  int count = 0;
  for (const Row& row : Rows()) {
    for (const auto& [field, kind] : row.fields) {
      if (kind != Kind::kKey && kind != Kind::kOptionalKey && kind != Kind::kRequestId) continue;
      ++count;
      const std::unique_ptr<Message> request = RequestOf(row, reservation_id_);
      Spoil(request.get(), field, "a\xff");
      EXPECT_EQ(Ask(row, *request), "INVALID_ARGUMENT REQUEST_MALFORMED ")
          << row.method << " " << field;
    }
  }
  std::printf("%d fields with bytes that are no text\n", count);
}

// What the rows above spoil must have been good: else they would show nothing.
TEST_F(BadFieldsTest, TheRequestsAreGoodAsTheyAre) {
  for (const Row& row : Rows()) {
    std::unique_ptr<Message> request = RequestOf(row, reservation_id_);
    const FieldDescriptor* const asks = request->GetDescriptor()->FindFieldByName("validate_only");
    if (asks != nullptr) request->GetReflection()->SetBool(request.get(), asks, true);
    const std::string verdict = Ask(row, *request);
    EXPECT_FALSE(absl::StartsWith(verdict, "INVALID_ARGUMENT")) << row.method << ": " << verdict;
    EXPECT_FALSE(absl::StartsWith(verdict, "NOT_FOUND")) << row.method << ": " << verdict;
  }
}

}  // namespace
}  // namespace atp
