// The body of a journal entry. What is read is written again the same way ever after.

#include <string>

#include "engine/base/check.h"
#include "engine/journal/entry_codec.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp;  // NOLINT: of this function alone
  constexpr Sequence kSequence = 1000;
  constexpr Micros kTime = 20'000 * kMicrosPerDay;
  Entry entry;
  if (!DecodeEntry({reinterpret_cast<const char*>(data), size}, kSequence, kTime, &entry)) return 0;
  std::string first;
  EncodeEntry(entry, &first);
  Entry again;
  ATP_CHECK(DecodeEntry(first, kSequence, kTime, &again));
  std::string second;
  EncodeEntry(again, &second);
  ATP_CHECK(second == first);
  return 0;
}
