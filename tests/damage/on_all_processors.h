#ifndef ATP_TESTS_DAMAGE_ON_ALL_PROCESSORS_H_
#define ATP_TESTS_DAMAGE_ON_ALL_PROCESSORS_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace atp::damage {

// Calls run(0), run(1), ... run(count - 1), as many at once as there are processors, in no order.
inline void OnAllProcessors(size_t count, const std::function<void(size_t)>& run) {
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads(std::max(1u, std::thread::hardware_concurrency()));
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      for (size_t i = next++; i < count; i = next++) run(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_ON_ALL_PROCESSORS_H_
