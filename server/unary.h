#ifndef ATP_SERVER_UNARY_H_
#define ATP_SERVER_UNARY_H_

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <utility>

#include "server/call.h"
#include "server/engine_gate.h"

namespace atp {

// How each unary RPC runs. Nothing here waits: network threads answer reads themselves, and changes
// are answered by the engine's completion once they are durable.

// A read: `read(engine)` fills the response and returns a status.
template <typename Read>
grpc::ServerUnaryReactor* AnswerRead(const EngineGate& gate, grpc::CallbackServerContext* context,
                                     const char* method, Read&& read) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Call call(context, method);
  absl::Status status = call.CheckWaiting();
  if (status.ok()) {
    const absl::StatusOr<Engine*> engine = gate.Enter();
    status = engine.ok() ? read(**engine) : engine.status();
  }
  reactor->Finish(call.End(status));
  return reactor;
}

// A change: `command` as translated from a request with `request_id` and `validate_only`; `fill`
// writes the response from the outcome. The response stays valid until the call is finished.
using FillResponse = std::function<void(Engine*, const Outcome&)>;

template <typename Request>
grpc::ServerUnaryReactor* AnswerChange(const EngineGate& gate, grpc::CallbackServerContext* context,
                                       const char* method, const Request& request,
                                       absl::StatusOr<Action> action, FillResponse fill) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto call = std::make_shared<Call>(context, method);
  absl::Status status = call->CheckWaiting();
  const absl::StatusOr<Engine*> entered = gate.Enter();
  if (status.ok()) status = entered.status();
  if (status.ok()) status = action.status();
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
    if (outcome.ok()) fill(engine, *outcome);
    reactor->Finish(call->End(outcome.status()));
  });
  return reactor;
}

}  // namespace atp

#endif  // ATP_SERVER_UNARY_H_
