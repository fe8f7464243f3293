#ifndef ATP_CLIENT_OPTIONS_H_
#define ATP_CLIENT_OPTIONS_H_

#include <grpcpp/security/credentials.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "proto/atp/v1/batch_service.pb.h"

namespace atp::client {

// Every bound of a client, with its unit and what happens when it is reached.
struct ClientOptions {
  std::string server = "127.0.0.1:50051";                 // host:port
  std::shared_ptr<grpc::ChannelCredentials> credentials;  // null: insecure

  // For how long a request waits for company at most. 0: not at all; requests gather while the
  // messages before them are under way, which costs nobody anything.
  std::chrono::microseconds gather_for{0};

  // Of one message: lines over all requests (the server takes 8,192), and bytes (it takes 4 MiB
  // unless it is told otherwise). A message that has reached either is sent without waiting; a
  // single request of more bytes is refused with RESOURCE_EXHAUSTED.
  size_t lines_max = 8192;
  size_t bytes_max = 4'000'000;

  // Messages under way at once; beyond it requests gather. Of changes and of checks, as below.
  size_t messages_max = 3;

  // Lines that wait or are under way; beyond it, as `when_full` says. Changes and checks have a
  // stream, and these bounds, each for themselves.
  size_t lines_waiting_max = 65'536;
  enum class WhenFull {
    // The request ends with RESOURCE_EXHAUSTED at once; nothing was sent. So does one that would
    // have to wait for more than `wait_share` of the time that its caller gives it: see Throttle.
    kRefuse,
    kWait,  // the calling thread waits for room, up to the request's deadline
  };
  WhenFull when_full = WhenFull::kWait;
  double wait_share = 1.0 / 8;  // > 0; infinite: nobody is refused for that

  // For how long a request may take if it does not say.
  std::chrono::milliseconds timeout{10'000};

  // FULL: the answers of the methods. BRIEF: their most important fields (see ReserveBrief,
  // ChangeBrief and CheckBrief of batch_service.proto), in the same messages; the others are unset.
  // Lines of a brief ReserveResponse have nothing but `promised` or `short_by`, and lines of a
  // brief CheckAvailabilityResponse nothing but `promisable`.
  v1::BatchRequest::Answers answers = v1::BatchRequest::FULL;
};

}  // namespace atp::client

#endif  // ATP_CLIENT_OPTIONS_H_
