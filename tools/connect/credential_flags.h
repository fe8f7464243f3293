#ifndef ATP_TOOLS_CONNECT_CREDENTIAL_FLAGS_H_
#define ATP_TOOLS_CONNECT_CREDENTIAL_FLAGS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "client/credentials.h"

namespace atp {

// --tls-ca, --tls-cert, --tls-key and --token-file, each also from the environment: for "ATPCTL",
// ATPCTL_TLS_CA and so on. `credentials` must outlive the parsing.
void AddCredentialFlags(CLI::App* app, const std::string& program,
                        client::CredentialOptions* credentials);

}  // namespace atp

#endif  // ATP_TOOLS_CONNECT_CREDENTIAL_FLAGS_H_
