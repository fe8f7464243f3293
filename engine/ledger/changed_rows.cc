#include "engine/ledger/changed_rows.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/ledger/rows.h"

namespace atp {
namespace {

// A key with its first bytes as a number, which tells most keys apart without looking at them.
struct Prefixed {
  uint64_t prefix;
  std::string_view key;

  friend bool operator<(const Prefixed& a, const Prefixed& b) {
    return a.prefix != b.prefix ? a.prefix < b.prefix : a.key < b.key;
  }
};

uint64_t PrefixOf(std::string_view key) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof(prefix); ++i) {
    prefix = prefix << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
  }
  return prefix;
}

// Adds a key to a list of them.
void AppendTo(std::string* bytes, std::string_view key) {
  bytes->push_back(static_cast<char>(key.size()));
  bytes->append(key);
}

}  // namespace

void ChangedRows::Add(std::string_view key) {
  ATP_CHECK(key.size() <= std::numeric_limits<unsigned char>::max());
  AppendTo(&bytes_, key);
  if (bytes_.size() > bytes_max_) DropRepeats();
}

void ChangedRows::Add(const ChangedRows& other) {
  const auto append = [](const auto& from, auto* to) {
    to->insert(to->end(), from.begin(), from.end());
  };
  has_settings_ |= other.has_settings_;
  append(other.positions_, &positions_);
  append(other.reservations_, &reservations_);
  append(other.requests_, &requests_);
  bytes_.append(other.bytes_);
  if (bytes_.size() > bytes_max_) DropRepeats();
}

void ChangedRows::AppendNumbered() {
  if (std::exchange(has_settings_, false)) AppendTo(&bytes_, SettingsRowKey());
  for (const PositionId id : std::exchange(positions_, {})) AppendTo(&bytes_, PositionRowKey(id));
  for (const ReservationId id : std::exchange(reservations_, {}))
    AppendTo(&bytes_, ReservationRowKey(id));
  for (const Hash128& id : std::exchange(requests_, {})) AppendTo(&bytes_, RequestRowKey(id));
}

size_t ChangedRows::bytes() const {
  // Each with its length and its type.
  return bytes_.size() + 10 * (positions_.size() + reservations_.size()) + 18 * requests_.size() +
         2 * has_settings_;
}

std::vector<std::string_view> ChangedRows::InOrder() {
  AppendNumbered();
  return Distinct();
}

std::vector<std::string_view> ChangedRows::Distinct() const {
  std::vector<Prefixed> order;
  for (std::string_view rest = bytes_; !rest.empty();) {
    const size_t size = static_cast<unsigned char>(rest.front());
    const std::string_view key = rest.substr(1, size);
    rest.remove_prefix(1 + size);
    order.push_back({PrefixOf(key), key});
  }
  std::sort(order.begin(), order.end());
  std::vector<std::string_view> keys;
  keys.reserve(order.size());
  for (const Prefixed& row : order) {
    if (keys.empty() || keys.back() != row.key) keys.push_back(row.key);
  }
  return keys;
}

void ChangedRows::DropRepeats() {
  std::string distinct;
  for (const std::string_view key : Distinct()) AppendTo(&distinct, key);
  bytes_ = std::move(distinct);
  bytes_max_ = std::max(kRepeatedBytesMax, 2 * bytes_.size());
}

ChangedRows ChangedRows::Take() {
  ChangedRows next;
  next.round_ = round_ + 1;
  return std::exchange(*this, std::move(next));
}

}  // namespace atp
