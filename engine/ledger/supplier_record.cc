#include "engine/ledger/supplier_record.h"

#include <algorithm>
#include <limits>

#include "engine/base/bytes.h"
#include "engine/base/check.h"

namespace atp {
namespace {

int32_t PercentOf(Quantity delivered, Quantity promised) {
  if (delivered >= promised) return 100;
  if (delivered <= std::numeric_limits<Quantity>::max() / 100) {
    return static_cast<int32_t>(delivered * 100 / promised);
  }
  return static_cast<int32_t>(std::min<Quantity>(99, delivered / (promised / 100)));
}

uint64_t Total(const SupplierRecord::Histogram& histogram) {
  uint64_t total = 0;
  for (const auto& [value, count] : histogram) total += count;
  return total;
}

// How many deliveries are so many percent of all, rounded up.
uint64_t Rank(uint64_t deliveries, int32_t percentile) {
  const auto percent = static_cast<uint64_t>(percentile);
  return deliveries / 100 * percent + (deliveries % 100 * percent + 99) / 100;
}

// The value that the delivery of this rank has, counted from `first` on.
template <typename Iterator>
int32_t ValueAt(Iterator first, Iterator last, uint64_t rank) {
  uint64_t seen = 0;
  for (; first != last; ++first) {
    seen += first->second;
    if (seen >= rank) return first->first;
  }
  ATP_CHECK(false);  // the rank is at most the number of deliveries
  return 0;
}

void Put(std::string* out, const SupplierRecord::Histogram& histogram) {
  PutVarint(out, histogram.size());
  for (const auto& [value, count] : histogram) {
    PutVarint(out, static_cast<uint64_t>(value));
    PutVarint(out, count);
  }
}

bool Read(ByteReader* reader, int32_t max, SupplierRecord::Histogram* histogram) {
  const uint64_t size = reader->Varint();
  if (size > reader->rest().size()) return false;
  for (uint64_t i = 0; i < size; ++i) {
    const uint64_t value = reader->Varint();
    const uint64_t count = reader->Varint();
    if (value > static_cast<uint64_t>(max) || count == 0) return false;
    if (!histogram->emplace(static_cast<int32_t>(value), count).second) return false;
  }
  return true;
}

}  // namespace

void SupplierRecord::Add(int64_t days_late, Quantity promised, Quantity delivered) {
  ATP_CHECK(promised > 0 && delivered >= 0);
  ++late_days_[static_cast<int32_t>(std::clamp<int64_t>(days_late, 0, kLateDaysMax))];
  ++percents_[PercentOf(delivered, promised)];
}

void SupplierRecord::Add(const SupplierRecord& other) {
  for (const auto& [value, count] : other.late_days_) late_days_[value] += count;
  for (const auto& [value, count] : other.percents_) percents_[value] += count;
}

uint64_t SupplierRecord::deliveries() const { return Total(late_days_); }

Haircut SupplierRecord::At(int32_t percentile) const {
  const uint64_t rank = Rank(deliveries(), percentile);
  ATP_CHECK(rank > 0);
  Haircut haircut;
  haircut.late_days = ValueAt(late_days_.begin(), late_days_.end(), rank);
  haircut.percent = ValueAt(percents_.rbegin(), percents_.rend(), rank);
  return haircut;
}

Confidence SupplierRecord::ToConfidence(int32_t guaranteed, int32_t expected) const {
  ATP_CHECK(expected >= 1 && expected <= guaranteed && guaranteed <= 100);
  return {{At(guaranteed), At(expected), Haircut{}}};
}

std::string EncodeRow(const SupplierRecord& row) {
  std::string out;
  Put(&out, row.late_days_);
  Put(&out, row.percents_);
  return out;
}

bool DecodeRow(std::string_view bytes, SupplierRecord* row) {
  ByteReader reader(bytes);
  return Read(&reader, SupplierRecord::kLateDaysMax, &row->late_days_) &&
         Read(&reader, 100, &row->percents_) && Total(row->late_days_) == Total(row->percents_) &&
         reader.AtCleanEnd();
}

}  // namespace atp
