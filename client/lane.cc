#include "client/lane.h"

#include <google/protobuf/arena.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <pthread.h>

#include <algorithm>
#include <utility>

namespace atp::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Between a stream that ended and the next one: doubles with each that answered nothing. (To find a
// server at all is the channel's work.)
constexpr milliseconds kPauseMin{20};
constexpr int kPauseDoublingsMax = 6;
// For a server to end a stream that is closed and idle.
constexpr milliseconds kCloseMax{1000};

// Whether the same message may fare better on another stream.
bool IsPassing(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
      return true;
    default:
      return false;
  }
}

grpc::Status ToStatus(const v1::BatchError& error) {
  return grpc::Status(static_cast<grpc::StatusCode>(error.code()), error.message(),
                      error.SerializeAsString());
}

grpc::Status DeadlineError() {
  return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                      "no answer by the deadline; a change may or may not have been applied");
}

void TellCallers(const v1::BatchResponse& response, Outgoing* message) {
  std::vector<Outgoing::Caller>& callers = message->callers();
  const grpc::Status ok;
  grpc::Status all;
  if (response.has_error()) {
    all = ToStatus(response.error());
  } else if (response.results_size() != static_cast<int>(callers.size())) {
    all = grpc::Status(grpc::StatusCode::INTERNAL, "not one result for each request");
  }
  for (size_t i = 0; i < callers.size(); ++i) {
    if (callers[i].done == nullptr) continue;
    if (!all.ok()) {
      callers[i].done(all, nullptr);
      continue;
    }
    const v1::BatchResult& result = response.results(static_cast<int>(i));
    if (result.has_error()) {
      callers[i].done(ToStatus(result.error()), nullptr);
    } else {
      callers[i].done(ok, &result);
    }
  }
}

}  // namespace

Lane::Lane(const ClientOptions& options, std::shared_ptr<grpc::Channel> channel)
    : options_(options), channel_(std::move(channel)), throttle_(options.wait_share) {
  keeper_ = std::thread([this] { Keep(); });
}

Lane::~Lane() {
  std::vector<Told> told;
  {
    Lock lock(mu_);
    is_closing_ = true;
    WakeAt(TimePoint::min());
    room_.notify_all();
    CloseLink(&lock);
    const grpc::Status closed(grpc::StatusCode::CANCELLED, "the client was closed");
    TakeAll(sent_, closed, &told);
    TakeAll(waiting_, closed, &told);
  }
  keeper_.join();
  for (const Told& one : told) one.done(one.status, nullptr);
}

void Lane::CloseLink(Lock* lock) {
  const auto are_gone = [this] { return links_alive_ == 0; };
  const bool is_idle = link_ != nullptr && is_answering_ && !is_broken_ && !is_writing_ &&
                       sent_.empty() && waiting_.empty();
  if (is_idle) {
    link_->Close();
    if (ended_.wait_for(*lock, kCloseMax, are_gone)) return;
  }
  if (link_ != nullptr) link_->Cancel();
  ended_.wait(*lock, are_gone);
}

void Lane::Send(const std::string& item, size_t lines, TimePoint deadline, OnResult done) {
  grpc::Status refused;
  Lock lock(mu_);
  const auto has_room = [&] { return is_closing_ || HasRoom(lines); };
  if (item.size() > options_.bytes_max) {
    refused = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "more bytes than a message holds");
  } else if (!has_room() && options_.when_full == ClientOptions::WhenFull::kRefuse) {
    refused = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                           "as many lines wait as this client lets wait; nothing was sent");
  } else if (!has_room() && !room_.wait_until(lock, deadline, has_room)) {
    refused = grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                           "no room came free by the deadline; nothing was sent");
  } else if (is_closing_) {
    refused = grpc::Status(grpc::StatusCode::CANCELLED, "the client was closed");
  }
  if (!refused.ok()) {
    lock.unlock();
    return done(refused, nullptr);
  }
  Gather(item, lines, {std::move(done), deadline});
  Advance(std::move(lock));
}

LaneCounts Lane::Counts() const {
  const Lock lock(mu_);
  return counts_;
}

// A request of more lines than may wait goes alone.
bool Lane::HasRoom(size_t lines) const {
  return lines_ == 0 || lines_ + lines <= options_.lines_waiting_max;
}

void Lane::Gather(const std::string& item, size_t lines, Outgoing::Caller caller) {
  const bool fits = !waiting_.empty() && waiting_.back()->number() == last_number_ &&
                    waiting_.back()->lines() + lines <= options_.lines_max &&
                    waiting_.back()->byte_count() + item.size() <= options_.bytes_max;
  if (!fits) {
    TimePoint until{};
    if (options_.gather_for.count() > 0) {
      until = steady_clock::now() + options_.gather_for;
      WakeAt(until);
    }
    waiting_.push_back(std::make_shared<Outgoing>(++last_number_, options_.answers, until));
  }
  if (caller.deadline < earliest_deadline_) {
    earliest_deadline_ = caller.deadline;
    WakeAt(caller.deadline);
  }
  waiting_.back()->Add(item, lines, std::move(caller));
  throttle_.Asked(lines, steady_clock::now());
  lines_ += lines;
  ++counts_.requests;
}

bool Lane::CanWrite() const {
  return link_ != nullptr && is_started_ && !is_broken_ && !is_writing_ &&
         sent_.size() < options_.messages_max;
}

// A message goes when it has gathered for long enough, or when there is no room in it for the next.
bool Lane::IsReady(TimePoint now) const {
  const Outgoing& first = *waiting_.front();
  return waiting_.size() > 1 || first.lines() >= options_.lines_max || first.gathers_until() <= now;
}

void Lane::Advance(Lock lock) {
  Link* started = nullptr;
  Link* writer = nullptr;
  OutgoingPtr message;
  grpc::ByteBuffer bytes;
  const TimePoint now =
      link_ == nullptr || options_.gather_for.count() > 0 ? steady_clock::now() : TimePoint{};
  const bool has_work = !waiting_.empty() && !is_closing_;
  if (has_work && link_ == nullptr) {
    if (connects_at_ <= now) {
      started = link_ = new Link(this, channel_);
      is_started_ = is_writing_ = is_broken_ = is_answering_ = false;
      ++links_alive_;
      ++counts_.links;
    } else {
      WakeAt(connects_at_);
    }
  } else if (has_work && CanWrite() && !IsReady(now)) {
    WakeAt(waiting_.front()->gathers_until());
  } else if (has_work && CanWrite()) {
    writer = link_;
    is_writing_ = true;
    message = TakeWaiting();
    bytes = message->Bytes();
    sent_.push_back(message);
    ++counts_.messages;
  }
  lock.unlock();
  if (writer != nullptr) writer->Write(bytes);
  if (started == nullptr) return;
  started->Start();
  Lock again(mu_);
  if (link_ != started) return;  // it has ended already
  is_started_ = true;
  if (is_closing_) started->Cancel();
  Advance(std::move(again));
}

void Lane::OnWritten(Link* link) {
  Lock lock(mu_);
  is_writing_ = false;
  if (!is_broken_) return Advance(std::move(lock));
  lock.unlock();
  link->Release();
}

void Lane::OnLinkBroken(Link* link) {
  Lock lock(mu_);
  is_broken_ = true;
  const bool is_writing = is_writing_;
  lock.unlock();
  if (!is_writing) link->Release();
}

void Lane::OnLinkEnded(const grpc::Status& status) {
  std::vector<Told> told;
  Lock lock(mu_);
  link_ = nullptr;
  if (!IsPassing(status.error_code())) TakeAll(sent_, status, &told);
  waiting_.insert(waiting_.begin(), sent_.begin(), sent_.end());
  sent_.clear();
  DropForgotten();
  connects_at_ = steady_clock::now() + kPauseMin * (1 << std::min(failures_, kPauseDoublingsMax));
  ++failures_;
  Advance(std::move(lock));
  for (const Told& one : told) one.done(one.status, nullptr);
}

void Lane::OnLinkGone() {
  // The owner may go once it hears of it: nothing of this object is touched after the lock.
  const Lock lock(mu_);
  --links_alive_;
  ended_.notify_all();
}

void Lane::OnResponse(Link* link, grpc::ByteBuffer* bytes) {
  google::protobuf::Arena arena;
  auto* const response = google::protobuf::Arena::CreateMessage<v1::BatchResponse>(&arena);
  const bool is_message =
      grpc::SerializationTraits<v1::BatchResponse>::Deserialize(bytes, response).ok();
  Lock lock(mu_);
  const OutgoingPtr message = is_message ? TakeSent(response->number()) : nullptr;
  if (message == nullptr) {
    link->Cancel();
  } else {
    failures_ = 0;
    is_answering_ = true;
  }
  link->ReadOn();
  Advance(std::move(lock));
  if (message != nullptr) TellCallers(*response, message.get());
}

OutgoingPtr Lane::TakeWaiting() {
  const OutgoingPtr message = waiting_.front();
  waiting_.pop_front();
  // Nothing is added to what was sent once, also when it is sent again.
  if (message->number() == last_number_) ++last_number_;
  if (const size_t dropped = message->DropTold(); dropped > 0) GiveUp(dropped);
  return message;
}

OutgoingPtr Lane::TakeSent(int64_t number) {
  if (sent_.empty() || sent_.front()->number() != number) return nullptr;
  const OutgoingPtr message = sent_.front();
  sent_.pop_front();
  throttle_.Answered(message->lines(), steady_clock::now());
  lines_ -= message->lines();
  room_.notify_all();
  return message;
}

// --- what happens by the clock ---

void Lane::Keep() {
  pthread_setname_np(pthread_self(), "atp-client");
  Lock lock(mu_);
  while (!is_closing_) {
    wakes_at_ = NextWake();
    if (wakes_at_ == TimePoint::max()) {
      wake_.wait(lock);
    } else {
      wake_.wait_until(lock, wakes_at_);
    }
    if (is_closing_) return;
    const std::vector<Told> told = TakeExpired(steady_clock::now());
    Advance(std::move(lock));
    for (const Told& one : told) one.done(one.status, nullptr);
    lock = Lock(mu_);
  }
}

TimePoint Lane::NextWake() const {
  TimePoint next = earliest_deadline_;
  if (waiting_.empty()) return next;
  if (link_ == nullptr) return std::min(next, connects_at_);
  // Where it could not be written it does not wait for the clock.
  return CanWrite() ? std::min(next, waiting_.front()->gathers_until()) : next;
}

void Lane::WakeAt(TimePoint time) {
  if (time >= wakes_at_) return;
  wakes_at_ = time;
  wake_.notify_all();
}

std::vector<Lane::Told> Lane::TakeExpired(TimePoint now) {
  std::vector<Told> told;
  if (now < earliest_deadline_) return told;
  earliest_deadline_ = TimePoint::max();
  for (const auto* messages : {&sent_, &waiting_}) {
    for (const OutgoingPtr& message : *messages) {
      for (Outgoing::Caller& caller : message->callers()) {
        if (caller.done == nullptr) continue;
        if (caller.deadline > now) {
          earliest_deadline_ = std::min(earliest_deadline_, caller.deadline);
          continue;
        }
        told.push_back({std::move(caller.done), DeadlineError()});
        caller.done = nullptr;
      }
    }
  }
  DropForgotten();
  return told;
}

// What was not sent and nobody waits for any more need not be.
void Lane::DropForgotten() {
  const auto first = std::remove_if(waiting_.begin(), waiting_.end(), [this](const auto& message) {
    if (!message->IsForgotten()) return false;
    GiveUp(message->lines());
    return true;
  });
  waiting_.erase(first, waiting_.end());
}

void Lane::GiveUp(size_t lines) {
  throttle_.GivenUp(lines, steady_clock::now());
  lines_ -= lines;
  room_.notify_all();
}

void Lane::TakeAll(const std::deque<OutgoingPtr>& messages, const grpc::Status& status,
                   std::vector<Told>* told) {
  for (const OutgoingPtr& message : messages) {
    for (Outgoing::Caller& caller : message->callers()) {
      if (caller.done != nullptr) told->push_back({std::move(caller.done), status});
      caller.done = nullptr;
    }
  }
}

}  // namespace atp::client
