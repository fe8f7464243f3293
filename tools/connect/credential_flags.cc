#include "tools/connect/credential_flags.h"

namespace atp {

void AddCredentialFlags(CLI::App* app, const std::string& program,
                        client::CredentialOptions* credentials) {
  app->add_option("--tls-ca", credentials->tls_ca,
                  "File: who vouches for the server, PEM; speak TLS")
      ->envname(program + "_TLS_CA");
  app->add_option("--tls-cert", credentials->tls_cert, "File: your certificate, PEM")
      ->envname(program + "_TLS_CERT");
  app->add_option("--tls-key", credentials->tls_key, "File: its private key, PEM")
      ->envname(program + "_TLS_KEY");
  app->add_option("--token-file", credentials->token_file, "File: your bearer token")
      ->envname(program + "_TOKEN_FILE");
}

}  // namespace atp
