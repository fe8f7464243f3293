#ifndef ATP_TESTS_SIMULATION_RUNNING_HASH_H_
#define ATP_TESTS_SIMULATION_RUNNING_HASH_H_

#include <cstdint>
#include <string_view>

namespace atp::simulation {

// A hash of everything that has happened so far, in its order: FNV-1a.
class RunningHash {
 public:
  void Mix(std::string_view bytes) {
    for (const char byte : bytes) MixByte(static_cast<uint8_t>(byte));
    MixByte(0);
  }
  void Mix(uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) MixByte(static_cast<uint8_t>(number >> shift));
  }
  uint64_t value() const { return value_; }

 private:
  void MixByte(uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001B3u; }

  uint64_t value_ = 0xCBF29CE484222325u;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_RUNNING_HASH_H_
