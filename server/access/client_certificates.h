#ifndef ATP_SERVER_ACCESS_CLIENT_CERTIFICATES_H_
#define ATP_SERVER_ACCESS_CLIENT_CERTIFICATES_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"

struct x509_store_st;  // OpenSSL's

namespace atp {

// The authorities whose client certificates are trusted: one or more certificates, PEM.
//
// OpenSSL's own verification, called by us and not by gRPC, so that what is refused can be told of.
// Thread-safe.
class ClientCertificates {
 public:
  static absl::StatusOr<ClientCertificates> Parse(const std::string& pem);

  // Whether the certificate `leaf` (PEM), by way of those in `chain` (PEM, may be empty), is one of
  // a client that these authorities vouch for at `now`. UNAUTHENTICATED with reason
  // CERTIFICATE_INVALID, and what OpenSSL says of it. That the peer has its key, the handshake has
  // shown.
  absl::Status Verify(const std::string& leaf, const std::string& chain, Micros now) const;

 private:
  std::shared_ptr<struct x509_store_st> store_;
};

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_CLIENT_CERTIFICATES_H_
