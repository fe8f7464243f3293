#include "server/access/policy.h"

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace atp {
namespace {

using nlohmann::json;

absl::Status Bad(const std::string& where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

bool IsListOfTexts(const json& value) {
  if (!value.is_array()) return false;
  for (const json& element : value) {
    if (!element.is_string()) return false;
  }
  return true;
}

bool IsCertificateName(const std::string& name) {
  for (const char* prefix : {"uri:", "dns:", "cn:"}) {
    if (absl::StartsWith(name, prefix)) return name.size() > std::string(prefix).size();
  }
  return false;
}

absl::StatusOr<Scopes> ParseScopes(const json& list, const std::string& where) {
  Scopes scopes;
  for (const std::string name : list) {
    const std::optional<Scope> scope = ParseScope(name);
    if (!scope.has_value()) return Bad(where, absl::StrCat("\"", name, "\" is no scope"));
    scopes.Add(*scope);
  }
  return scopes;
}

absl::StatusOr<Identity> ParseIdentity(const json& entry, const std::string& where) {
  if (!entry.is_object()) return Bad(where, "not an object");
  if (!entry.contains("certificate")) return Bad(where, "\"certificate\" is missing");
  if (!entry.contains("scopes")) return Bad(where, "\"scopes\" is missing");
  Identity identity;
  for (const auto& [key, value] : entry.items()) {
    const std::string at = absl::StrCat(where, ".", key);
    if (key == "certificate") {
      if (!value.is_string() || !IsCertificateName(value.get<std::string>())) {
        return Bad(at, "uri:, dns: or cn: and a name");
      }
      identity.name = value.get<std::string>();
      continue;
    }
    if (key != "scopes" && key != "locations" && key != "channels") return Bad(at, "not known");
    if (!IsListOfTexts(value)) return Bad(at, "a list of texts");
    if (key == "scopes") {
      const absl::StatusOr<Scopes> scopes = ParseScopes(value, at);
      if (!scopes.ok()) return scopes.status();
      identity.scopes = *scopes;
    } else {
      (key == "locations" ? identity.locations : identity.channels) =
          value.get<std::set<std::string>>();
    }
  }
  return identity;
}

}  // namespace

absl::StatusOr<Policy> Policy::Parse(const std::string& text) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) return Bad("policy", "not JSON");
  if (!root.is_object() || root.size() != 1 || !root.contains("identities") ||
      !root["identities"].is_array()) {
    return Bad("policy", "an object with \"identities\", a list, and nothing else");
  }
  Policy policy;
  int number = 0;
  for (const json& entry : root["identities"]) {
    const std::string where = absl::StrCat("identities[", number++, "]");
    absl::StatusOr<Identity> identity = ParseIdentity(entry, where);
    if (!identity.ok()) return identity.status();
    const std::string name = identity->name;
    if (!policy.identities_.emplace(name, std::make_shared<Identity>(*std::move(identity)))
             .second) {
      return Bad(where, absl::StrCat("\"", name, "\" is there twice"));
    }
  }
  return policy;
}

std::shared_ptr<const Identity> Policy::Find(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    const auto found = identities_.find(name);
    if (found != identities_.end()) return found->second;
  }
  return nullptr;
}

}  // namespace atp
