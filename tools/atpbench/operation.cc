#include "tools/atpbench/operation.h"

namespace atp {

const char* NameOf(OperationKind kind) {
  static constexpr const char* kNames[kOperationKinds] = {"check", "reserve", "confirm", "release"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace atp
