#include "server/access/test_credentials.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <rhonabwy.h>

#include <stdexcept>
#include <vector>

#include "absl/strings/escaping.h"

namespace atp {
namespace {

void Must(bool is_done, const char* what) {
  if (!is_done) throw std::runtime_error(what);
}

std::string PemOf(X509* cert) {
  BIO* const bio = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_X509(bio, cert) == 1, "PEM of a certificate");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  const std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string PemOf(EVP_PKEY* key) {
  BIO* const bio = BIO_new(BIO_s_mem());
  Must(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
       "PEM of a key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  const std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

void AddExtension(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Must(extension != nullptr, "an extension");
  Must(X509_add_ext(cert, extension, -1) == 1, "adding an extension");
  X509_EXTENSION_free(extension);
}

// Neither signed nor with an issuer yet.
X509* NewCertificate(const std::string& cn, EVP_PKEY* key, Micros from, Micros until) {
  X509* const cert = X509_new();
  Must(X509_set_version(cert, 2) == 1, "a version");
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial >> 1);
  ASN1_TIME_set(X509_getm_notBefore(cert), static_cast<time_t>(from / kMicrosPerSecond));
  ASN1_TIME_set(X509_getm_notAfter(cert), static_cast<time_t>(until / kMicrosPerSecond));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(cn.c_str()), -1, -1, 0);
  Must(X509_set_pubkey(cert, key) == 1, "a public key");
  return cert;
}

const char* NameOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEs256:
      return "ES256";
    case TokenKind::kEdDsa:
      return "EdDSA";
    case TokenKind::kHs256:
      return "HS256";
    case TokenKind::kEs384:
      return "ES384";
  }
  return "";
}

std::string JsonOf(jwk_t* key) {
  char* const text = r_jwk_export_to_json_str(key, 0);
  Must(text != nullptr, "a key as JSON");
  const std::string json = text;
  r_free(text);
  return json;
}

std::string Encode(const std::string& bytes) {
  std::string encoded;
  absl::WebSafeBase64Escape(bytes, &encoded);
  return encoded;
}

}  // namespace

TestAuthority::TestAuthority(const std::string& name, Micros now)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free),
      cert_(NewCertificate(name, key_.get(), now - kMicrosPerDay, now + kMicrosPerDay), X509_free) {
  Must(X509_set_issuer_name(cert_.get(), X509_get_subject_name(cert_.get())) == 1, "an issuer");
  AddExtension(cert_.get(), cert_.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(cert_.get(), cert_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Must(X509_sign(cert_.get(), key_.get(), EVP_sha256()) > 0, "a signature");
}

std::string TestAuthority::cert() const { return PemOf(cert_.get()); }

TestCertificate TestAuthority::Issue(const std::string& cn, const std::string& names,
                                     Micros expires, bool is_server_only) const {
  const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::shared_ptr<X509> cert(NewCertificate(cn, key.get(), expires - kMicrosPerDay, expires),
                                   X509_free);
  Must(X509_set_issuer_name(cert.get(), X509_get_subject_name(cert_.get())) == 1, "an issuer");
  AddExtension(cert.get(), cert_.get(), NID_basic_constraints, "CA:FALSE");
  AddExtension(cert.get(), cert_.get(), NID_ext_key_usage,
               is_server_only ? "serverAuth" : "serverAuth,clientAuth");
  if (!names.empty()) AddExtension(cert.get(), cert_.get(), NID_subject_alt_name, names);
  Must(X509_sign(cert.get(), key_.get(), EVP_sha256()) > 0, "a signature");
  return {PemOf(cert.get()), PemOf(key.get())};
}

TestTokenKey::TestTokenKey(TokenKind kind, const std::string& kid) : kind_(kind), kid_(kid) {
  static const int is_ready = r_global_init();
  Must(is_ready == RHN_OK, "rhonabwy");
  jwk_t *own = nullptr, *shown = nullptr;
  Must(r_jwk_init(&own) == RHN_OK && r_jwk_init(&shown) == RHN_OK, "a key");
  if (kind == TokenKind::kHs256) {
    unsigned char secret[32];
    RAND_bytes(secret, sizeof(secret));
    Must(r_jwk_import_from_symmetric_key(own, secret, sizeof(secret)) == RHN_OK, "a secret");
    Must(r_jwk_import_from_symmetric_key(shown, secret, sizeof(secret)) == RHN_OK, "a secret");
    r_jwk_set_property_str(own, "kid", kid.c_str());
    r_jwk_set_property_str(shown, "kid", kid.c_str());
  } else {
    const int type = kind == TokenKind::kEdDsa ? R_KEY_TYPE_EDDSA : R_KEY_TYPE_EC;
    const unsigned bits = kind == TokenKind::kEs384 ? 384 : 256;
    Must(r_jwk_generate_key_pair(own, shown, type, bits, kid.c_str()) == RHN_OK, "a key pair");
  }
  public_ = JsonOf(shown);
  private_ = JsonOf(own);
  r_jwk_free(own);
  r_jwk_free(shown);
}

nlohmann::json TestTokenKey::PublicKey() const { return nlohmann::json::parse(public_); }
nlohmann::json TestTokenKey::PrivateKey() const { return nlohmann::json::parse(private_); }

std::string TestTokenKey::Sign(const nlohmann::json& claims, const nlohmann::json& header) const {
  jws_t* jws = nullptr;
  Must(r_jws_init(&jws) == RHN_OK, "a token");
  jwk_t* key = nullptr;
  Must(r_jwk_init(&key) == RHN_OK, "a key");
  Must(r_jwk_import_from_json_str(key, private_.c_str()) == RHN_OK, "the key");
  const std::string body = claims.is_string() ? claims.get<std::string>() : claims.dump();
  nlohmann::json all = {{"alg", NameOf(kind_)}, {"typ", "JWT"}, {"kid", kid_}};
  all.update(header);
  Must(r_jws_set_full_header_json_str(jws, all.dump().c_str()) == RHN_OK, "a header");
  Must(r_jws_set_alg(jws, r_str_to_jwa_alg(NameOf(kind_))) == RHN_OK, "an algorithm");
  r_jws_set_payload(jws, reinterpret_cast<const unsigned char*>(body.data()), body.size());
  char* const text = r_jws_serialize(jws, key, 0);
  Must(text != nullptr, "a signature");
  const std::string token = text;
  r_free(text);
  r_jwk_free(key);
  r_jws_free(jws);
  return token;
}

std::string KeySet(const std::vector<TestTokenKey>& keys) {
  nlohmann::json set = {{"keys", nlohmann::json::array()}};
  for (const TestTokenKey& key : keys) set["keys"].push_back(key.PublicKey());
  return set.dump();
}

std::string RawToken(const std::string& header, const std::string& claims,
                     const std::string& signature) {
  return Encode(header) + "." + Encode(claims) + "." + Encode(signature);
}

}  // namespace atp
