#ifndef ATP_SERVER_ACCESS_TLS_H_
#define ATP_SERVER_ACCESS_TLS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "absl/status/statusor.h"
#include "server/access/door.h"
#include "server/access/options.h"

namespace atp {

// TLS as the options say, or none. The server's certificate and key are read again when their files
// change; connections that are open keep theirs. Who a client is, `door` is asked during the
// handshake; it must outlive the server.
//
// FAILED_PRECONDITION, NOT_FOUND, INVALID_ARGUMENT: the message names the file.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const AccessOptions& options, Door* door);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_TLS_H_
