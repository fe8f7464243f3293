#ifndef ATP_SERVER_ACCESS_METHOD_ACCESS_H_
#define ATP_SERVER_ACCESS_METHOD_ACCESS_H_

#include <optional>
#include <string_view>

#include "server/access/identity.h"

namespace atp {

// How far a call reaches, of locations or of channels: what an identity that is limited to some of
// them must have been granted.
enum class Reach {
  kNothing,      // it touches none
  kNamed,        // those that the request names; one that names none reaches all
  kReservation,  // those of the reservation that it names, and those it names besides
  kEverything,   // all: never for an identity that is limited
};

// What calling a method takes.
struct MethodAccess {
  std::string_view method;     // without its service; no two services share one
  std::optional<Scope> scope;  // nothing: any identity, because each of its items is looked at
  Reach locations = Reach::kEverything;
  Reach channels = Reach::kEverything;
};

// The row of a method. Null: it has none, and nobody may call it.
const MethodAccess* FindMethodAccess(std::string_view method);

}  // namespace atp

#endif  // ATP_SERVER_ACCESS_METHOD_ACCESS_H_
