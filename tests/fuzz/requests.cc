// What callers may ask, as a row of requests: tests/fuzz/engine_script.h.

#include "tests/fuzz/engine_script.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  atp::fuzz::EngineScript script(data, size);
  script.Play();
  script.Prove();
  return 0;
}
