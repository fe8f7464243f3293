#include "tools/atpbench/report.h"

namespace atp {

int64_t Report::answers() const {
  int64_t sum = 0;
  for (const KindResult& kind : recording.kinds) sum += kind.latency.count();
  return sum;
}

double Report::rate_of(OperationKind kind) const {
  if (measured_seconds <= 0) return 0;
  return static_cast<double>(recording.kinds[static_cast<size_t>(kind)].latency.count()) /
         measured_seconds;
}

int64_t Report::failed() const {
  int64_t sum = 0;
  for (const KindResult& kind : recording.kinds) sum += kind.failed;
  return sum;
}

int64_t Report::turned_away() const {
  int64_t sum = 0;
  for (const KindResult& kind : recording.kinds) sum += kind.turned_away;
  return sum;
}

bool Report::IsSound() const {
  const bool may_turn_away = options.deadline_ms > 0;
  return books.oversold_units == 0 && failed() == 0 && (may_turn_away || turned_away() == 0) &&
         (!follow || follow->gaps == 0);
}

}  // namespace atp
