#ifndef ATP_SERVER_ACCESS_TOKEN_VERIFIER_H_
#define ATP_SERVER_ACCESS_TOKEN_VERIFIER_H_

#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "server/access/identity.h"

struct json_t;  // rhonabwy keeps a set of keys as JSON

namespace atp {

// The public keys that tokens may be signed with: a JSON Web Key Set (RFC 7517) of P-256 and
// Ed25519 keys. A set with a private or symmetric key, or one of another kind, is refused.
class TokenKeys {
 public:
  static absl::StatusOr<TokenKeys> Parse(const std::string& json);

  // rhonabwy's set; lives as long as any copy of this.
  struct json_t* get() const {
    return keys_.get();
  }

 private:
  std::shared_ptr<struct json_t> keys_;
};

struct TokenRules {
  std::string audience;  // `aud` must hold it
  std::string issuer;    // `iss` must be it; empty: it is not looked at
};

// Who a bearer token speaks for: a signed JSON Web Token (RFC 7519, 8725).
//
//   header  alg must be ES256 or EdDSA; a kid picks the key; keys in the header are not looked at
//   claims  aud, sub and exp must be there, nbf and iss are heeded: no leeway, the second of exp is
//           too late. scope: scopes, separated by spaces (RFC 8693); those it does not know are
//           left out. locations, channels: lists that limit the identity; without them it is not.
//
// Verifying costs some 100 us, so what a token said is remembered until it expires. Thread-safe.
class TokenVerifier {
 public:
  explicit TokenVerifier(TokenRules rules) : rules_(std::move(rules)) {}

  // UNAUTHENTICATED with reason TOKEN_INVALID or TOKEN_EXPIRED. When `keys` are others than the
  // last time, what is remembered is forgotten.
  absl::StatusOr<std::shared_ptr<const Identity>> Verify(
      const std::string& token, const std::shared_ptr<const TokenKeys>& keys, Micros now);

 private:
  struct Known {
    std::shared_ptr<const Identity> identity;
    Micros not_before = 0;
    Micros expires = 0;  // the first moment at which it is not valid
    std::list<std::string>::iterator age;
  };

  absl::StatusOr<Known> Read(const std::string& token, const TokenKeys& keys) const;
  void Remember(const std::string& token, const Known& known) ATP_REQUIRES(mu_);

  const TokenRules rules_;

  Mutex mu_;
  std::shared_ptr<const TokenKeys> keys_ ATP_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, Known> known_ ATP_GUARDED_BY(mu_);
  std::list<std::string> by_age_ ATP_GUARDED_BY(mu_);  // of known_, the oldest first
};

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_TOKEN_VERIFIER_H_
