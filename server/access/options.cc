#include "server/access/options.h"

namespace atp {

std::string FindConflict(const AccessOptions& options, bool is_loopback) {
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return "--tls-cert and --tls-key go together";
  }
  if (!options.tls_client_ca.empty() && !options.has_tls()) {
    return "--tls-client-ca needs --tls-cert and --tls-key";
  }
  if (options.tls_client_ca.empty() != options.policy.empty()) {
    return "--tls-client-ca and --policy go together: who a certificate is of, and what he may do";
  }
  if (options.token_keys.empty() != options.token_audience.empty()) {
    return "--token-keys and --token-audience go together: a token for another service is none";
  }
  if (!options.token_issuer.empty() && options.token_keys.empty()) {
    return "--token-issuer needs --token-keys";
  }
  if (options.asks() && options.audit_log.empty()) {
    return "--audit-log is missing: where callers are known, what they change is written down";
  }
  if (is_loopback) return "";
  if (!options.has_tls()) {
    return "nothing would be encrypted: give --tls-cert and --tls-key";
  }
  if (!options.asks()) {
    return "nobody would be asked who he is, and all could read and change all stock and "
           "reservations: give --tls-client-ca and --policy, or --token-keys and --token-audience";
  }
  return "";
}

}  // namespace atp
