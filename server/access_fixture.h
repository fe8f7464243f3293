#ifndef ATP_SERVER_ACCESS_FIXTURE_H_
#define ATP_SERVER_ACCESS_FIXTURE_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/access/test_credentials.h"
#include "server/test_server.h"

namespace atp {

// A caller, as the server sees it.
struct Caller {
  TestCertificate certificate;             // empty: none
  std::vector<std::string> authorization;  // values of that header
};

// What came back from a call: its status, and the messages of its stream.
struct CallAnswer {
  grpc::Status status;
  std::vector<std::string> messages;
};

// A server behind TLS that knows callers by certificate and by token, in a directory of its own,
// with an authority for each side. For tests.
//
//   admin      all scopes          nobody     known, without scopes
//   elsewhere  all scopes, at E    other      all scopes, for channel "other"
class GuardedServer {
 public:
  GuardedServer() : GuardedServer(CallLimitOptions()) {}
  explicit GuardedServer(const CallLimitOptions& limits) {
    std::string name = ::testing::TempDir() + "guardedXXXXXX";
    directory_ = mkdtemp(name.data());
    WriteServerCertificate();
    Write("clients.pem", clients_.cert());
    Write("policy.json", R"({"identities": [
        {"certificate": "cn:admin", "scopes": ["stock.read", "stock.reserve", "stock.write",
                                               "supply.write", "feed.read", "admin"]},
        {"certificate": "cn:nobody", "scopes": []},
        {"certificate": "uri:spiffe://shop/elsewhere", "locations": ["E"], "scopes":
            ["stock.read", "stock.reserve", "stock.write", "supply.write", "feed.read", "admin"]},
        {"certificate": "cn:other", "channels": ["other"], "scopes":
            ["stock.read", "stock.reserve", "stock.write", "supply.write", "feed.read", "admin"]}
        ]})");
    Write("keys.json", KeySet({token_key_}));
    ServerOptions options = TestServerOptions();
    options.access.tls_cert = Path("server.pem");
    options.access.tls_key = Path("server.key");
    options.access.tls_client_ca = Path("clients.pem");
    options.access.policy = Path("policy.json");
    options.access.token_keys = Path("keys.json");
    options.access.token_audience = "atpd";
    options.access.audit_log = Path("audit.log");
    options.access.reload_seconds = 1;
    options.access.limits = limits;
    server_ = std::make_unique<TestServer>(options);
  }

  TestServer& operator*() { return *server_; }
  TestServer* operator->() { return server_.get(); }
  const TestAuthority& clients() const { return clients_; }
  const TestAuthority& servers() const { return servers_; }
  const TestTokenKey& token_key() const { return token_key_; }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  // As a deployment replaces files: whole, at once.
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name + ".new")) << text;
    chmod(Path(name + ".new").c_str(), 0600);
    rename(Path(name + ".new").c_str(), Path(name).c_str());
  }
  void WriteServerCertificate() const {
    const TestCertificate own =
        servers_.Issue("atpd", "DNS:atpd.test,IP:127.0.0.1", SystemClock().Now() + kMicrosPerHour);
    Write("server.key", own.key);
    Write("server.pem", own.cert);
  }

  Caller Known(const std::string& cn, const std::string& names = "") const {
    return {clients_.Issue(cn, names, kNoon + kMicrosPerHour), {}};
  }
  Caller Admin() const { return Known("admin"); }
  Caller WithToken(const std::string& token) const { return {{}, {"Bearer " + token}}; }
  // What the good token has; it may do what `scope` says.
  nlohmann::json Claims(const std::string& scope) const {
    return {
        {"aud", "atpd"}, {"sub", "web"}, {"exp", kNoon / kMicrosPerSecond + 60}, {"scope", scope}};
  }

  std::shared_ptr<grpc::Channel> Connect(const Caller& caller) const {
    return Connect(caller, servers_);
  }
  std::shared_ptr<grpc::Channel> Connect(const Caller& caller, const TestAuthority& trusted) const {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = trusted.cert();
    tls.pem_cert_chain = caller.certificate.cert;
    tls.pem_private_key = caller.certificate.key;
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("atpd.test");
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string((*server_)->port()),
                                     grpc::SslCredentials(tls), arguments);
  }

  // One message to a method of any kind, "/atp.v1.AdminService/GetStatus", and what comes back; a
  // stream of deltas is read up to its first message only.
  CallAnswer Call(const Caller& caller, const std::string& method,
                  const google::protobuf::Message& request) const {
    return Call(Connect(caller), caller, method, request);
  }
  CallAnswer Call(const std::shared_ptr<grpc::Channel>& channel, const Caller& caller,
                  const std::string& method, const google::protobuf::Message& request) const {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    for (const std::string& value : caller.authorization) {
      context.AddMetadata("authorization", value);
    }
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      queue.Next(&tag, &ok);
      return ok;
    };
    CallAnswer answer;
    const auto call = stub.PrepareCall(&context, method, &queue);
    call->StartCall(nullptr);
    bool goes_on = wait();
    if (goes_on) {
      const grpc::Slice slice(request.SerializeAsString());
      call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
      wait();
    }
    while (goes_on) {
      grpc::ByteBuffer bytes;
      call->Read(&bytes, nullptr);
      goes_on = wait();
      grpc::Slice whole;
      if (goes_on && bytes.DumpToSingleSlice(&whole).ok()) {
        answer.messages.emplace_back(reinterpret_cast<const char*>(whole.begin()), whole.size());
      }
      if (goes_on && method == "/atp.v1.DeltaService/Watch") {
        context.TryCancel();
        goes_on = false;
      }
    }
    call->Finish(&answer.status, nullptr);
    wait();
    return answer;
  }

  // The lines of the audit log so far.
  std::vector<nlohmann::json> AuditLines() const {
    std::vector<nlohmann::json> lines;
    std::ifstream file(Path("audit.log"));
    for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

 private:
  // Clients look at the time of the machine, the server at its own.
  const TestAuthority servers_{"servers", SystemClock().Now()};
  const TestAuthority clients_{"clients", kNoon};
  const TestTokenKey token_key_{TokenKind::kEs256, "k1"};
  std::string directory_;
  std::unique_ptr<TestServer> server_;
};

// "PERMISSION_DENIED SCOPE_MISSING"; "OK".
inline std::string Verdict(const grpc::Status& status) {
  if (status.ok()) return "OK";
  const std::string code =
      absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code()));
  const std::string reason = ReadError(status).reason;
  return reason.empty() ? code : code + " " + reason;
}

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_FIXTURE_H_
