// What decides who may come in: a bearer token, which anybody sends; a policy and a set of keys,
// which operators write. No token is taken that says anything else than the one that was signed.

#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/model/error.h"
#include "server/access/policy.h"
#include "server/access/token_verifier.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/published_key.h"

namespace atp::fuzz {
namespace {

void ReadAsPolicy(const std::string& json) {
  const auto policy = Policy::Parse(json);
  ATP_CHECK(policy.ok() || !policy.status().message().empty());
  if (!policy.ok()) return;
  ATP_CHECK(policy->Find({}) == nullptr);
  const auto found = policy->Find({"uri:spiffe://shop.example/web"});
  if (found != nullptr) ATP_CHECK(found->name == "uri:spiffe://shop.example/web");
}

void ReadAsKeys(const std::string& json) {
  const auto keys = TokenKeys::Parse(json);
  ATP_CHECK(keys.ok() || !keys.status().message().empty());
}

void ReadAsToken(const std::string& token) {
  static const auto* const keys = new std::shared_ptr(
      std::make_shared<const TokenKeys>(TokenKeys::Parse(kPublishedKeys).value()));
  TokenVerifier verifier({"atpd", ""});
  const auto identity = verifier.Verify(token, *keys, kTokenExpires - 1);
  ATP_CHECK(identity.ok() || ErrorReason(identity.status()) == "TOKEN_INVALID");
  if (!identity.ok()) return;
  ATP_CHECK((*identity)->name == "token:web");
  for (int i = 0; i < kScopeCount; ++i) {
    const auto scope = static_cast<Scope>(i);
    ATP_CHECK((*identity)->scopes.Has(scope) == (scope == Scope::kStockRead));
  }
  const auto late = verifier.Verify(token, *keys, kTokenExpires);
  ATP_CHECK(ErrorReason(late.status()) == "TOKEN_EXPIRED");
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  const size_t what = choices.Below(3);
  const std::string text(choices.Rest());
  switch (what) {
    case 0:
      ReadAsPolicy(text);
      break;
    case 1:
      ReadAsKeys(text);
      break;
    default:
      ReadAsToken(text);
  }
  return 0;
}
