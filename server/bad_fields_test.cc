// Every field of every request, with everything that it must not hold, alone and in pairs: the
// exact code, reason and field, and nothing applied.

#include "server/bad_fields.h"

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/test_server.h"

namespace atp {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

// Whichever is looked at first: it is refused for one of them.
TEST_F(BadFieldsTest, TwoBadValuesAreRefusedForOneOfThem) {
  const std::string before = server_.engine().DumpState();
  int count = 0;
  for (const Row& row : Rows()) {
    for (const auto& [first, first_kind] : row.fields) {
      for (const auto& [second, second_kind] : row.fields) {
        // A list is spoiled after what is in it.
        if (first == second || first_kind == Kind::kLines) continue;
        if (second_kind != Kind::kLines && std::string(first) > second) continue;
        for (const Bad& one : CasesOf(first_kind)) {
          for (const Bad& other : CasesOf(second_kind)) {
            ++count;
            const std::unique_ptr<Message> request = RequestOf(row, reservation_id_);
            Spoil(request.get(), first, one.value);
            Spoil(request.get(), second, other.value);
            const std::string verdict = Ask(row, *request);
            EXPECT_TRUE(verdict == absl::StrCat(one.verdict, " ", ShownAs(first)) ||
                        verdict == absl::StrCat(other.verdict, " ", ShownAs(second)))
                << row.method << " " << first << ": " << one.what << ", " << second << ": "
                << other.what << ": " << verdict;
          }
        }
      }
    }
  }
  EXPECT_EQ(server_.engine().DumpState(), before);
  std::printf("%d pairs of bad values, each refused for one of them\n", count);
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
