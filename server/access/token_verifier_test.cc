#include "server/access/token_verifier.h"

#include "engine/model/error.h"
#include "gtest/gtest.h"
#include "server/access/test_credentials.h"

namespace atp {
namespace {

using nlohmann::json;

constexpr int64_t kNow = 1'772'452'800;  // seconds

json GoodClaims() {
  return {{"aud", "atpd"},
          {"sub", "web"},
          {"exp", kNow + 60},
          {"iss", "shop"},
          {"scope", "stock.read openid stock.reserve"}};
}

json With(json claims, const char* key, json value) {
  claims[key] = std::move(value);
  return claims;
}

json Without(json claims, const char* key) {
  claims.erase(key);
  return claims;
}

std::shared_ptr<const TokenKeys> Keys(const std::vector<TestTokenKey>& keys) {
  return std::make_shared<const TokenKeys>(TokenKeys::Parse(KeySet(keys)).value());
}

class TokenVerifierTest : public ::testing::Test {
 protected:
  // The identity's name, or the reason of the refusal.
  std::string Verify(const std::string& token, int64_t now = kNow) {
    const auto identity = verifier_.Verify(token, keys_, now * kMicrosPerSecond);
    return identity.ok() ? (*identity)->name : ErrorReason(identity.status());
  }

  const TestTokenKey es_{TokenKind::kEs256, "es"};
  const TestTokenKey ed_{TokenKind::kEdDsa, "ed"};
  std::shared_ptr<const TokenKeys> keys_ = Keys({es_, ed_});
  TokenVerifier verifier_{{"atpd", "shop"}};
};

TEST_F(TokenVerifierTest, BothAlgorithmsAreTaken) {
  EXPECT_EQ(Verify(es_.Sign(GoodClaims())), "token:web");
  EXPECT_EQ(Verify(ed_.Sign(GoodClaims())), "token:web");
}

TEST_F(TokenVerifierTest, ScopesAndLimitsAreWhatTheTokenSays) {
  json claims = With(GoodClaims(), "locations", {"paris", "lyon"});
  claims["channels"] = json::array();
  const auto identity = verifier_.Verify(es_.Sign(claims), keys_, kNow * kMicrosPerSecond).value();
  EXPECT_TRUE(identity->scopes.Has(Scope::kStockRead));
  EXPECT_TRUE(identity->scopes.Has(Scope::kStockReserve));
  EXPECT_FALSE(identity->scopes.Has(Scope::kAdmin));
  EXPECT_EQ(identity->locations, Limit(std::set<std::string>{"lyon", "paris"}));
  EXPECT_EQ(identity->channels, Limit(std::set<std::string>{}));

  const auto unlimited =
      verifier_.Verify(es_.Sign(GoodClaims()), keys_, kNow * kMicrosPerSecond).value();
  EXPECT_EQ(unlimited->locations, Limit());
}

TEST_F(TokenVerifierTest, ATokenWithoutScopesMayNothing) {
  const auto identity =
      verifier_.Verify(es_.Sign(Without(GoodClaims(), "scope")), keys_, kNow * kMicrosPerSecond)
          .value();
  for (int i = 0; i < kScopeCount; ++i) EXPECT_FALSE(identity->scopes.Has(static_cast<Scope>(i)));
}

TEST_F(TokenVerifierTest, WhatIsWrongIsRefused) {
  const TestTokenKey stranger(TokenKind::kEs256, "es");
  const TestTokenKey other_curve(TokenKind::kEs384, "es");
  const TestTokenKey secret(TokenKind::kHs256, "es");
  const std::string good = es_.Sign(GoodClaims());
  const std::string claims = GoodClaims().dump();
  const std::string signature = good.substr(good.rfind('.') + 1);
  const struct {
    const char* what;
    std::string token;
    const char* reason;
  } cases[] = {
      {"nothing", "", "TOKEN_INVALID"},
      {"no token", "hello", "TOKEN_INVALID"},
      {"two parts", good.substr(0, good.rfind('.')), "TOKEN_INVALID"},
      {"four parts", good + ".x", "TOKEN_INVALID"},
      {"too long", std::string(9000, 'x'), "TOKEN_INVALID"},
      {"another key of the same name", stranger.Sign(GoodClaims()), "TOKEN_INVALID"},
      {"another curve", other_curve.Sign(GoodClaims()), "TOKEN_INVALID"},
      {"a shared secret", secret.Sign(GoodClaims()), "TOKEN_INVALID"},
      {"the key's name of another", es_.Sign(GoodClaims(), {{"kid", "ed"}}), "TOKEN_INVALID"},
      {"no algorithm", RawToken(R"({"alg":"none"})", claims, ""), "TOKEN_INVALID"},
      {"None", RawToken(R"({"alg":"None"})", claims, ""), "TOKEN_INVALID"},
      {"no signature", RawToken(R"({"alg":"ES256"})", claims, ""), "TOKEN_INVALID"},
      {"a signature of zeros", RawToken(R"({"alg":"ES256"})", claims, std::string(64, '\0')),
       "TOKEN_INVALID"},
      {"the signature of other claims",
       RawToken(R"({"alg":"ES256","kid":"es","typ":"JWT"})",
                With(GoodClaims(), "sub", "erp").dump(), "") +
           signature,
       "TOKEN_INVALID"},
      {"its own key in the header",
       stranger.Sign(GoodClaims(), {{"kid", "x"}, {"jwk", stranger.PublicKey()}}), "TOKEN_INVALID"},
      {"an extension that must be understood", es_.Sign(GoodClaims(), {{"crit", {"exp"}}}),
       "TOKEN_INVALID"},
      {"another audience", es_.Sign(With(GoodClaims(), "aud", "mail")), "TOKEN_INVALID"},
      {"other audiences", es_.Sign(With(GoodClaims(), "aud", {"mail", "atpd2"})), "TOKEN_INVALID"},
      {"no audience", es_.Sign(Without(GoodClaims(), "aud")), "TOKEN_INVALID"},
      {"another issuer", es_.Sign(With(GoodClaims(), "iss", "mall")), "TOKEN_INVALID"},
      {"no issuer", es_.Sign(Without(GoodClaims(), "iss")), "TOKEN_INVALID"},
      {"no subject", es_.Sign(Without(GoodClaims(), "sub")), "TOKEN_INVALID"},
      {"no expiry", es_.Sign(Without(GoodClaims(), "exp")), "TOKEN_INVALID"},
      {"an expiry that is text", es_.Sign(With(GoodClaims(), "exp", "never")), "TOKEN_INVALID"},
      {"an expiry beyond all time", es_.Sign(With(GoodClaims(), "exp", 1e30)), "TOKEN_INVALID"},
      {"expired", es_.Sign(With(GoodClaims(), "exp", kNow)), "TOKEN_EXPIRED"},
      {"not yet", es_.Sign(With(GoodClaims(), "nbf", kNow + 1)), "TOKEN_INVALID"},
      {"a beginning that is text", es_.Sign(With(GoodClaims(), "nbf", "now")), "TOKEN_INVALID"},
      {"locations that are no list", es_.Sign(With(GoodClaims(), "locations", "paris")),
       "TOKEN_INVALID"},
      {"channels that are numbers", es_.Sign(With(GoodClaims(), "channels", {1, 2})),
       "TOKEN_INVALID"},
      {"a body that is no object", es_.Sign(json("[1]")), "TOKEN_INVALID"},
  };
  for (const auto& one : cases) EXPECT_EQ(Verify(one.token), one.reason) << one.what;
}

TEST_F(TokenVerifierTest, ItExpiresInTheSecondThatItSaysAlsoWhenItIsKnownAlready) {
  const std::string token = es_.Sign(GoodClaims());
  EXPECT_EQ(Verify(token, kNow + 59), "token:web");
  EXPECT_EQ(Verify(token, kNow + 60), "TOKEN_EXPIRED");
  EXPECT_EQ(Verify(token, kNow + 61), "TOKEN_EXPIRED");
  EXPECT_EQ(Verify(token, kNow + 59), "token:web") << "the clock was set back";
}

TEST_F(TokenVerifierTest, AMemberOfSeveralAudiencesIsTaken) {
  EXPECT_EQ(Verify(es_.Sign(With(GoodClaims(), "aud", {"mail", "atpd"}))), "token:web");
}

TEST_F(TokenVerifierTest, AKeyThatIsTakenAwayVerifiesNoMore) {
  const std::string token = es_.Sign(GoodClaims());
  EXPECT_EQ(Verify(token), "token:web");
  keys_ = Keys({ed_});
  EXPECT_EQ(Verify(token), "TOKEN_INVALID");
  EXPECT_EQ(Verify(ed_.Sign(GoodClaims())), "token:web");
}

TEST(TokenKeysTest, OnlyPublicKeysOfTheTwoKindsAreTaken) {
  const TestTokenKey good(TokenKind::kEs256, "a");
  const auto parse = [](const json& key) {
    return TokenKeys::Parse(json{{"keys", {key}}}.dump()).status();
  };
  EXPECT_TRUE(parse(good.PublicKey()).ok());
  EXPECT_FALSE(parse(good.PrivateKey()).ok());
  EXPECT_FALSE(parse(TestTokenKey(TokenKind::kHs256, "a").PublicKey()).ok());
  EXPECT_FALSE(parse(TestTokenKey(TokenKind::kEs384, "a").PublicKey()).ok());
  EXPECT_FALSE(parse(json::object()).ok());
  EXPECT_FALSE(parse(json(1)).ok());
  EXPECT_FALSE(TokenKeys::Parse("").ok());
  EXPECT_FALSE(TokenKeys::Parse("{}").ok());
  EXPECT_FALSE(TokenKeys::Parse(R"({"keys":[]})").ok());
}

}  // namespace
}  // namespace atp
