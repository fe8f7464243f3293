#include "bench/streamed_floor.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string>
#include <thread>

#include "engine/base/mutex.h"
#include "proto/atp/v1/batch_service.grpc.pb.h"

namespace atp {
namespace {

using std::chrono::steady_clock;

class EmptyStream final : public grpc::ServerBidiReactor<v1::BatchRequest, v1::BatchResponse> {
 public:
  explicit EmptyStream(const v1::BatchResponse* response) : response_(*response) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  const v1::BatchResponse& response_;
  v1::BatchRequest request_;
};

class EmptyService final : public v1::BatchService::CallbackService {
 public:
  explicit EmptyService(const v1::BatchResponse& response) : response_(response) {}

  grpc::ServerBidiReactor<v1::BatchRequest, v1::BatchResponse>* Batch(
      grpc::CallbackServerContext*) override {
    return new EmptyStream(&response_);
  }

 private:
  const v1::BatchResponse response_;
};

// How many messages are unanswered.
class Window {
 public:
  explicit Window(int max) : max_(max) {}
  void Take() {
    MutexLock lock(&mu_);
    while (taken_ >= max_) changed_.Wait(&mu_);
    ++taken_;
  }
  void Give() {
    MutexLock lock(&mu_);
    --taken_;
    changed_.SignalAll();
  }

 private:
  const int max_;
  Mutex mu_;
  CondVar changed_;
  int taken_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace

class StreamedFloor::Impl {
 public:
  explicit Impl(const v1::BatchResponse& response) : service_(response) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    server_ = builder.BuildAndStart();
    stub_ = v1::BatchService::NewStub(grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                                          grpc::InsecureChannelCredentials()));
  }

  double Run(const v1::BatchRequest& request, int messages_max, double seconds) {
    grpc::ClientContext context;
    const auto stream = stub_->Batch(&context);
    Window window(messages_max);
    const auto begin = steady_clock::now();
    std::thread writer([&] {
      while (steady_clock::now() - begin < std::chrono::duration<double>(seconds)) {
        window.Take();
        stream->Write(request);
      }
      stream->WritesDone();
    });
    int64_t answered = 0;
    v1::BatchResponse response;
    while (stream->Read(&response)) {
      ++answered;
      window.Give();
    }
    const std::chrono::duration<double> took = steady_clock::now() - begin;
    writer.join();
    return static_cast<double>(answered) / took.count();
  }

 private:
  EmptyService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::BatchService::Stub> stub_;
};

StreamedFloor::StreamedFloor(const v1::BatchResponse& response)
    : impl_(std::make_unique<Impl>(response)) {}
StreamedFloor::~StreamedFloor() = default;

double StreamedFloor::Run(const v1::BatchRequest& request, int messages_max, double seconds) {
  return impl_->Run(request, messages_max, seconds);
}

}  // namespace atp
