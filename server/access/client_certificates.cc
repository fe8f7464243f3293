#include "server/access/client_certificates.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <vector>

#include "engine/model/error.h"

namespace atp {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(STACK_OF(X509) * certificates) const { sk_X509_free(certificates); }
};
using CertificatePtr = std::unique_ptr<X509, Free>;

absl::Status Refuse(const std::string& what) {
  return MakeError(absl::StatusCode::kUnauthenticated, "CERTIFICATE_INVALID", "",
                   "the client's certificate: " + what);
}

// Every certificate in the text; none where there is none that can be read.
std::vector<CertificatePtr> ReadCertificates(const std::string& pem) {
  std::vector<CertificatePtr> certificates;
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509* const one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(one);
  }
  return certificates;
}

}  // namespace

absl::StatusOr<ClientCertificates> ClientCertificates::Parse(const std::string& pem) {
  const std::vector<CertificatePtr> authorities = ReadCertificates(pem);
  if (authorities.empty()) return absl::InvalidArgumentError("no certificate (PEM)");
  ClientCertificates made;
  made.store_ = std::shared_ptr<struct x509_store_st>(X509_STORE_new(), X509_STORE_free);
  for (const CertificatePtr& authority : authorities) {
    if (X509_STORE_add_cert(made.store_.get(), authority.get()) != 1) {
      return absl::InvalidArgumentError("a certificate that OpenSSL does not take");
    }
  }
  return made;
}

absl::Status ClientCertificates::Verify(const std::string& leaf, const std::string& chain,
                                        Micros now) const {
  const std::vector<CertificatePtr> own = ReadCertificates(leaf);
  if (own.empty()) return Refuse("none was presented");
  const std::vector<CertificatePtr> between = ReadCertificates(chain);
  const std::unique_ptr<STACK_OF(X509), Free> untrusted(sk_X509_new_null());
  for (const CertificatePtr& one : between) sk_X509_push(untrusted.get(), one.get());
  const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store_.get(), own[0].get(), untrusted.get()) != 1) {
    return Refuse("OpenSSL cannot look at it");
  }
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now / kMicrosPerSecond));
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_CLIENT);
  if (X509_verify_cert(context.get()) == 1) return absl::OkStatus();
  return Refuse(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
}

}  // namespace atp
