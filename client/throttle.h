#ifndef ATP_CLIENT_THROTTLE_H_
#define ATP_CLIENT_THROTTLE_H_

#include <chrono>
#include <cstddef>
#include <mutex>

namespace atp::client {

// Keeps callers with deadlines from asking a server for more than it answers in time. When all are
// let in and queue, each is answered just too late; so whoever would have to wait for too long is
// better refused before anything is sent.
//
// How long a request has to wait is what is under way divided by how fast answers come (Little's
// law); it may be a share of the time that its caller has, the rest of which is for what was
// foreseen wrongly. The rate is learned while enough is under way to show it.
//
// One for each kind of request of a server: changes wait for its disk, checks do not. Thread-safe;
// never waits. Time is passed in, and does not run back.
class Throttle {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  // `share` of a caller's time, > 0; infinite: nobody is refused.
  explicit Throttle(double share) : share_(share) {}

  // Whether so many lines more can be hoped to be answered in the share of the time `left`. A few
  // always: they keep the server at work, however small the share, and tell how it is now.
  bool HasTimeFor(size_t lines, Duration left) const;

  // Lines are under way from Asked() until they were answered, or given up by who asked.
  void Asked(size_t lines, TimePoint now);
  void Answered(size_t lines, TimePoint now);
  void GivenUp(size_t lines, TimePoint now);

 private:
  void Ended(size_t lines, size_t answered, TimePoint now);

  const double share_;
  mutable std::mutex mu_;
  // All below is guarded by mu_.
  size_t under_way_ = 0;
  double per_second_ = 0;  // 0: not yet known
  // Since when, and of how many that ended then, how many were answered.
  TimePoint since_{};
  size_t ended_ = 0;
  size_t answered_ = 0;
};

}  // namespace atp::client

#endif  // ATP_CLIENT_THROTTLE_H_
