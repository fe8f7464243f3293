#ifndef ATP_TESTS_FUZZ_PUBLISHED_KEY_H_
#define ATP_TESTS_FUZZ_PUBLISHED_KEY_H_

#include "engine/base/clock.h"

namespace atp::fuzz {

// The example key of RFC 8037, whose private part everybody knows, and a token signed with it:
//
//   {"alg":"EdDSA","kid":"ed"}
//   {"aud":"atpd","exp":2000000000,"scope":"stock.read","sub":"web"}
inline constexpr char kPublishedKeys[] = R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"ed",)"
                                         R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
inline constexpr char kSignedToken[] =
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImVkIn0."
    "eyJhdWQiOiJhdHBkIiwiZXhwIjoyMDAwMDAwMDAwLCJzY29wZSI6InN0b2NrLnJlYWQiLCJzdWIiOiJ3ZWIifQ."
    "FY20xbvO0Z-7CPKrypDRWAynE0SLVoXVBYpguU1PJAVc-SZgyJoFAubw-om-2DSbqOYKbilmOWVTyi53_QaLAQ";
inline constexpr Micros kTokenExpires = 2'000'000'000 * kMicrosPerSecond;

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_PUBLISHED_KEY_H_
