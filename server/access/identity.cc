#include "server/access/identity.h"

namespace atp {
namespace {

constexpr std::string_view kNames[kScopeCount] = {"stock.read",   "stock.reserve", "stock.write",
                                                  "supply.write", "feed.read",     "admin"};

}  // namespace

std::string_view NameOf(Scope scope) { return kNames[static_cast<int>(scope)]; }

std::optional<Scope> ParseScope(std::string_view name) {
  for (int i = 0; i < kScopeCount; ++i) {
    if (kNames[i] == name) return static_cast<Scope>(i);
  }
  return std::nullopt;
}

Identity Anonymous() {
  Identity identity;
  identity.name = "anonymous";
  identity.scopes = Scopes::All();
  return identity;
}

}  // namespace atp
