#ifndef ATP_CLIENT_LANE_H_
#define ATP_CLIENT_LANE_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client/link.h"
#include "client/options.h"
#include "client/outgoing.h"
#include "client/throttle.h"

namespace atp::client {

// What a lane has done so far.
struct LaneCounts {
  int64_t requests = 0;  // that were taken
  int64_t messages = 0;  // that were written, repeated ones each time
  int64_t links = 0;     // streams that were begun
};

// Gathers the requests of many callers into messages, and keeps one stream to send them on.
//
//   Send -> waiting_ [ full | full | gathers ] -> write -> sent_ [ | | ] -> answered, in order
//
// When a stream breaks off, what was sent and not answered goes back to the front of what waits, as
// it was, and is sent again on the next stream. The server knows the requests by their ids.
//
// Requests are sent in the order in which Send() took them. Thread-safe. One thread of its own
// keeps time: deadlines, gathering, and when to connect again.
class Lane final : public Link::Owner {
 public:
  Lane(const ClientOptions& options, std::shared_ptr<grpc::Channel> channel);
  // Whoever still waits is told CANCELLED.
  ~Lane() override;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // `item` as AppendItem() makes it. `done` is called once, on another thread or, where nothing is
  // sent, on this one; without locks.
  void Send(const std::string& item, size_t lines, TimePoint deadline, OnResult done);

  // Whether, as fast as lines are answered now, so many more would be in time.
  bool HasTimeFor(size_t lines, std::chrono::steady_clock::duration left) const {
    return throttle_.HasTimeFor(lines, left);
  }

  LaneCounts Counts() const;

 private:
  using Lock = std::unique_lock<std::mutex>;
  struct Told {
    OnResult done;
    grpc::Status status;
  };

  void OnResponse(Link* link, grpc::ByteBuffer* bytes) override;
  void OnWritten(Link* link) override;
  void OnLinkBroken(Link* link) override;
  void OnLinkEnded(const grpc::Status& status) override;
  void OnLinkGone() override;

  bool HasRoom(size_t lines) const;
  void Gather(const std::string& item, size_t lines, Outgoing::Caller caller);
  // True if a message could be written at once, if one were ready.
  bool CanWrite() const;
  bool IsReady(TimePoint now) const;
  // Does whatever can be done next. Comes with the lock and lets it go.
  void Advance(Lock lock);
  // Takes the next message to be written out of what waits.
  OutgoingPtr TakeWaiting();
  // Takes the message that a response answers; null if it answers none.
  OutgoingPtr TakeSent(int64_t number);
  void Keep();
  TimePoint NextWake() const;
  void WakeAt(TimePoint time);
  std::vector<Told> TakeExpired(TimePoint now);
  void DropForgotten();
  // Of so many lines none will be answered.
  void GiveUp(size_t lines);
  // Ends the stream, if there is one, and waits until all are gone.
  void CloseLink(Lock* lock);
  void TakeAll(const std::deque<OutgoingPtr>& messages, const grpc::Status& status,
               std::vector<Told>* told);

  const ClientOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  Throttle throttle_;

  // All below is guarded by mu_.
  mutable std::mutex mu_;
  std::condition_variable room_;
  std::condition_variable wake_;
  std::condition_variable ended_;

  std::deque<OutgoingPtr> waiting_;  // requests go to the last
  std::deque<OutgoingPtr> sent_;
  size_t lines_ = 0;  // of both
  int64_t last_number_ = 0;
  // No caller's deadline is before it.
  TimePoint earliest_deadline_ = TimePoint::max();

  Link* link_ = nullptr;  // from its start until OnLinkEnded()
  int links_alive_ = 0;   // until OnLinkGone()
  bool is_started_ = false;
  bool is_writing_ = false;
  bool is_broken_ = false;
  bool is_answering_ = false;
  TimePoint connects_at_{};
  int failures_ = 0;  // streams in a row that answered nothing

  TimePoint wakes_at_ = TimePoint::max();
  bool is_closing_ = false;
  LaneCounts counts_;

  std::thread keeper_;
};

}  // namespace atp::client

#endif  // ATP_CLIENT_LANE_H_
