#ifndef ATP_TOOLS_AUDIT_RESERVATION_TRAIL_H_
#define ATP_TOOLS_AUDIT_RESERVATION_TRAIL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "engine/model/entry.h"
#include "tools/audit/expected_change.h"
#include "tools/audit/violation.h"

namespace atp {

// Follows every reservation through the journal: what is open of each line, and that it resolves
// once. Its own book, kept from the entries' lines alone; balances are not looked at.
//
// A reservation made before the first entry that is retained is accepted as it comes.
class ReservationTrail {
 public:
  explicit ReservationTrail(ReportViolation report) : report_(std::move(report)) {}

  // Entries before `first` are not retained. Call before the first Take().
  void StartAt(Sequence first) { first_ = first; }

  // Books the entry's lines and adds what they change to *expected.
  void Take(const Entry& entry, ExpectedChanges* expected);

  // Sum of the open lines at each position. Lines of reservations older than the history count
  // negatively as they are taken: add them to what was reserved when history began.
  absl::flat_hash_map<PositionId, Quantity> OpenByPosition() const;

 private:
  struct Line {
    PositionId position;
    Quantity open = 0;
    Quantity waiting = 0;  // for supply
  };
  struct Open {
    bool is_confirmed = false;  // BACKORDERED counts as such: there is no deadline
    bool is_fulfilled = false;  // something was issued
    Micros deadline = 0;
    std::vector<Line> lines;
  };

  void Make(const Entry& entry, ExpectedChanges* expected);
  void Change(const Entry& entry);
  // The same for entries that change lines of many reservations and resolve none.
  void Reconfirm(const Entry& entry);
  // A change of a reservation that is not open: resolved before, unknown, or older than the
  // history.
  void TakeUnknown(const Entry& entry, ReservationId id, absl::Span<const LineEffect> effects);
  void TakeLine(const Entry& entry, const LineEffect& effect, Open* open);
  void CheckState(const Entry& entry, const Open& open, bool was_confirmed);
  void Report(const Entry& entry, const char* rule, std::string detail) const;

  const ReportViolation report_;
  Sequence first_ = 1;
  absl::flat_hash_map<ReservationId, Open> open_;
  absl::flat_hash_set<ReservationId> resolved_;
  // Taken from reservations that are older than the history.
  absl::flat_hash_map<PositionId, Quantity> taken_before_history_;
};

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_RESERVATION_TRAIL_H_
