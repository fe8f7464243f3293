#ifndef ATP_ENGINE_SNAPSHOT_SUMMARY_H_
#define ATP_ENGINE_SNAPSHOT_SUMMARY_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/snapshot_import.h"

namespace atp {

// The numbers of a drift report as the note of the entry that ends a snapshot: read by people in
// the journal, and by the engine when the snapshot is pushed again.
//
//   rows=4 set=1 unchanged=2 set_aside=1 drift_absolute=5 drift_net=-5
//
// At most some 200 bytes. The lists of single rows are not in it. On disk: names and order stay.
std::string FormatSummary(const DriftReport& report);

// What FormatSummary() wrote; nullopt for any other text.
std::optional<DriftReport> ParseSummary(std::string_view text);

}  // namespace atp

#endif  // ATP_ENGINE_SNAPSHOT_SUMMARY_H_
