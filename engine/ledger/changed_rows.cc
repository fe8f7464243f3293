#include "engine/ledger/changed_rows.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/ledger/rows.h"

namespace atp {

void ChangedRows::Append(std::string_view key) {
  bytes_.push_back(static_cast<char>(key.size()));
  bytes_.append(key);
}

void ChangedRows::Add(std::string_view key) {
  ATP_CHECK(key.size() <= std::numeric_limits<unsigned char>::max());
  Append(key);
  if (bytes_.size() > bytes_max_) DropRepeats();
}

std::vector<std::string_view> ChangedRows::Distinct() const {
  std::vector<std::string_view> keys;
  for (std::string_view rest = bytes_; !rest.empty();) {
    const size_t size = static_cast<unsigned char>(rest.front());
    keys.push_back(rest.substr(1, size));
    rest.remove_prefix(1 + size);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void ChangedRows::DropRepeats() {
  ChangedRows distinct;
  for (const std::string_view key : Distinct()) distinct.Append(key);
  bytes_ = std::move(distinct.bytes_);
  bytes_max_ = std::max(kRepeatedBytesMax, 2 * bytes_.size());
}

std::vector<std::string> ChangedRows::Take() {
  const std::vector<std::string_view> others = Distinct();
  std::vector<std::string> keys(others.begin(), others.end());
  if (has_settings_) keys.push_back(SettingsRowKey());
  for (const PositionId id : positions_) keys.push_back(PositionRowKey(id));
  for (const ReservationId id : reservations_) keys.push_back(ReservationRowKey(id));
  for (const Hash128& id : requests_) keys.push_back(RequestRowKey(id));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  *this = ChangedRows();
  return keys;
}

}  // namespace atp
