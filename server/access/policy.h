#ifndef ATP_SERVER_ACCESS_POLICY_H_
#define ATP_SERVER_ACCESS_POLICY_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/access/identity.h"

namespace atp {

// Who may do what, of callers who are known by a certificate. A JSON file:
//
//   {"identities": [
//     {"certificate": "uri:spiffe://shop.example/web",
//      "scopes": ["stock.read", "stock.reserve"],
//      "locations": ["paris", "lyon"],
//      "channels": ["web"]}]}
//
// `certificate` is a name in it: uri: or dns: and a subject alternative name, or cn: and the common
// name of its subject. Without `locations` or `channels` the identity is not limited to any; an
// empty list grants none. What is not listed is denied.
class Policy {
 public:
  // INVALID_ARGUMENT: the message says where. Fields that are not known are refused: a typing
  // mistake in "locations" must not mean all of them.
  static absl::StatusOr<Policy> Parse(const std::string& json);

  // Of the first of `names` that is listed. Null: none is.
  std::shared_ptr<const Identity> Find(const std::vector<std::string>& names) const;

 private:
  std::map<std::string, std::shared_ptr<const Identity>> identities_;
};

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_POLICY_H_
