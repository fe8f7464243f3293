#ifndef ATP_CLIENT_CREDENTIALS_H_
#define ATP_CLIENT_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace atp::client {

// How a client shows who it is, and knows the server. Paths of files; empty: not given.
struct CredentialOptions {
  std::string tls_ca;    // who vouches for the server, PEM; without it nothing is encrypted
  std::string tls_cert;  // the client's own certificate, PEM, and its key: both or neither
  std::string tls_key;
  std::string token_file;  // a bearer token; read again for every call, so it can be renewed
};

// INVALID_ARGUMENT: options that do not go together, or a file that cannot be read; the message
// names it. A token needs TLS: whoever reads it on its way can use it.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const CredentialOptions& options);

}  // namespace atp::client

#endif  // ATP_CLIENT_CREDENTIALS_H_
