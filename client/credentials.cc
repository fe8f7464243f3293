#include "client/credentials.h"

#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace atp::client {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  if (path.empty()) return "";
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (file) text << file.rdbuf();
  if (!file || text.str().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be read, or is empty"));
  }
  return text.str();
}

// Adds the token to each call.
class TokenPlugin final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit TokenPlugin(std::string path) : path_(std::move(path)) {}

  // Reading a small file: not worth a thread.
  bool IsBlocking() const override { return false; }
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    const absl::StatusOr<std::string> token = ReadFile(path_);
    if (!token.ok()) {
      return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(token.status().message()));
    }
    const absl::string_view bare = absl::StripAsciiWhitespace(*token);
    metadata->emplace("authorization", absl::StrCat("Bearer ", bare));
    return grpc::Status::OK;
  }

 private:
  const std::string path_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const CredentialOptions& options) {
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return absl::InvalidArgumentError("a client's certificate and its key go together");
  }
  if (options.tls_ca.empty()) {
    if (!options.tls_cert.empty() || !options.token_file.empty()) {
      return absl::InvalidArgumentError(
          "a certificate or a token needs TLS: name the authority of the server");
    }
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions tls;
  for (const auto& [path, bytes] : {std::pair(&options.tls_ca, &tls.pem_root_certs),
                                    std::pair(&options.tls_cert, &tls.pem_cert_chain),
                                    std::pair(&options.tls_key, &tls.pem_private_key)}) {
    absl::StatusOr<std::string> read = ReadFile(*path);
    if (!read.ok()) return read.status();
    *bytes = *std::move(read);
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::SslCredentials(tls);
  if (options.token_file.empty()) return credentials;
  const absl::StatusOr<std::string> token = ReadFile(options.token_file);
  if (!token.ok()) return token.status();
  return grpc::CompositeChannelCredentials(
      credentials,
      grpc::MetadataCredentialsFromPlugin(std::make_unique<TokenPlugin>(options.token_file)));
}

}  // namespace atp::client
