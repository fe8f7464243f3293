#include "client/link.h"

#include <grpcpp/generic/generic_stub.h>

#include <utility>

namespace atp::client {

Link::Link(Owner* owner, std::shared_ptr<grpc::Channel> channel)
    : owner_(*owner), channel_(std::move(channel)) {
  context_.set_wait_for_ready(true);
  grpc::GenericStub(channel_).PrepareBidiStreamingCall(&context_, "/atp.v1.BatchService/Batch", {},
                                                       this);
  // Writes begin on any thread: the call must not end between the decision and the write.
  AddHold();
}

void Link::Start() {
  ReadOn();
  StartCall();
}

void Link::Write(grpc::ByteBuffer bytes) {
  outgoing_.Swap(&bytes);
  StartWrite(&outgoing_);
}

void Link::OnReadDone(bool ok) {
  if (!ok) return owner_.OnLinkBroken(this);
  grpc::ByteBuffer bytes;
  bytes.Swap(&incoming_);
  owner_.OnResponse(this, &bytes);
}

void Link::OnWriteDone(bool) { owner_.OnWritten(this); }

void Link::OnDone(const grpc::Status& status) {
  Owner& owner = owner_;
  owner.OnLinkEnded(status);
  delete this;
  owner.OnLinkGone();
}

}  // namespace atp::client
