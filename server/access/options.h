#ifndef ATP_SERVER_ACCESS_OPTIONS_H_
#define ATP_SERVER_ACCESS_OPTIONS_H_

#include <string>

#include "server/access/call_limits.h"

namespace atp {

// How callers are known, and what each may take. Paths are empty where a thing is not wanted.
struct AccessOptions {
  std::string tls_cert;        // the server's certificate and those between it and its root, PEM
  std::string tls_key;         // its private key, PEM; a secret
  std::string tls_client_ca;   // who vouches for clients' certificates, PEM
  std::string policy;          // what each certificate may do: policy.h
  std::string token_keys;      // whose tokens are taken: a JSON Web Key Set
  std::string token_audience;  // what a token must be for
  std::string token_issuer;    // whom it must be from; empty: anybody with a key
  std::string audit_log;
  int reload_seconds = 10;  // between looks at these files
  CallLimitOptions limits;

  bool has_tls() const { return !tls_cert.empty(); }
  // Whether callers are asked who they are.
  bool asks() const { return !tls_client_ca.empty() || !token_keys.empty(); }
};

// What is wrong with the options together, and with a server that has them and listens where
// others than this machine can reach it; empty: nothing.
std::string FindConflict(const AccessOptions& options, bool is_loopback);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_OPTIONS_H_
