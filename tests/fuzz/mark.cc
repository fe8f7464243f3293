// The small things that are kept beside journal and checkpoints: the high-water mark, the ledger's
// history, the seal of a backup, the numbers at the end of a snapshot. They are read only if they
// are exactly what was written.

#include <string>

#include "absl/status/status.h"
#include "engine/base/check.h"
#include "engine/history.h"
#include "engine/snapshot_summary.h"
#include "engine/store/backup_seal.h"
#include "engine/store/high_water_codec.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"

namespace atp {
namespace {

// Damaged, or made by a newer version.
bool IsRefusal(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsFailedPrecondition(status);
}

void ReadAsHighWater(std::string_view bytes) {
  const auto record = DecodeHighWater(bytes);
  ATP_CHECK(record.ok() ? EncodeHighWater(*record) == bytes : IsRefusal(record.status()));
}

void ReadAsHistory(std::string_view bytes) {
  const auto history = History::Decode(bytes);
  ATP_CHECK(history.ok() ? history->Encode() == bytes : IsRefusal(history.status()));
  if (history.ok()) ATP_CHECK(history->SharedWith(history->current()) == History::kAll);
}

void ReadAsSeal(std::string_view text) {
  const auto seal = DecodeBackupSeal(text);
  ATP_CHECK(seal.ok() ? EncodeBackupSeal(*seal) == text : IsRefusal(seal.status()));
}

void ReadAsSummary(std::string_view text) {
  if (const auto report = ParseSummary(text)) ATP_CHECK(FormatSummary(*report) == text);
  const HistoryId id = ParseHistoryId(text);
  if (id != kNoHistory) ATP_CHECK(FormatHistoryId(id) == text);
}

}  // namespace
}  // namespace atp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp;  // NOLINT: of this function alone
  fuzz::Choices choices(data, size);
  const size_t what = choices.Below(4);
  const std::string_view bytes = choices.Rest();
  switch (what) {
    case 0:
      ReadAsHighWater(bytes);
      break;
    case 1:
      ReadAsHistory(bytes);
      break;
    case 2:
      ReadAsSeal(bytes);
      break;
    default:
      ReadAsSummary(bytes);
  }
  return 0;
}
