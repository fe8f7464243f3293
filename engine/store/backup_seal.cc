#include "engine/store/backup_seal.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

constexpr char kFormat[] = "atp backup 1";
constexpr char kAnyFormat[] = "atp backup ";

// format;ledger;time;list hash;checksum
constexpr size_t kParts = 5;

}  // namespace

std::string EncodeBackupSeal(const BackupSeal& seal) {
  const std::string text = absl::StrFormat("%s;%016x;%d;%016x;", kFormat, seal.label.ledger,
                                           seal.label.time, seal.list_hash);
  return absl::StrFormat("%s%016x\n", text, Hash64(text));
}

absl::StatusOr<BackupSeal> DecodeBackupSeal(std::string_view text) {
  const absl::string_view view(text.data(), text.size());
  const std::vector<std::string> parts = absl::StrSplit(view, ';');
  BackupSeal seal;
  const bool is_one = parts.size() == kParts && absl::SimpleHexAtoi(parts[1], &seal.label.ledger) &&
                      absl::SimpleAtoi(parts[2], &seal.label.time) &&
                      absl::SimpleHexAtoi(parts[3], &seal.list_hash);
  if (is_one && EncodeBackupSeal(seal) == text) return seal;
  if (absl::StartsWith(view, kAnyFormat) && parts[0] != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("it has the format '", parts[0], "'; this program reads '", kFormat, "'"));
  }
  return absl::DataLossError("its seal is damaged");
}

}  // namespace atp
