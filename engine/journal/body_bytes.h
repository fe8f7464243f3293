#ifndef ATP_ENGINE_JOURNAL_BODY_BYTES_H_
#define ATP_ENGINE_JOURNAL_BODY_BYTES_H_

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/model/types.h"

namespace atp {

// The values that an entry's body is made of. FORMAT.md names them.

inline void PutByte(std::string* out, uint8_t value) { out->push_back(static_cast<char>(value)); }

// A count of units, which is never negative.
inline void PutUnits(std::string* out, Quantity units) {
  ATP_CHECK(units >= 0);
  PutVarint(out, static_cast<uint64_t>(units));
}

inline void PutPosition(std::string* out, PositionId position) {
  PutVarint(out, position.item);
  PutVarint(out, position.location);
}

// A day that may be missing: 0 for none, else the zigzagged day plus 1.
inline void PutOptionalDay(std::string* out, Day day) {
  const int64_t wide = day;
  PutVarint(out, day == kNoDay ? 0
                               : 1 + ((static_cast<uint64_t>(wide) << 1) ^
                                      static_cast<uint64_t>(wide >> 63)));
}

// A number that may be missing, which all its bits set stand for: 0 for none, else plus 1.
inline void PutOptional32(std::string* out, uint32_t number) {
  PutVarint(out, static_cast<uint32_t>(number + 1));
}

// A ByteReader that also knows the ranges of the model's types. As there, ok() is asked once at
// the end: after the first refusal every read gives nothing.
class BodyReader {
 public:
  explicit BodyReader(std::string_view body) : bytes_(body) {}

  bool ok() const { return ok_ && bytes_.ok(); }
  bool AtCleanEnd() const { return ok_ && bytes_.AtCleanEnd(); }
  void Refuse() { ok_ = false; }

  uint64_t Varint() { return bytes_.Varint(); }
  int64_t Signed() { return bytes_.Signed(); }
  uint64_t Fixed64() { return bytes_.Fixed64(); }
  std::string String() { return std::string(bytes_.String()); }

  uint8_t Byte() {
    const std::string_view byte = bytes_.Take(1);
    return byte.empty() ? 0 : static_cast<uint8_t>(byte.front());
  }

  // A number from `min` to `max`.
  template <typename T>
  T Within(uint64_t value, uint64_t min, uint64_t max) {
    if (value < min || value > max) ok_ = false;
    return static_cast<T>(value);
  }
  uint32_t Uint32() { return Within<uint32_t>(Varint(), 0, std::numeric_limits<uint32_t>::max()); }
  Quantity Units() { return Within<Quantity>(Varint(), 0, std::numeric_limits<Quantity>::max()); }
  template <typename Enum>
  Enum EnumUpTo(Enum last) {
    return Within<Enum>(Byte(), 1, static_cast<uint64_t>(last));
  }
  int32_t Int32() {
    const int64_t number = Signed();
    if (number != static_cast<int32_t>(number)) ok_ = false;
    return static_cast<int32_t>(number);
  }
  Day DayNumber() { return Int32(); }
  Day OptionalDay() {
    const uint64_t value = Varint();
    if (value == 0) return kNoDay;
    const uint64_t zigzag = value - 1;
    const auto day = static_cast<int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    if (day != static_cast<Day>(day) || day == kNoDay) ok_ = false;
    return static_cast<Day>(day);
  }
  uint32_t Optional32() {
    return Within<uint32_t>(Varint(), 0, std::numeric_limits<uint32_t>::max()) - 1;
  }
  PositionId Position() {
    PositionId position;
    position.item = Uint32();
    position.location = Uint32();
    return position;
  }

  // The same bytes as a view that ends with them.
  std::string_view View() { return bytes_.String(); }

  // Calls read(element, index) for each element of a list. A lying count ends at the end of the
  // bytes, so it cannot make the list larger than they allow.
  template <typename List, typename Read>
  void ReadList(List* list, Read read) {
    const uint64_t count = Varint();
    if (count == 0) ok_ = false;  // an absent list has no part
    for (uint64_t i = 0; i < count && ok(); ++i) {
      list->emplace_back();
      read(&list->back(), static_cast<size_t>(i));
    }
  }

 private:
  ByteReader bytes_;
  bool ok_ = true;
};

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_BODY_BYTES_H_
