#ifndef ATP_TESTS_FUZZ_FUZZ_TARGET_H_
#define ATP_TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>

// What libFuzzer, and replay_main.cc in its place, call with each input. Each target defines it in
// a file of its own. It returns 0 whatever the input: what must not be aborts, by ATP_CHECK, by a
// sanitizer, or by itself. It keeps nothing from one input to the next that an answer depends on.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

#endif  // ATP_TESTS_FUZZ_FUZZ_TARGET_H_
