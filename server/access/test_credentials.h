#ifndef ATP_SERVER_ACCESS_TEST_CREDENTIALS_H_
#define ATP_SERVER_ACCESS_TEST_CREDENTIALS_H_

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/base/clock.h"

struct evp_pkey_st;
struct x509_st;

namespace atp {

// Certificates and tokens, made for a test and thrown away with it.

struct TestCertificate {
  std::string cert;  // PEM
  std::string key;   // PEM
};

// A certificate authority of its own.
class TestAuthority {
 public:
  // Valid for a day around `now`.
  TestAuthority(const std::string& name, Micros now);

  std::string cert() const;  // PEM

  // A certificate for common name `cn` and subject alternative names as OpenSSL writes them,
  // "URI:spiffe://shop/web,DNS:shop.example" (may be empty), valid from one day before `expires`
  // until `expires`. For both sides of a connection, but where `is_server_only`.
  TestCertificate Issue(const std::string& cn, const std::string& names, Micros expires,
                        bool is_server_only = false) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> cert_;
};

enum class TokenKind { kEs256, kEdDsa, kHs256, kEs384 };

// A key that signs tokens.
class TestTokenKey {
 public:
  TestTokenKey(TokenKind kind, const std::string& kid);

  // As it is in a key set: the public part, or all of it.
  nlohmann::json PublicKey() const;
  nlohmann::json PrivateKey() const;

  // `header`: what it has beside alg, typ and kid.
  std::string Sign(const nlohmann::json& claims,
                   const nlohmann::json& header = nlohmann::json::object()) const;

 private:
  TokenKind kind_;
  std::string kid_;
  std::string public_;
  std::string private_;
};

// {"keys":[...]}
std::string KeySet(const std::vector<TestTokenKey>& keys);

// Three parts as they stand, encoded; for tokens that no library makes.
std::string RawToken(const std::string& header, const std::string& claims,
                     const std::string& signature);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_TEST_CREDENTIALS_H_
