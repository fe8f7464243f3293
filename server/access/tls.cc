#include "server/access/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/access/secret_file.h"

namespace atp {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsCustomVerificationCheckRequest;
using grpc::experimental::TlsServerCredentialsOptions;

std::string ToString(const grpc::string_ref& text) { return std::string(text.data(), text.size()); }

class ClientVerifier final : public ExternalCertificateVerifier {
 public:
  explicit ClientVerifier(Door* door) : door_(*door) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    const absl::Status admitted = door_.AdmitCertificate(ToString(request->peer_cert()),
                                                         ToString(request->peer_cert_full_chain()));
    if (!admitted.ok()) {
      *status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(admitted.message()));
    }
    return true;  // at once
  }
  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  Door& door_;
};

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, Free>;

BioPtr BioOf(const std::string& bytes) {
  return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

// gRPC says of bad files only that every handshake fails.
absl::Status CheckFiles(const AccessOptions& options) {
  const absl::StatusOr<std::string> cert_pem = ReadFile(options.tls_cert);
  if (!cert_pem.ok()) return cert_pem.status();
  const absl::StatusOr<std::string> key_pem = ReadSecretFile(options.tls_key);
  if (!key_pem.ok()) return key_pem.status();
  const std::unique_ptr<X509, Free> cert(
      PEM_read_bio_X509(BioOf(*cert_pem).get(), nullptr, nullptr, nullptr));
  if (cert == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(options.tls_cert, ": no certificate (PEM)"));
  }
  const std::unique_ptr<EVP_PKEY, Free> key(
      PEM_read_bio_PrivateKey(BioOf(*key_pem).get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(options.tls_key, ": no private key (PEM)"));
  }
  if (X509_check_private_key(cert.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.tls_key, " is not the key of ", options.tls_cert));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const AccessOptions& options, Door* door) {
  if (!options.has_tls()) return grpc::InsecureServerCredentials();
  const absl::Status files = CheckFiles(options);
  if (!files.ok()) return files;
  TlsServerCredentialsOptions tls(std::make_shared<FileWatcherCertificateProvider>(
      options.tls_key, options.tls_cert, static_cast<unsigned>(options.reload_seconds)));
  tls.watch_identity_key_cert_pairs();
  if (options.tls_client_ca.empty()) {
    tls.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  } else {
    // gRPC asks for it and makes sure that the peer has its key; whether to trust it we say
    // ourselves, because gRPC's refusals can neither be seen nor written down.
    tls.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
    tls.set_certificate_verifier(ExternalCertificateVerifier::Create<ClientVerifier>(door));
  }
  return grpc::experimental::TlsServerCredentials(tls);
}

}  // namespace atp
