#ifndef ATP_SERVER_ACCESS_IDENTITY_H_
#define ATP_SERVER_ACCESS_IDENTITY_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace atp {

// What a caller may be allowed to do. Which method needs which: method_access.cc.
enum class Scope : uint8_t {
  kStockRead,     // stock.read: availability, stock, supply, reservations, settings
  kStockReserve,  // stock.reserve: make and change reservations
  kStockWrite,    // stock.write: what is on hand, quotas, giving promises out anew
  kSupplyWrite,   // supply.write: what is on its way
  kFeedRead,      // feed.read: the stream of deltas
  kAdmin,         // admin: settings, status, checkpoints
};
inline constexpr int kScopeCount = 6;

// "stock.read"; and back, nothing for what is no scope.
std::string_view NameOf(Scope scope);
std::optional<Scope> ParseScope(std::string_view name);

// A set of scopes.
class Scopes {
 public:
  void Add(Scope scope) { bits_ |= BitOf(scope); }
  bool Has(Scope scope) const { return (bits_ & BitOf(scope)) != 0; }
  static Scopes All() { return Scopes((1u << kScopeCount) - 1); }
  Scopes() = default;

 private:
  explicit Scopes(uint32_t bits) : bits_(bits) {}
  static uint32_t BitOf(Scope scope) { return 1u << static_cast<int>(scope); }
  uint32_t bits_ = 0;
};

// A list of keys that an identity is limited to; nothing: it is not limited.
using Limit = std::optional<std::set<std::string>>;

inline bool Allows(const Limit& limit, const std::string& key) {
  return !limit.has_value() || limit->count(key) > 0;
}

// Who calls, and what he may do. A value; shared between threads once it is made.
struct Identity {
  std::string name;  // as in the audit log: "uri:spiffe://shop/web", "token:web", "anonymous"
  Scopes scopes;
  Limit locations;
  Limit channels;
};

// Where nobody is asked who he is: all may do everything.
Identity Anonymous();

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_IDENTITY_H_
