#ifndef ATP_CLIENT_CLIENT_H_
#define ATP_CLIENT_CLIENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/item_kind.h"
#include "client/options.h"
#include "client/outgoing.h"

namespace atp::client {

// What a client has done so far.
struct ClientCounts {
  int64_t requests = 0;  // that were taken
  int64_t messages = 0;  // that they went in; those that were sent again count again
  int64_t streams = 0;   // that were begun
};

// A client of atpd for programs that ask much: it gathers the requests of all callers into messages
// of a batched stream (proto/atp/v1/batch_service.proto), so that each gets the speed of a batch
// and none need know of the others. It takes and gives the messages of the unary methods.
//
//   client::Client client(options);
//   v1::ReserveResponse response;
//   const grpc::Status status = client.Call(request, &response);          // waits
//   client.Send(request, [](const grpc::Status& status, const v1::ReserveResponse& response) {});
//
// A request is any that v1::BatchItem has. Errors are those of its method, with the same details.
//
// Order: requests are done in the order in which they were given, changes among themselves and
// checks among themselves. A check sees all changes that were answered before it was asked; it
// never waits for the disk, since it has a stream of its own.
//
// Lost connections: what was not answered is sent again on the next one, with the same request ids,
// so nothing is done twice and no caller notices, unless its deadline passes. A change without a
// request id gets one that is never seen again: a caller that may want to repeat it, after
// DEADLINE_EXCEEDED or a restart of its own, must give its own.
//
// Bounds: ClientOptions. Costs one copy of each request as bytes, until it is answered.
//
// Thread-safe. Callbacks run on threads of gRPC's or on the client's own, several at a time, or,
// where nothing is sent, on the caller's. They must be quick; they may Send() unless it may wait
// (WhenFull::kWait) and must not Call() or destroy the client. The destructor tells whoever still
// waits CANCELLED; whether a change was applied is then unknown.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();

  // `response` is empty unless `status` is OK, and there for the time of the call.
  template <typename Response>
  using Done = std::function<void(const grpc::Status& status, const Response& response)>;

  // `timeout` overrides the options'; from now on. Of 0 or less: DEADLINE_EXCEEDED, nothing is
  // sent.
  using Timeout = std::optional<std::chrono::milliseconds>;

  template <typename Request>
  void Send(const Request& request, Done<typename ItemKind<Request>::Response> done,
            Timeout timeout = std::nullopt);

  template <typename Request>
  grpc::Status Call(const Request& request, typename ItemKind<Request>::Response* response,
                    Timeout timeout = std::nullopt);

  ClientCounts Counts() const;

 private:
  struct Asked {
    int field = 0;
    bool is_change = false;
    bool needs_id = false;
    size_t lines = 0;
  };
  template <typename Request>
  static Asked AskedBy(const Request& request);

  // The answer that a result of either kind holds; in `scratch` where it has to be made.
  static const v1::ReserveResponse& AnswerIn(const v1::BatchResult& result,
                                             v1::ReserveResponse* scratch);
  static const v1::ReservationChange& AnswerIn(const v1::BatchResult& result,
                                               v1::ReservationChange* scratch);
  static const v1::StockChange& AnswerIn(const v1::BatchResult& result, v1::StockChange* scratch);
  static const v1::CheckAvailabilityResponse& AnswerIn(const v1::BatchResult& result,
                                                       v1::CheckAvailabilityResponse* scratch);

  void SendItem(const Asked& asked, const google::protobuf::MessageLite& request,
                const Timeout& timeout, OnResult done);
  // Calls `send` with a callback, and waits until that was called.
  static grpc::Status Await(const std::function<void(std::function<void(const grpc::Status&)>)>&);

  class Impl;
  const std::unique_ptr<Impl> impl_;
};

// --- how ---

template <typename Request>
Client::Asked Client::AskedBy(const Request& request) {
  using Kind = ItemKind<Request>;
  Asked asked{Kind::kField, Kind::kIsChange, false, Kind::LinesOf(request)};
  if constexpr (Kind::kIsChange) {
    asked.needs_id = request.request_id().empty() && !request.validate_only();
  }
  return asked;
}

template <typename Request>
void Client::Send(const Request& request, Done<typename ItemKind<Request>::Response> done,
                  Timeout timeout) {
  using Response = typename ItemKind<Request>::Response;
  SendItem(AskedBy(request), request, timeout,
           [done = std::move(done)](const grpc::Status& status, const v1::BatchResult* result) {
             Response scratch;
             done(status, result == nullptr ? scratch : AnswerIn(*result, &scratch));
           });
}

template <typename Request>
grpc::Status Client::Call(const Request& request, typename ItemKind<Request>::Response* response,
                          Timeout timeout) {
  using Response = typename ItemKind<Request>::Response;
  return Await([&](std::function<void(const grpc::Status&)> finish) {
    Send(
        request,
        [response, finish = std::move(finish)](const grpc::Status& status, const Response& from) {
          *response = from;
          finish(status);
        },
        timeout);
  });
}

}  // namespace atp::client

#endif  // ATP_CLIENT_CLIENT_H_
