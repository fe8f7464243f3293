#ifndef ATP_SERVER_UNARY_H_
#define ATP_SERVER_UNARY_H_

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <utility>

#include "engine/model/error.h"
#include "server/call.h"
#include "server/service_parts.h"

namespace atp {

// How each unary RPC runs. Nothing here waits: network threads answer reads themselves, and changes
// are answered by the engine's completion once they are durable.

// A read: `read(engine)` fills the response and returns a status.
template <typename Read>
grpc::ServerUnaryReactor* AnswerRead(ServiceParts* parts, grpc::CallbackServerContext* context,
                                     const char* method, const google::protobuf::Message& request,
                                     Read&& read) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  Call call(&parts->door, context, method);
  const absl::StatusOr<Engine*> engine = call.Enter(parts->gate, request);
  reactor->Finish(call.End(engine.ok() ? read(**engine) : engine.status()));
  return reactor;
}

// Something that may wait for the disk: `work(engine)` fills the response and returns a status, on
// one of `threads`. The request and what `work` holds stay valid until then. OVERLOADED, with
// `busy` as its message, when all of them are at work.
template <typename Work>
grpc::ServerUnaryReactor* AnswerSlowly(ServiceParts* parts, BoundedThreads* threads,
                                       grpc::CallbackServerContext* context, const char* method,
                                       const google::protobuf::Message& request,
                                       const std::string& busy, Work work) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto call = std::make_shared<Call>(&parts->door, context, method);
  const absl::StatusOr<Engine*> entered = call->Enter(parts->gate, request);
  if (!entered.ok()) {
    reactor->Finish(call->End(entered.status()));
    return reactor;
  }
  const auto status = std::make_shared<absl::Status>();
  const bool is_running = threads->TryRun(
      [call, status, engine = *entered, work = std::move(work)] { *status = work(*call, engine); },
      [call, status, reactor] { reactor->Finish(call->End(*status)); });
  if (!is_running) {
    reactor->Finish(
        call->End(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "", busy)));
  }
  return reactor;
}

// A change: `command` as translated from a request with `request_id` and `validate_only`; `fill`
// writes the response from the outcome. The response stays valid until the call is finished.
using FillResponse = std::function<void(Engine*, const Outcome&)>;

template <typename Request>
grpc::ServerUnaryReactor* AnswerChange(ServiceParts* parts, grpc::CallbackServerContext* context,
                                       const char* method, const Request& request,
                                       absl::StatusOr<Action> action, FillResponse fill) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto call = std::make_shared<Call>(&parts->door, context, method);
  const absl::StatusOr<Engine*> entered = call->Enter(parts->gate, request);
  absl::Status status = entered.ok() ? action.status() : entered.status();
  if (status.ok()) status = call->TakePlace(&parts->changes);
  if (!status.ok()) {
    reactor->Finish(call->End(status));
    return reactor;
  }
  Engine* const engine = *entered;
  Command command;
  command.request = call->MakeRequest(request.request_id());
  command.action = *std::move(action);
  command.validate_only = request.validate_only();
  engine->Execute(std::move(command), [engine, call, reactor, fill = std::move(fill)](
                                          const absl::StatusOr<Outcome>& outcome) {
    if (outcome.ok()) {
      const Entry& entry = outcome->entry;
      if (call->IsWrittenDown(*outcome)) {
        call->Changed(entry.request.request_id, entry.sequence);
      }
      fill(engine, *outcome);
    }
    reactor->Finish(call->End(outcome.status()));
  });
  return reactor;
}

}  // namespace atp

#endif  // ATP_SERVER_UNARY_H_
