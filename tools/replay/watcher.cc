#include "tools/replay/watcher.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr int kResumeAfterMs = 50;

bool IsFinal(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:  // the server closed the stream
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::UNKNOWN:  // a connection that was cut off
    case grpc::StatusCode::INTERNAL:
      return false;
    default:
      return true;
  }
}

}  // namespace

Watcher::Watcher(std::shared_ptr<grpc::Channel> channel, uint64_t after)
    : stub_(v1::DeltaService::NewStub(channel)), count_(after), thread_([this] { Run(); }) {}

Watcher::~Watcher() { Stop(); }

void Watcher::Stop() {
  {
    MutexLock lock(&mu_);
    is_stopped_ = true;
    if (context_ != nullptr) context_->TryCancel();
    changed_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Watcher::FinishAt(uint64_t sequence, int timeout_ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  {
    MutexLock lock(&mu_);
    while (count_.last() < sequence && !is_stopped_ && std::chrono::steady_clock::now() < end) {
      changed_.WaitFor(&mu_, 100);
    }
  }
  Stop();
}

FeedCount Watcher::count() const {
  MutexLock lock(&mu_);
  return count_;
}

uint64_t Watcher::resumes() const {
  MutexLock lock(&mu_);
  return resumes_;
}

std::string Watcher::error() const {
  MutexLock lock(&mu_);
  return error_;
}

void Watcher::Run() {
  while (true) {
    grpc::ClientContext context;
    {
      MutexLock lock(&mu_);
      if (is_stopped_) return;
      context_ = &context;
    }
    const grpc::Status status = WatchOnce(&context);
    MutexLock lock(&mu_);
    context_ = nullptr;
    if (is_stopped_) return;
    if (IsFinal(status)) {
      error_ = absl::StrCat("watch: ", status.error_message());
      is_stopped_ = true;
      changed_.SignalAll();
      return;
    }
    ++resumes_;
    changed_.WaitFor(&mu_, kResumeAfterMs);
  }
}

grpc::Status Watcher::WatchOnce(grpc::ClientContext* context) {
  v1::WatchRequest request;
  {
    MutexLock lock(&mu_);
    request.set_after_sequence(static_cast<int64_t>(count_.last()));
  }
  auto reader = stub_->Watch(context, request);
  v1::WatchResponse response;
  while (reader->Read(&response)) Handle(response);
  return reader->Finish();
}

void Watcher::Handle(const v1::WatchResponse& response) {
  MutexLock lock(&mu_);
  for (const v1::Delta& delta : response.deltas()) {
    const int64_t first = delta.coalesced_from() == 0 ? delta.sequence() : delta.coalesced_from();
    count_.Add(static_cast<uint64_t>(first), static_cast<uint64_t>(delta.sequence()));
  }
  if (response.has_heartbeat()) {
    count_.ReachedWithout(static_cast<uint64_t>(response.heartbeat().sequence()));
  } else if (response.has_reset()) {
    count_.ReachedWithout(static_cast<uint64_t>(response.reset().oldest_sequence()));
    error_ = absl::StrCat("watch was reset: ", response.reset().reason());
    is_stopped_ = true;
  }
  changed_.SignalAll();
}

}  // namespace atp
