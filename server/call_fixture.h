#ifndef ATP_SERVER_CALL_FIXTURE_H_
#define ATP_SERVER_CALL_FIXTURE_H_

#include <string>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {

// A unary method of a generated stub: &v1::ReservationService::Stub::Reserve.
template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// Calls it once. For tests.
template <typename Stub, typename Request, typename Response>
grpc::Status Invoke(const TestServer& server, Method<Stub, Request, Response> method,
                    const Request& request, Response* response) {
  Stub stub(server.channel());
  grpc::ClientContext context;
  return (stub.*method)(&context, request, response);
}

// The answer to what must succeed.
template <typename Stub, typename Request, typename Response>
Response Must(const TestServer& server, Method<Stub, Request, Response> method,
              const Request& request) {
  Response response;
  const grpc::Status status = Invoke(server, method, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

// "REASON field" of what must be refused; "OK" if it is not.
template <typename Stub, typename Request, typename Response>
std::string Refusal(const TestServer& server, Method<Stub, Request, Response> method,
                    const Request& request) {
  Response response;
  const grpc::Status status = Invoke(server, method, request, &response);
  if (status.ok()) return "OK";
  const ClientError error = ReadError(status);
  return error.field.empty() ? error.reason : error.reason + " " + error.field;
}

}  // namespace atp

#endif  // ATP_SERVER_CALL_FIXTURE_H_
