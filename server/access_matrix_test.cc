// Every method and every way not to be let in: the exact status, nothing written, a line in the
// audit log.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <functional>
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"
#include "server/access/method_access.h"
#include "server/access_fixture.h"

namespace atp {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const FileDescriptor* const kFiles[] = {
    v1::GetStatusRequest::descriptor()->file(), v1::CheckAvailabilityRequest::descriptor()->file(),
    v1::BatchRequest::descriptor()->file(),     v1::WatchRequest::descriptor()->file(),
    v1::GetStockRequest::descriptor()->file(),  v1::ListQuotasRequest::descriptor()->file(),
    v1::ReserveRequest::descriptor()->file(),   v1::ListSettingsRequest::descriptor()->file(),
    v1::GetSupplyRequest::descriptor()->file()};

bool IsBatch(const MethodDescriptor& method) { return method.name() == "Batch"; }

// Names item A at L for channel "web" wherever it can, once in every list.
void FillIn(Message* message, const std::string& reservation_id, int depth = 0) {
  const auto& reflection = *message->GetReflection();
  const auto& descriptor = *message->GetDescriptor();
  if (descriptor.file()->package() != "atp.v1" || depth > 4) return;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (field.real_containing_oneof() != nullptr && field.name() != "rows" &&
        field.name() != "reserve") {
      continue;
    }
    if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      FillIn(field.is_repeated() ? reflection.AddMessage(message, &field)
                                 : reflection.MutableMessage(message, &field),
             reservation_id, depth + 1);
      continue;
    }
    static const std::map<std::string, std::string> kTexts = {
        {"item", "A"},       {"items", "A"},      {"location", "L"},   {"locations", "L"},
        {"from", "L"},       {"to", "L"},         {"channel", "web"},  {"to_channel", "web"},
        {"request_id", "x"}, {"document", "D-1"}, {"supplier", "acme"}};
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      const auto found = kTexts.find(field.name());
      const std::string text = field.name() == "reservation_id" ? reservation_id
                               : found == kTexts.end()          ? ""
                                                                : found->second;
      if (text.empty()) continue;
      if (field.is_repeated()) {
        reflection.AddString(message, &field, text);
      } else {
        reflection.SetString(message, &field, text);
      }
    } else if (field.name() == "quantity") {
      reflection.SetInt64(message, &field, 1);
    }
  }
}

class AccessMatrixTest : public ::testing::Test {
 protected:
  AccessMatrixTest() {
    v1::ReceiveStockRequest receive;
    receive.set_request_id("receive");
    auto* const line = receive.add_lines();
    line->set_item("A");
    line->set_location("L");
    line->set_quantity(10);
    EXPECT_EQ(
        Verdict(server_.Call(admin_, "/atp.v1.InventoryService/ReceiveStock", receive).status),
        "OK");
    v1::ReserveRequest reserve;
    reserve.set_request_id("reserve");
    auto* const wanted = reserve.add_lines();
    wanted->set_item("A");
    wanted->set_location("L");
    wanted->set_quantity(1);
    const CallAnswer answer = server_.Call(admin_, "/atp.v1.ReservationService/Reserve", reserve);
    v1::ReserveResponse response;
    EXPECT_TRUE(answer.messages.size() == 1 && response.ParseFromString(answer.messages[0]));
    reservation_id_ = response.reservation_id();
    EXPECT_FALSE(reservation_id_.empty());
  }

  // Calls every method so, and expects of each what `expected` says, nothing written, and a line
  // that names method and reason. Returns how many methods that were.
  int CallAll(const Caller& caller,
              const std::function<std::string(const MethodDescriptor&)>& expected) {
    int count = 0;
    const std::shared_ptr<grpc::Channel> channel = server_.Connect(caller);
    for (const FileDescriptor* file : kFiles) {
      for (int s = 0; s < file->service_count(); ++s) {
        for (int m = 0; m < file->service(s)->method_count(); ++m, ++count) {
          CallOne(channel, caller, *file->service(s)->method(m), expected);
        }
      }
    }
    std::printf("%d methods\n", count);
    return count;
  }

  void CallOne(const std::shared_ptr<grpc::Channel>& channel, const Caller& caller,
               const MethodDescriptor& method,
               const std::function<std::string(const MethodDescriptor&)>& expected) {
    SCOPED_TRACE(method.full_name());
    const std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                               ->GetPrototype(method.input_type())
                                               ->New());
    FillIn(request.get(), reservation_id_);
    const FieldDescriptor* const id = method.input_type()->FindFieldByName("request_id");
    if (id != nullptr) request->GetReflection()->SetString(request.get(), id, method.name());
    const size_t lines_before = server_.AuditLines().size();
    const Sequence before = server_->engine().Status().journaled;
    const std::string path = "/" + method.service()->full_name() + "/" + method.name();
    const CallAnswer answer = server_.Call(channel, caller, path, *request);
    std::string verdict = Verdict(answer.status);
    if (IsBatch(method) && answer.status.ok()) verdict = VerdictOfItem(answer);
    const std::string wanted = expected(method);
    if (wanted.empty()) {
      EXPECT_EQ(verdict.find("PERMISSION_DENIED"), std::string::npos) << verdict;
      EXPECT_EQ(verdict.find("UNAUTHENTICATED"), std::string::npos) << verdict;
      return;
    }
    EXPECT_EQ(verdict, wanted);
    EXPECT_EQ(server_->engine().Status().journaled, before) << "something was written";
    const std::vector<nlohmann::json> lines = server_.AuditLines();
    ASSERT_EQ(lines.size(), lines_before + 1);
    EXPECT_EQ(lines.back()["event"], "denial");
    EXPECT_EQ(lines.back()["method"],
              IsBatch(method) && answer.status.ok() ? "Reserve" : method.name());
    EXPECT_EQ(
        lines.back()["code"].get<std::string>() + " " + lines.back()["reason"].get<std::string>(),
        wanted);
    EXPECT_NE(lines.back()["peer"].get<std::string>().find("127.0.0.1"), std::string::npos);
  }

  static std::string VerdictOfItem(const CallAnswer& answer) {
    v1::BatchResponse response;
    if (answer.messages.size() != 1 || !response.ParseFromString(answer.messages[0]) ||
        response.results_size() != 1) {
      return "no result";
    }
    const v1::BatchError& error = response.results(0).error();
    google::rpc::ErrorInfo info;
    for (const auto& detail : error.details()) detail.UnpackTo(&info);
    return absl::StatusCodeToString(static_cast<absl::StatusCode>(error.code())) + " " +
           info.reason();
  }

  int CallAll(const Caller& caller, const std::string& expected) {
    return CallAll(caller, [&expected](const MethodDescriptor&) { return expected; });
  }

  GuardedServer server_;
  const Caller admin_ = server_.Admin();
  std::string reservation_id_;
};

TEST_F(AccessMatrixTest, WithoutCredentials) {
  EXPECT_GE(CallAll({}, "UNAUTHENTICATED CREDENTIALS_MISSING"), 38);
}

TEST_F(AccessMatrixTest, WithACertificateThatThePolicyDoesNotList) {
  CallAll(server_.Known("stranger"), "PERMISSION_DENIED IDENTITY_UNKNOWN");
}

TEST_F(AccessMatrixTest, WithoutTheScope) {
  CallAll(server_.Known("nobody"), "PERMISSION_DENIED SCOPE_MISSING");
}

TEST_F(AccessMatrixTest, WithEveryScopeButTheOneThatItTakes) {
  for (int i = 0; i < kScopeCount; ++i) {
    std::string scopes;
    for (int k = 0; k < kScopeCount; ++k) {
      if (k != i) scopes += std::string(NameOf(static_cast<Scope>(k))) + " ";
    }
    CallAll(server_.WithToken(server_.token_key().Sign(server_.Claims(scopes))),
            [i](const MethodDescriptor& method) -> std::string {
              const Scope needs =
                  FindMethodAccess(IsBatch(method) ? "Reserve" : method.name())->scope.value();
              return needs == static_cast<Scope>(i) ? "PERMISSION_DENIED SCOPE_MISSING" : "";
            });
  }
}

TEST_F(AccessMatrixTest, AtAnotherLocation) {
  CallAll(server_.Known("x", "URI:spiffe://shop/elsewhere"),
          [](const MethodDescriptor& method) -> std::string {
            const bool reaches =
                IsBatch(method) || FindMethodAccess(method.name())->locations != Reach::kNothing;
            return reaches ? "PERMISSION_DENIED LOCATION_NOT_GRANTED" : "";
          });
}

TEST_F(AccessMatrixTest, ForAnotherChannel) {
  CallAll(server_.Known("other"), [](const MethodDescriptor& method) -> std::string {
    const bool reaches =
        IsBatch(method) || FindMethodAccess(method.name())->channels != Reach::kNothing;
    return reaches ? "PERMISSION_DENIED CHANNEL_NOT_GRANTED" : "";
  });
}

TEST_F(AccessMatrixTest, WithBadTokens) {
  const TestTokenKey secret(TokenKind::kHs256, "k1"), stranger(TokenKind::kEs256, "k1");
  const nlohmann::json claims = server_.Claims("admin stock.read stock.reserve");
  nlohmann::json expired = claims, other_audience = claims;
  expired["exp"] = kNoon / kMicrosPerSecond;
  other_audience["aud"] = "mail";
  const std::string good = server_.token_key().Sign(claims);
  const struct {
    const char* what;
    Caller caller;
    const char* reason;
  } cases[] = {
      {"garbage", server_.WithToken("x.y.z"), "TOKEN_INVALID"},
      {"none", server_.WithToken(RawToken(R"({"alg":"none"})", claims.dump(), "")),
       "TOKEN_INVALID"},
      {"a shared secret", server_.WithToken(secret.Sign(claims)), "TOKEN_INVALID"},
      {"another's key", server_.WithToken(stranger.Sign(claims)), "TOKEN_INVALID"},
      {"expired", server_.WithToken(server_.token_key().Sign(expired)), "TOKEN_EXPIRED"},
      {"another audience", server_.WithToken(server_.token_key().Sign(other_audience)),
       "TOKEN_INVALID"},
      {"another scheme", {{}, {"Basic " + good}}, "TOKEN_INVALID"},
      {"two of them", {{}, {"Bearer " + good, "Bearer " + good}}, "TOKEN_INVALID"},
      {"a bad token beside a good certificate",
       {admin_.certificate, {"Bearer x"}},
       "TOKEN_INVALID"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    CallAll(one.caller, std::string("UNAUTHENTICATED ") + one.reason);
  }
}

// The connection does not come about, so there is no call: the client finds nobody there.
TEST_F(AccessMatrixTest, ACertificateThatNobodyVouchesForEndsInTheHandshake) {
  const TestAuthority stranger("clients", kNoon);
  const struct {
    const char* what;
    TestCertificate certificate;
    const char* says;
  } cases[] = {{"wrong authority", stranger.Issue("admin", "", kNoon + kMicrosPerHour), "issuer"},
               {"expired", server_.clients().Issue("admin", "", kNoon - kMicrosPerHour), "expired"},
               {"not yet valid", server_.clients().Issue("admin", "", kNoon + 2 * kMicrosPerDay),
                "not yet valid"},
               {"of a server", server_.clients().Issue("admin", "", kNoon + kMicrosPerHour, true),
                "purpose"}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const Sequence before = server_->engine().Status().journaled;
    const size_t lines_before = server_.AuditLines().size();
    v1::ReceiveStockRequest request;
    FillIn(&request, "");
    const CallAnswer answer =
        server_.Call({one.certificate, {}}, "/atp.v1.InventoryService/ReceiveStock", request);
    EXPECT_EQ(Verdict(answer.status), "UNAVAILABLE");
    EXPECT_EQ(server_->engine().Status().journaled, before);
    const auto lines = server_.AuditLines();
    ASSERT_GT(lines.size(), lines_before);
    EXPECT_EQ(lines.back()["event"], "denial");
    EXPECT_EQ(lines.back()["reason"], "CERTIFICATE_INVALID");
  }
}

TEST_F(AccessMatrixTest, WithTheRightScopeAndPlaceEveryMethodIsCalled) {
  CallAll(admin_, "");
  const auto lines = server_.AuditLines();
  for (const auto& line : lines) EXPECT_EQ(line["event"], "change") << line;
}

}  // namespace
}  // namespace atp
