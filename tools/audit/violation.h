#ifndef ATP_TOOLS_AUDIT_VIOLATION_H_
#define ATP_TOOLS_AUDIT_VIOLATION_H_

#include <functional>
#include <optional>
#include <string>

#include "engine/model/types.h"

namespace atp {

// One place where the books do not balance.
struct Violation {
  std::string rule;       // UPPER_SNAKE; audit.h lists them
  Sequence sequence = 0;  // the entry that shows it; 0: found at the end
  std::optional<PositionId> position;
  ReservationId reservation = kNoReservation;
  std::string detail;  // with the numbers
};

using ReportViolation = std::function<void(const Violation&)>;

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_VIOLATION_H_
