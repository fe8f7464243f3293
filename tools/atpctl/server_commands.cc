#include "google/protobuf/util/time_util.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/show.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using google::protobuf::util::TimeUtil;

std::string Memory(const v1::GetStatusResponse& status) {
  return absl::StrCat(status.resident_bytes() >> 20, " MiB of at most ",
                      status.resident_bytes_max() >> 20, " MiB",
                      status.full() ? ": FULL, nothing new is reserved" : "");
}

int Status(Session& session) {
  v1::GetStatusResponse status;
  const int code = session.Call(*v1::AdminService::NewStub(session.channel()),
                                &v1::AdminService::Stub::GetStatus, {}, &status);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(status);
    return kOk;
  }
  Table table({"STATUS", "VALUE"});
  table.Add("healthy", status.healthy() ? "yes" : absl::StrCat("NO: ", status.unhealthy_reason()));
  table.Add("version", status.version());
  table.Add("running since", ShowTime(status.has_start_time(), status.start_time()));
  table.Add("journaled sequence", status.journaled_sequence());
  table.Add("durable sequence", status.durable_sequence());
  table.Add("checkpointed sequence", status.checkpointed_sequence());
  table.Add("oldest sequence kept", status.oldest_sequence());
  table.Add("items", status.item_count());
  table.Add("positions", status.position_count());
  table.Add("open reservations", status.open_reservation_count());
  table.Add("remembered requests", status.remembered_request_count());
  table.Add("memory", Memory(status));
  table.Add("subscribers", status.subscriber_count());
  table.Add("durability",
            status.durability() == v1::GetStatusResponse::SYNC_BY_INTERVAL
                ? absl::StrCat("synced every ", TimeUtil::ToString(status.sync_interval()),
                               ": a power failure may lose as much")
                : "synced before every answer");
  table.Add("shards", status.shard_count());
  table.Add("horizon in days", status.horizon_days());
  table.Add("history", status.history());
  table.Print(session.out());
  return kOk;
}

int Checkpoint(Session& session) {
  v1::CheckpointResponse response;
  const int code = session.Call(*v1::AdminService::NewStub(session.channel()),
                                &v1::AdminService::Stub::Checkpoint, {}, &response);
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(response);
  } else {
    session.out() << "checkpointed up to sequence " << response.sequence() << '\n';
  }
  return kOk;
}

}  // namespace

void AddServerCommands(CLI::App* app, Command* chosen) {
  app->add_subcommand("status", "The server's numbers")->callback([chosen] { *chosen = Status; });
  app->add_subcommand("checkpoint", "Write what changed, so that a restart is fast")
      ->callback([chosen] { *chosen = Checkpoint; });
}

}  // namespace atp
