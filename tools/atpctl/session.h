#ifndef ATP_TOOLS_ATPCTL_SESSION_H_
#define ATP_TOOLS_ATPCTL_SESSION_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "client/credentials.h"
#include "google/protobuf/message.h"

namespace atp {

// What a run of atpctl tells the shell; --help lists them.
enum ExitCode : int {
  kOk = 0,
  kAnswerIsNo = 1,
  kUsage = 2,
  kRefused = 3,
  kUnavailable = 4,
  kViolations = 5,
};
extern const char kExitCodesHelp[];

// Options that every noun shares.
struct Globals {
  std::string server = "127.0.0.1:50051";
  client::CredentialOptions credentials;
  int64_t timeout_ms = 10'000;
  std::string correlation_id;
  std::string request_id;  // empty: one is made
  std::string output = "table";
  bool validate_only = false;
};

// One run of atpctl: where it prints, and how it calls the server. Answers go to `out`, everything
// else to `err`. For one thread; the streams must outlive it.
class Session {
 public:
  // `credentials`: those that the globals name.
  Session(const Globals& globals, std::shared_ptr<grpc::ChannelCredentials> credentials,
          std::ostream& out, std::ostream& err)
      : globals_(globals), credentials_(std::move(credentials)), out_(out), err_(err) {}

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  const Globals& globals() const { return globals_; }
  bool is_json() const { return globals_.output == "json"; }

  // Connects at the first call only.
  std::shared_ptr<grpc::Channel> channel();

  // Deadline and metadata of a call; a stream without end takes no deadline.
  void Prepare(grpc::ClientContext* context, bool has_deadline = true) const;

  // The id of the change that this run makes: the one given, or a random one (as a version 4 UUID).
  const std::string& request_id();

  // To repeat the change, this flag has to be given beside its id.
  void RepeatWith(std::string flag) { repeat_with_ = std::move(flag); }

  // Fills in what every change request has.
  template <typename Request>
  void SetRequestId(Request* request) {
    request->set_request_id(request_id());
    request->set_validate_only(globals_.validate_only);
  }

  // Calls and waits. kOk, or the exit code of the error, which has been printed.
  //   session.Call(*Service::NewStub(session.channel()), &Service::Stub::Get, request, &response)
  template <typename Stub, typename Request, typename Response>
  int Call(Stub& stub,
           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           const Request& request, Response* response) {
    grpc::ClientContext context;
    Prepare(&context);
    return Explain((stub.*method)(&context, request, response));
  }

  // Reads pages until `limit` rows (0: all) are in *all, whose page token tells whether more exist.
  template <typename Stub, typename Request, typename Response, typename RowsOf>
  int ListPages(Stub& stub,
                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                int64_t limit, Request* request, Response* all, RowsOf rows_of) {
    while (true) {
      const int64_t left = limit - rows_of(all)->size();
      request->set_page_size(limit > 0 && left < 1000 ? static_cast<int32_t>(left) : 1000);
      Response page;
      const int code = Call(stub, method, *request, &page);
      if (code != kOk) return code;
      rows_of(all)->MergeFrom(*rows_of(&page));
      all->set_next_page_token(page.next_page_token());
      all->set_sequence(page.sequence());
      if (page.next_page_token().empty()) return kOk;
      if (limit > 0 && rows_of(all)->size() >= limit) return kOk;
      request->set_page_token(page.next_page_token());
    }
  }

  // Prints an error with reason, field and message; returns its exit code. OK: prints nothing.
  int Explain(const grpc::Status& status);

  // A command line or a local file that cannot be used.
  int Usage(const absl::Status& status);

  // A message as one line of JSON by protobuf's rules (64-bit numbers are strings), with the fields
  // of `more` added. Changes carry their request id.
  void PrintJson(const google::protobuf::Message& message,
                 const nlohmann::json& more = nlohmann::json::object());

  // "request id X" and, of a repeated answer, that it is one; in tables only.
  void PrintChangeFooter(int64_t sequence, bool is_repeat);

  // How many rows a list has, and whether --limit cut it off.
  void PrintListFooter(int64_t rows, bool has_more);

 private:
  const Globals globals_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  std::ostream& out_;
  std::ostream& err_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string request_id_;
  std::string repeat_with_;
};

// What a subcommand does when it is chosen.
using Command = std::function<int(Session&)>;

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_SESSION_H_
