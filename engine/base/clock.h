#ifndef ATP_ENGINE_BASE_CLOCK_H_
#define ATP_ENGINE_BASE_CLOCK_H_

#include <atomic>
#include <cstdint>

namespace atp {

// Microseconds since the Unix epoch, UTC.
using Micros = int64_t;

inline constexpr Micros kMicrosPerSecond = 1'000'000;
inline constexpr Micros kMicrosPerHour = 3600 * kMicrosPerSecond;
inline constexpr Micros kMicrosPerDay = 24 * kMicrosPerHour;

// The only source of time. Thread-safe. May jump in either direction; the ledger copes.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Micros Now() const override;
};

// Stands still until told otherwise: time in tests and simulations.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Micros now) : now_(now) {}
  Micros Now() const override { return now_.load(std::memory_order_relaxed); }
  void Set(Micros now) { now_.store(now, std::memory_order_relaxed); }
  void Advance(Micros by) { now_.fetch_add(by, std::memory_order_relaxed); }

 private:
  std::atomic<Micros> now_;
};

}  // namespace atp

#endif  // ATP_ENGINE_BASE_CLOCK_H_
