#include "server/access/client_certificates.h"

#include "engine/model/error.h"
#include "gtest/gtest.h"
#include "server/access/test_credentials.h"

namespace atp {
namespace {

constexpr Micros kNow = 1'772'452'800 * kMicrosPerSecond;
constexpr Micros kHour = 3600 * kMicrosPerSecond;

TEST(ClientCertificatesTest, OneOfTheAuthorityIsTakenUntilItExpires) {
  const TestAuthority authority("shop", kNow);
  const auto trusted = ClientCertificates::Parse(authority.cert()).value();
  const TestCertificate web = authority.Issue("web", "", kNow + kHour);
  EXPECT_TRUE(trusted.Verify(web.cert, "", kNow).ok());
  EXPECT_TRUE(trusted.Verify(web.cert, "", kNow + kHour - kMicrosPerSecond).ok());
  EXPECT_FALSE(trusted.Verify(web.cert, "", kNow + kHour).ok());
}

TEST(ClientCertificatesTest, EachOfSeveralAuthoritiesCounts) {
  const TestAuthority old_one("shop", kNow), new_one("shop 2", kNow);
  const auto trusted = ClientCertificates::Parse(old_one.cert() + new_one.cert()).value();
  EXPECT_TRUE(trusted.Verify(old_one.Issue("web", "", kNow + kHour).cert, "", kNow).ok());
  EXPECT_TRUE(trusted.Verify(new_one.Issue("web", "", kNow + kHour).cert, "", kNow).ok());
}

TEST(ClientCertificatesTest, WhatIsWrongIsRefusedWithItsReason) {
  const TestAuthority authority("shop", kNow), stranger("shop", kNow);
  const auto trusted = ClientCertificates::Parse(authority.cert()).value();
  const struct {
    const char* what;
    std::string cert;
    std::string chain;
    const char* says;
  } cases[] = {
      {"none", "", "", "none was presented"},
      {"no certificate", "hello", "", "none was presented"},
      {"of another authority of the same name", stranger.Issue("web", "", kNow + kHour).cert, "",
       "signature failure"},
      {"that brings its authority", stranger.Issue("web", "", kNow + kHour).cert, stranger.cert(),
       ""},
      {"expired", authority.Issue("web", "", kNow - kHour).cert, "", "expired"},
      {"not yet valid", authority.Issue("web", "", kNow + 2 * kMicrosPerDay).cert, "",
       "not yet valid"},
      {"of a server", authority.Issue("web", "", kNow + kHour, true).cert, "",
       "unsuitable certificate purpose"},
      {"signed by one that is no authority", stranger.cert(), authority.cert(), ""},
  };
  for (const auto& one : cases) {
    const absl::Status status = trusted.Verify(one.cert, one.chain, kNow);
    EXPECT_EQ(ErrorReason(status), "CERTIFICATE_INVALID") << one.what;
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << one.what;
    EXPECT_NE(std::string(status.message()).find(one.says), std::string::npos)
        << one.what << ": " << status.message();
  }
}

TEST(ClientCertificatesTest, AFileWithoutACertificateIsRefused) {
  EXPECT_FALSE(ClientCertificates::Parse("").ok());
  EXPECT_FALSE(ClientCertificates::Parse("-----BEGIN CERTIFICATE-----\nx\n").ok());
}

}  // namespace
}  // namespace atp
