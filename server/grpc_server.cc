#include "server/grpc_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/access/tls.h"
#include "server/admin_service.h"
#include "server/availability_service.h"
#include "server/batch_service.h"
#include "server/delta_service.h"
#include "server/inventory_service.h"
#include "server/malformed_requests.h"
#include "server/quota_service.h"
#include "server/reservation_service.h"
#include "server/settings_service.h"
#include "server/supply_service.h"

namespace atp {
namespace {

// A connection that is silent this long is asked whether it is there, and closed if it is not.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;

// Reflection for one server. The library puts itself into every server of a process that is linked
// with it, so a server that is not to have it must take it out.
class Reflection final : public grpc::ServerBuilderOption {
 public:
  explicit Reflection(bool is_wanted) : is_wanted_(is_wanted) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    const std::string name = grpc::reflection::ProtoServerReflectionPlugin().name();
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [&name](const auto& plugin) { return plugin->name() == name; }),
                   plugins->end());
    if (!is_wanted_) return;
    plugins->push_back(std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>());
  }

 private:
  const bool is_wanted_;
};

void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(options.max_message_bytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.streams_max);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.metadata_bytes_max);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              options.ping_min_seconds * 1000);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                              options.connection_idle_seconds * 1000);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                              options.handshake_seconds * 1000);
  grpc::ResourceQuota quota("atpd");
  quota.Resize(static_cast<size_t>(options.network_memory_max));
  builder->SetResourceQuota(quota);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Two servers on one address would share the calls between two ledgers.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

class GrpcServerImpl final : public GrpcServer {
 public:
  GrpcServerImpl(const ServerOptions& options, uint32_t lines_max, const Clock* clock,
                 std::unique_ptr<Door> door)
      : options_(options),
        door_(std::move(door)),
        parts_(options, lines_max, door_.get()),
        availability_(&parts_),
        reservation_(&parts_),
        settings_(&parts_),
        inventory_(&parts_),
        quota_(&parts_),
        supply_(&parts_),
        delta_(&parts_),
        batch_(&parts_),
        admin_(&parts_, clock) {}

  ~GrpcServerImpl() override {
    if (server_ != nullptr) Drain();
  }

  absl::Status Listen() {
    const auto credentials = MakeServerCredentials(options_.access, door_.get());
    if (!credentials.ok()) return credentials.status();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    SetLimits(options_, &builder);
    builder.SetOption(std::make_unique<Reflection>(options_.reflection));
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> creators;
    creators.push_back(MakeMalformedRequests());
    builder.experimental().SetInterceptorCreators(std::move(creators));
    for (grpc::Service* service : Services()) builder.RegisterService(service);
    builder.AddListeningPort(options_.address, *credentials, &port_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", options_.address, ": in use, or not an address here"));
    }
    SetHealth(false);
    return absl::OkStatus();
  }

  void Serve(Engine* engine) override {
    parts_.gate.Open(engine);
    SetHealth(true);
  }

  void SetHealthy(bool is_healthy) override {
    if (!parts_.gate.is_draining()) SetHealth(is_healthy);
  }

  void Drain() override {
    parts_.gate.Close();
    SetHealth(false);
    parts_.watches.EndAll(DrainingError());
    parts_.batches.EndAll(DrainingError());
    server_->Shutdown(std::chrono::system_clock::now() +
                      std::chrono::seconds(options_.drain_seconds));
    server_->Wait();
    server_.reset();
    parts_.feed.Stop();
  }

  int port() const override { return port_; }

  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }

 private:
  std::vector<grpc::Service*> Services() {
    return {&availability_, &reservation_, &inventory_, &quota_, &settings_,
            &supply_,       &delta_,       &admin_,     &batch_};
  }

  void SetHealth(bool is_serving) {
    grpc::HealthCheckServiceInterface* const health = server_->GetHealthCheckService();
    health->SetServingStatus("", is_serving);
    for (const char* name :
         {v1::AvailabilityService::service_full_name(), v1::ReservationService::service_full_name(),
          v1::InventoryService::service_full_name(), v1::SupplyService::service_full_name(),
          v1::QuotaService::service_full_name(), v1::SettingsService::service_full_name(),
          v1::DeltaService::service_full_name(), v1::BatchService::service_full_name(),
          v1::AdminService::service_full_name()}) {
      health->SetServingStatus(name, is_serving);
    }
  }

  const ServerOptions options_;
  const std::unique_ptr<Door> door_;
  ServiceParts parts_;
  AvailabilityService availability_;
  ReservationService reservation_;
  SettingsService settings_;
  InventoryService inventory_;
  QuotaService quota_;
  SupplyService supply_;
  DeltaService delta_;
  BatchService batch_;
  AdminService admin_;
  int port_ = 0;
  // Last: its calls use all of the above. Null once drained.
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const ServerOptions& options,
                                                              uint32_t lines_max,
                                                              const Clock* clock) {
  absl::StatusOr<std::unique_ptr<Door>> door = Door::Open(options.access, clock);
  if (!door.ok()) return door.status();
  auto server = std::make_unique<GrpcServerImpl>(options, lines_max, clock, *std::move(door));
  const absl::Status listening = server->Listen();
  if (!listening.ok()) return listening;
  return std::unique_ptr<GrpcServer>(std::move(server));
}

}  // namespace atp
