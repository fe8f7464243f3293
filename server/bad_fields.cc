#include "server/bad_fields.h"

#include <map>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/check.h"

namespace atp {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

}  // namespace

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

void Spoil(Message* message, const std::string& path, const std::string& value) {
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string name = steps[i].substr(0, steps[i].find('['));
    const FieldDescriptor* const field = message->GetDescriptor()->FindFieldByName(name);
    ATP_CHECK(field != nullptr);
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
      ATP_CHECK(is_number);
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
          ATP_CHECK(false);
      }
    }
  }
}

}  // namespace atp
