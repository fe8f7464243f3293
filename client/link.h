#ifndef ATP_CLIENT_LINK_H_
#define ATP_CLIENT_LINK_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>

#include <memory>

namespace atp::client {

// One batched stream to the server, from its start to its end; it deletes itself then. It connects
// as soon as there is a server.
//
// Its owner hears of everything on threads of gRPC's, of responses in their order; until
// OnLinkGone() it must be there. At most one Write() at a time, and none that begins after
// OnLinkBroken().
class Link final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    // The next one is read when the owner calls ReadOn().
    virtual void OnResponse(Link* link, grpc::ByteBuffer* bytes) = 0;
    virtual void OnWritten(Link* link) = 0;
    // Nothing more will come. The owner calls Release() once none of its writes is under way.
    virtual void OnLinkBroken(Link* link) = 0;
    // After Release(). The link must not be used any more.
    virtual void OnLinkEnded(const grpc::Status& status) = 0;
    // The last event: the link has let go of the channel. A channel whose last owner is a thread of
    // gRPC's would wait for that thread's end, so the owner keeps it until then.
    virtual void OnLinkGone() = 0;
  };

  Link(Owner* owner, std::shared_ptr<grpc::Channel> channel);

  void Start();
  void Write(grpc::ByteBuffer bytes);
  void ReadOn() { StartRead(&incoming_); }
  // Says that nothing more will be written; the server then ends it.
  void Close() { StartWritesDone(); }
  void Cancel() { context_.TryCancel(); }
  void Release() { RemoveHold(); }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  Owner& owner_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
};

}  // namespace atp::client

#endif  // ATP_CLIENT_LINK_H_
