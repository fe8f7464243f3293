#ifndef ATP_ENGINE_BASE_BYTES_H_
#define ATP_ENGINE_BASE_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace atp {

// Appends to `*out`. Integers are LEB128 varints; signed ones are zigzagged first; strings carry
// their length. Fixed64 is little-endian; Key64 is big-endian, so that byte order is number order.
void PutLongVarint(std::string* out, uint64_t value);
// Most are small: they need no call.
inline void PutVarint(std::string* out, uint64_t value) {
  if (value >= 0x80) return PutLongVarint(out, value);
  out->push_back(static_cast<char>(value));
}
void PutSigned(std::string* out, int64_t value);
void PutString(std::string* out, std::string_view value);
void PutFixed64(std::string* out, uint64_t value);
void PutKey64(std::string* out, uint64_t value);

// Reads what the Put functions wrote, from the front. The first malformed or missing value makes
// ok() false for good; every later read returns zero or empty, so check ok() once at the end.
// Does not own the bytes; the returned views point into them.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  uint64_t Varint();
  int64_t Signed();
  std::string_view String();
  std::string_view Take(size_t size);
  uint64_t Fixed64();
  uint64_t Key64();

  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }
  // Everything was well-formed and nothing is left over.
  bool AtCleanEnd() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace atp

#endif  // ATP_ENGINE_BASE_BYTES_H_
