#include "server/access/token_verifier.h"

#include <rhonabwy.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/model/error.h"

namespace atp {
namespace {

using nlohmann::json;

// Longer ones are refused unread; metadata has a bound of its own.
constexpr size_t kTokenBytesMax = 8 << 10;
// Tokens that are remembered; the oldest is forgotten first.
constexpr size_t kRememberedMax = 10'000;

absl::Status Invalid(const std::string& what) {
  return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID", "", "the token " + what);
}

absl::Status Expired(const std::string& what) {
  return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED", "", "the token " + what);
}

struct JwtFree {
  void operator()(jwt_t* jwt) const { r_jwt_free(jwt); }
};
struct JwkFree {
  void operator()(jwk_t* jwk) const { r_jwk_free(jwk); }
};
struct TextFree {
  void operator()(char* text) const { r_free(text); }
};
using JwkPtr = std::unique_ptr<jwk_t, JwkFree>;
using TextPtr = std::unique_ptr<char, TextFree>;

std::string TextOf(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string PropertyOf(jwk_t* key, const char* name) {
  const char* const value = r_jwk_get_property_str(key, name);
  return value == nullptr ? "" : value;
}

// The only algorithm that a key may be used with: never the one that a token asks for. Empty: it is
// no key of ours.
std::string AlgorithmOf(jwk_t* key) {
  const std::string type = PropertyOf(key, "kty"), curve = PropertyOf(key, "crv");
  if (type == "EC" && curve == "P-256") return "ES256";
  if (type == "OKP" && curve == "Ed25519") return "EdDSA";
  return "";
}

// Whether the token is signed by one of the keys that its header may mean.
bool IsSigned(jwt_t* jwt, jwks_t* keys, const std::string& algorithm, const std::string& kid) {
  for (size_t i = 0; i < r_jwks_size(keys); ++i) {
    const JwkPtr key(r_jwks_get_at(keys, i));
    if (AlgorithmOf(key.get()) != algorithm) continue;
    if (!kid.empty() && PropertyOf(key.get(), "kid") != kid) continue;
    if (r_jwt_verify_signature(jwt, key.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK) return true;
  }
  return false;
}

bool HasAudience(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get<std::string>() == audience;
  if (!found->is_array()) return false;
  for (const json& one : *found) {
    if (one.is_string() && one.get<std::string>() == audience) return true;
  }
  return false;
}

// A NumericDate: seconds, perhaps with a fraction. Nothing: none, or no time.
std::optional<Micros> TimeOf(const json& claims, const char* key) {
  const auto found = claims.find(key);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < 1e11)) return std::nullopt;
  return static_cast<Micros>(std::floor(seconds * kMicrosPerSecond));
}

absl::StatusOr<Limit> LimitOf(const json& claims, const char* key) {
  const auto found = claims.find(key);
  if (found == claims.end()) return Limit();
  Limit limit(std::set<std::string>{});
  if (!found->is_array()) return Invalid(absl::StrCat("has ", key, " that are no list"));
  for (const json& one : *found) {
    if (!one.is_string()) return Invalid(absl::StrCat("has ", key, " that are no list of texts"));
    limit->insert(one.get<std::string>());
  }
  return limit;
}

// Other services' scopes may be in it too.
Scopes ScopesOf(const std::string& text) {
  Scopes scopes;
  for (const absl::string_view name : absl::StrSplit(text, ' ')) {
    const std::optional<Scope> scope = ParseScope(std::string_view(name.data(), name.size()));
    if (scope.has_value()) scopes.Add(*scope);
  }
  return scopes;
}

absl::StatusOr<json> ToObject(TextPtr text, const char* what) {
  if (text == nullptr) return Invalid(absl::StrCat("has no ", what));
  json object = json::parse(text.get(), nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Invalid(absl::StrCat("has a ", what, " that is no object"));
  return object;
}

}  // namespace

absl::StatusOr<TokenKeys> TokenKeys::Parse(const std::string& text) {
  static const int is_ready = r_global_init();
  if (is_ready != RHN_OK) return absl::InternalError("rhonabwy does not start");
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object() || !root.contains("keys") || !root["keys"].is_array()) {
    return absl::InvalidArgumentError("not a JSON Web Key Set: an object with a list \"keys\"");
  }
  jwks_t* made = nullptr;
  if (r_jwks_init(&made) != RHN_OK) return absl::InternalError("no memory for keys");
  TokenKeys keys;
  keys.keys_ = std::shared_ptr<struct json_t>(made, r_jwks_free);
  int number = 0;
  for (const json& one : root["keys"]) {
    const std::string where = absl::StrCat("keys[", number++, "]");
    jwk_t* key = nullptr;
    if (r_jwk_init(&key) != RHN_OK) return absl::InternalError("no memory for a key");
    const JwkPtr owner(key);
    if (one.is_object() && (one.contains("d") || one.contains("k"))) {
      return absl::InvalidArgumentError(where + ": a private or symmetric key; give public ones");
    }
    if (r_jwk_import_from_json_str(key, one.dump().c_str()) != RHN_OK ||
        r_jwk_key_type(key, nullptr, R_FLAG_IGNORE_REMOTE) == R_KEY_TYPE_NONE ||
        AlgorithmOf(key).empty()) {
      return absl::InvalidArgumentError(where + ": not a P-256 (EC) or Ed25519 (OKP) public key");
    }
    if (r_jwks_append_jwk(made, key) != RHN_OK) return absl::InternalError(where + ": not added");
  }
  if (number == 0) return absl::InvalidArgumentError("no key");
  return keys;
}

absl::StatusOr<TokenVerifier::Known> TokenVerifier::Read(const std::string& token,
                                                         const TokenKeys& keys) const {
  if (token.size() > kTokenBytesMax) return Invalid("is longer than 8 KiB");
  jwt_t* made = nullptr;
  if (r_jwt_init(&made) != RHN_OK) return absl::InternalError("no memory for a token");
  const std::unique_ptr<jwt_t, JwtFree> jwt(made);
  if (r_jwt_advanced_parsen(made, token.data(), token.size(), R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) !=
      RHN_OK) {
    return Invalid("is no signed JSON Web Token");
  }
  const absl::StatusOr<json> header = ToObject(TextPtr(r_jwt_get_full_header_str(made)), "header");
  if (!header.ok()) return header.status();
  const std::string algorithm = TextOf(*header, "alg");
  if (algorithm != "ES256" && algorithm != "EdDSA") {
    return Invalid("is signed by another algorithm than ES256 or EdDSA");
  }
  if (header->contains("crit")) return Invalid("asks for extensions that are not known");
  if (!IsSigned(made, keys.get(), algorithm, TextOf(*header, "kid"))) {
    return Invalid("is not signed by a key of this server");
  }
  const absl::StatusOr<json> claims = ToObject(TextPtr(r_jwt_get_full_claims_str(made)), "body");
  if (!claims.ok()) return claims.status();
  if (!HasAudience(*claims, rules_.audience)) return Invalid("is for another audience");
  if (!rules_.issuer.empty() && TextOf(*claims, "iss") != rules_.issuer) {
    return Invalid("is from another issuer");
  }
  const std::string subject = TextOf(*claims, "sub");
  if (subject.empty()) return Invalid("says not whose it is (sub)");
  const std::optional<Micros> expires = TimeOf(*claims, "exp");
  if (!expires.has_value()) return Invalid("says not when it expires (exp)");
  if (claims->contains("nbf") && !TimeOf(*claims, "nbf").has_value()) {
    return Invalid("has a beginning that is no time (nbf)");
  }
  const absl::StatusOr<Limit> locations = LimitOf(*claims, "locations");
  if (!locations.ok()) return locations.status();
  const absl::StatusOr<Limit> channels = LimitOf(*claims, "channels");
  if (!channels.ok()) return channels.status();
  Known known;
  known.identity = std::make_shared<const Identity>(
      Identity{"token:" + subject, ScopesOf(TextOf(*claims, "scope")), *locations, *channels});
  known.not_before = TimeOf(*claims, "nbf").value_or(0);
  known.expires = *expires;
  return known;
}

absl::StatusOr<std::shared_ptr<const Identity>> TokenVerifier::Verify(
    const std::string& token, const std::shared_ptr<const TokenKeys>& keys, Micros now) {
  MutexLock lock(&mu_);
  if (keys_ != keys) {
    keys_ = keys;
    known_.clear();
    by_age_.clear();
  }
  auto found = known_.find(token);
  if (found == known_.end()) {
    // Under the lock: however many bad tokens come, they take one processor and no more.
    absl::StatusOr<Known> read = Read(token, *keys);
    if (!read.ok()) return read.status();
    if (now >= read->expires) return Expired("has expired");
    Remember(token, *read);
    found = known_.find(token);
  }
  if (now >= found->second.expires) {
    by_age_.erase(found->second.age);
    known_.erase(found);
    return Expired("has expired");
  }
  if (now < found->second.not_before) return Invalid("is not valid yet (nbf)");
  return found->second.identity;
}

void TokenVerifier::Remember(const std::string& token, const Known& known) {
  if (known_.size() >= kRememberedMax) {
    known_.erase(by_age_.front());
    by_age_.pop_front();
  }
  Known& kept = known_[token];
  kept = known;
  kept.age = by_age_.insert(by_age_.end(), token);
}

}  // namespace atp
