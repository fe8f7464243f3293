#include "server/access/policy.h"

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(PolicyTest, WhatIsListedIsGrantedAndNothingElse) {
  const Policy policy = Policy::Parse(R"({"identities": [
      {"certificate": "uri:spiffe://shop/web", "scopes": ["stock.read", "stock.reserve"],
       "locations": ["paris"], "channels": []},
      {"certificate": "cn:erp", "scopes": []}]})")
                            .value();
  const auto web = policy.Find({"dns:unknown", "uri:spiffe://shop/web", "cn:erp"});
  ASSERT_NE(web, nullptr);
  EXPECT_EQ(web->name, "uri:spiffe://shop/web");
  EXPECT_TRUE(web->scopes.Has(Scope::kStockReserve));
  EXPECT_FALSE(web->scopes.Has(Scope::kStockWrite));
  EXPECT_TRUE(Allows(web->locations, "paris"));
  EXPECT_FALSE(Allows(web->locations, "lyon"));
  EXPECT_FALSE(Allows(web->locations, ""));
  EXPECT_FALSE(Allows(web->channels, ""));
  const auto erp = policy.Find({"cn:erp"});
  ASSERT_NE(erp, nullptr);
  EXPECT_FALSE(erp->scopes.Has(Scope::kStockRead));
  EXPECT_TRUE(Allows(erp->locations, "anywhere"));
  EXPECT_EQ(policy.Find({"cn:web", "erp"}), nullptr);
  EXPECT_EQ(policy.Find({}), nullptr);
}

TEST(PolicyTest, WhatCannotBeMeantIsRefusedWithItsPlace) {
  const struct {
    const char* json;
    const char* says;
  } cases[] = {
      {"", "not JSON"},
      {"[]", "an object"},
      {"{}", "an object"},
      {R"({"identities": {}})", "an object"},
      {R"({"identities": [], "more": 1})", "nothing else"},
      {R"({"identities": [1]})", "identities[0]: not an object"},
      {R"({"identities": [{"scopes": []}]})", "identities[0]: \"certificate\" is missing"},
      {R"({"identities": [{"certificate": "cn:a"}]})", "identities[0]: \"scopes\" is missing"},
      {R"({"identities": [{"certificate": "a", "scopes": []}]})", "identities[0].certificate"},
      {R"({"identities": [{"certificate": "cn:", "scopes": []}]})", "identities[0].certificate"},
      {R"({"identities": [{"certificate": 1, "scopes": []}]})", "identities[0].certificate"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": "admin"}]})", "a list of texts"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": ["root"]}]})", "\"root\" is no scope"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": [], "location": ["x"]}]})",
       "identities[0].location: not known"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": [], "locations": "x"}]})",
       "identities[0].locations: a list of texts"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": [], "channels": [null]}]})",
       "identities[0].channels: a list of texts"},
      {R"({"identities": [{"certificate": "cn:a", "scopes": []},
                          {"certificate": "cn:a", "scopes": ["admin"]}]})",
       "identities[1]: \"cn:a\" is there twice"},
  };
  for (const auto& one : cases) {
    const absl::Status status = Policy::Parse(one.json).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << one.json;
    EXPECT_NE(std::string(status.message()).find(one.says), std::string::npos)
        << one.json << ": " << status.message();
  }
}

}  // namespace
}  // namespace atp
