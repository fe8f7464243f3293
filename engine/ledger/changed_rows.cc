#include "engine/ledger/changed_rows.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "engine/base/check.h"

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

}  // namespace

void ChangedRows::Append(std::string_view key) {
  bytes_.push_back(static_cast<char>(key.size()));
  bytes_.append(key);
}

void ChangedRows::Add(std::string_view key) {
  ATP_CHECK(key.size() <= std::numeric_limits<unsigned char>::max());
  Append(key);
  if (bytes_.size() > bytes_max_) DropRepeats();
}

void ChangedRows::Add(const ChangedRows& other) {
  bytes_.append(other.bytes_);
  if (bytes_.size() > bytes_max_) DropRepeats();
}

std::vector<std::string_view> ChangedRows::InOrder() const {
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
  ChangedRows distinct;
  for (const std::string_view key : InOrder()) distinct.Append(key);
  bytes_ = std::move(distinct.bytes_);
  bytes_max_ = std::max(kRepeatedBytesMax, 2 * bytes_.size());
}

ChangedRows ChangedRows::Take() { return std::exchange(*this, ChangedRows()); }

}  // namespace atp
