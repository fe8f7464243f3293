#ifndef ATP_SERVER_CALL_H_
#define ATP_SERVER_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "engine/model/entry.h"
#include "server/access/door.h"
#include "server/engine_gate.h"
#include "server/places.h"

namespace atp {

// One RPC from arrival to answer: who it is from and whether he may, whether anybody still waits
// for it, what it leaves in the audit log, and its log line.
//
// Tracing: x-correlation-id (1 to 64 printable bytes) is taken from the call and sent back in the
// initial metadata; traceparent travels on if it has the shape that W3C gives it. One that cannot
// be used is as good as none.
//
// One thread at a time, but for CheckItem() and Changed(), which any number may call once it has
// been entered. `context` must outlive it, that is, it is not used after the call finished; so must
// `door`.
class Call {
 public:
  // `method` must be a literal.
  Call(Door* door, grpc::CallbackServerContext* context, const char* method);

  // All that stands between a call and its work; nothing is done before it says so. The engine; or
  // why not: the caller has gone or his deadline has passed, he may not, the server is not serving.
  absl::StatusOr<Engine*> Enter(const EngineGate& gate);
  // The same, and whether he may reach what the request names.
  absl::StatusOr<Engine*> Enter(const EngineGate& gate, const google::protobuf::Message& request);

  // Whether he may reach what a message of his stream names.
  absl::Status CheckReach(Engine* engine, const google::protobuf::Message& message) const;

  // Whether he may make `count` more calls within this one.
  absl::Status TakeItems(int64_t count);

  // Whether he may ask what an item asks for: the request of a method of its own, after which it is
  // named, as ReserveRequest is.
  absl::Status CheckItem(Engine* engine, const google::protobuf::Message& item) const;

  // OVERLOADED if there is no place; else it is the call's until it ends.
  absl::Status TakePlace(Places* places);

  // Whether an audit log is kept, and this is a change that belongs into it.
  bool IsWrittenDown(const Outcome& outcome) const;
  // Writes a change down, if an audit log is kept. `method`: whose it is, if not this call's.
  void Changed(const std::string& request_id, Sequence sequence,
               std::string_view method = {}) const;

  // What the call hands to the engine.
  RequestContext MakeRequest(const std::string& request_id) const;

  // Writes the log line (debug if OK, else warn) and says how to finish.
  grpc::Status End(const absl::Status& status) const;

 private:
  // Why no work should be done: the caller has gone, or its deadline has passed.
  absl::Status CheckWaiting() const;
  // Changes are not taken while they cannot be written down.
  absl::Status CheckAudit(std::string_view method) const;
  absl::Status CheckReach(Engine* engine, std::string_view method,
                          const google::protobuf::Message& request) const;
  // Writes a denial down, and is it.
  absl::Status Deny(const absl::Status& status, std::string_view method,
                    const google::protobuf::Message* request) const;
  AuditRecord RecordOf(AuditRecord::Event event, std::string_view method) const;

  Door& door_;
  grpc::CallbackServerContext* const context_;
  const char* const method_;
  const std::chrono::steady_clock::time_point start_;
  std::string correlation_id_;
  std::string traceparent_;
  std::string who_;  // empty: not known
  Pass pass_;        // once it has been entered
  Places::Place place_;
};

// The method whose request a message is: "Reserve" of a ReserveRequest. Lives as long as its type.
std::string_view MethodOf(const google::protobuf::Message& request);

// "00-<32 hex>-<16 hex>-<2 hex>", lower case.
bool IsTraceparent(const std::string& text);

}  // namespace atp

#endif  // ATP_SERVER_CALL_H_
