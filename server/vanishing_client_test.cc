// Clients that vanish in the middle of a stream: what they leave behind, and that others are
// served.
#include <grpcpp/create_channel_posix.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

// A client with a connection of its own that can be cut, as when its machine loses power.
class FragileClient {
 public:
  explicit FragileClient(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    channel_ = grpc::CreateInsecureChannelFromFd("fragile", dup(socket_));  // closes its own
  }
  ~FragileClient() { close(socket_); }
  FragileClient(const FragileClient&) = delete;
  FragileClient& operator=(const FragileClient&) = delete;

  // Nothing says goodbye: no stream is cancelled, none is closed.
  void Vanish() { shutdown(socket_, SHUT_RDWR); }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  const int socket_;
  std::shared_ptr<grpc::Channel> channel_;
};

v1::PushSnapshotRequest Header(const std::string& request_id, bool is_full) {
  v1::PushSnapshotRequest message;
  message.mutable_header()->set_request_id(request_id);
  message.mutable_header()->set_source("erp");
  message.mutable_header()->set_snapshot_id(request_id);
  message.mutable_header()->set_is_full(is_full);
  message.mutable_header()->set_reflects_sequence(0);
  return message;
}

v1::PushSnapshotRequest Row(const std::string& item, int64_t on_hand) {
  v1::PushSnapshotRequest message;
  auto* const row = message.mutable_rows()->add_rows();
  row->set_item(item);
  row->set_location("L");
  row->set_on_hand(on_hand);
  return message;
}

// Waits until something has been journaled after `sequence`.
void AwaitEntryAfter(Sequence sequence, Engine* engine) {
  SubscribeRequest request;
  request.start = SubscribeRequest::Start::kAfter;
  request.after = sequence;
  const auto subscription = engine->Subscribe(request).value();
  std::vector<FeedEvent> events;
  bool ended = false;
  while (events.empty() || !std::holds_alternative<DeltaPtr>(events.back())) {
    ASSERT_TRUE(subscription->Next(1, 1000, &events, &ended).ok());
  }
}

// Pushes a count of item "C" until the server has a place for it, which it has when it has noticed
// that the others are gone.
grpc::Status PushWhenThereIsRoom(const TestServer& server) {
  while (true) {
    v1::PushSnapshotResponse response;
    grpc::ClientContext context;
    const auto writer = server.Stub<v1::InventoryService>()->PushSnapshot(&context, &response);
    writer->Write(Header("another", false));
    writer->Write(Row("C", 1));
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (ReadError(status).reason != "OVERLOADED") return status;
  }
}

struct Break {
  const char* what;
  std::function<void(FragileClient*, grpc::ClientContext*,
                     grpc::ClientWriter<v1::PushSnapshotRequest>*)>
      act;
  StatusCode code;
};

TEST(VanishingClientTest, ASnapshotThatBreaksOffIsNotTakenForWhole) {
  using Writer = grpc::ClientWriter<v1::PushSnapshotRequest>;
  const Break breaks[] = {
      {"cancelled", [](FragileClient*, grpc::ClientContext* c, Writer*) { c->TryCancel(); },
       StatusCode::CANCELLED},
      {"cut", [](FragileClient* client, grpc::ClientContext*, Writer*) { client->Vanish(); },
       StatusCode::UNAVAILABLE},
      {"a batch that is too large",
       [](FragileClient*, grpc::ClientContext*, Writer* writer) {
         writer->Write(Row(std::string(5 << 20, 'x'), 1));
         writer->WritesDone();
       },
       StatusCode::RESOURCE_EXHAUSTED},
  };
  ServerOptions options = TestServerOptions();
  options.imports_max = 1;
  for (const Break& broken : breaks) {
    for (int round = 0; round < 3; ++round) {
      TestServer server(options);
      server.ReceiveTen();
      const Sequence before = server.engine().Status().durable;
      FragileClient client(server->port());
      grpc::ClientContext context;
      v1::PushSnapshotResponse response;
      const auto stub = v1::InventoryService::NewStub(client.channel());
      const auto writer = stub->PushSnapshot(&context, &response);
      ASSERT_TRUE(writer->Write(Header("push", /*is_full=*/true)));
      ASSERT_TRUE(writer->Write(Row("B", 5)));
      AwaitEntryAfter(before, &server.engine());
      broken.act(&client, &context, writer.get());
      EXPECT_EQ(writer->Finish().error_code(), broken.code) << broken.what;

      const grpc::Status others = PushWhenThereIsRoom(server);
      EXPECT_TRUE(others.ok()) << broken.what << ": " << others.error_message();
      EXPECT_EQ(server.engine().GetStock("B", "L")->balances.on_hand, 5) << broken.what;
      EXPECT_EQ(server.engine().GetStock("A", "L")->balances.on_hand, 10) << broken.what;
    }
  }
}

// Wherever the stream is when it passes.
TEST(VanishingClientTest, NorIsOneWhoseDeadlinePasses) {
  ServerOptions options = TestServerOptions();
  options.imports_max = 1;
  for (int round = 0; round < 10; ++round) {
    TestServer server(options);
    server.ReceiveTen();
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(5 * round));
    v1::PushSnapshotResponse response;
    const auto stub = server.Stub<v1::InventoryService>();
    const auto writer = stub->PushSnapshot(&context, &response);
    writer->Write(Header("push", /*is_full=*/true));
    writer->Write(Row("B", 5));
    EXPECT_EQ(writer->Finish().error_code(), StatusCode::DEADLINE_EXCEEDED);

    const grpc::Status others = PushWhenThereIsRoom(server);
    EXPECT_TRUE(others.ok()) << others.error_message();
    EXPECT_EQ(server.engine().GetStock("A", "L")->balances.on_hand, 10);
  }
}

TEST(VanishingClientTest, AWatcherThatIsCutLeavesItsPlaceToOthers) {
  ServerOptions options = TestServerOptions();
  options.watches_max = 1;
  TestServer server(options);
  server.ReceiveTen();
  v1::WatchRequest watch;
  watch.set_after_sequence(0);
  v1::WatchResponse event;
  FragileClient client(server->port());
  const auto fragile_stub = v1::DeltaService::NewStub(client.channel());
  grpc::ClientContext fragile_context;
  const auto fragile = fragile_stub->Watch(&fragile_context, watch);
  ASSERT_TRUE(fragile->Read(&event));
  client.Vanish();
  while (fragile->Read(&event)) {
  }
  EXPECT_EQ(fragile->Finish().error_code(), StatusCode::UNAVAILABLE);

  // The server notices in its own time; then the place is free.
  bool is_served = false;
  while (!is_served) {
    grpc::ClientContext context;
    const auto stub = server.Stub<v1::DeltaService>();
    const auto other = stub->Watch(&context, watch);
    is_served = other->Read(&event);
    if (is_served) context.TryCancel();
    while (other->Read(&event)) {
    }
    const StatusCode code = other->Finish().error_code();
    EXPECT_EQ(code, is_served ? StatusCode::CANCELLED : StatusCode::RESOURCE_EXHAUSTED);
  }
}

}  // namespace
}  // namespace atp
