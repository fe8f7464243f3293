#include "server/admin_service.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/history.h"
#include "engine/model/error.h"
#include "server/flags.h"
#include "server/log/log.h"
#include "server/process_memory.h"
#include "server/scalars.h"
#include "server/unary.h"

namespace atp {
namespace {

void FillStatus(const EngineStatus& status, v1::GetStatusResponse* response) {
  response->set_healthy(status.healthy);
  response->set_unhealthy_reason(status.unhealthy_reason);
  response->set_journaled_sequence(static_cast<int64_t>(status.journaled));
  response->set_durable_sequence(static_cast<int64_t>(status.durable));
  response->set_checkpointed_sequence(static_cast<int64_t>(status.checkpointed));
  response->set_oldest_sequence(static_cast<int64_t>(status.oldest));
  response->set_item_count(static_cast<int64_t>(status.items));
  response->set_position_count(static_cast<int64_t>(status.positions));
  response->set_open_reservation_count(static_cast<int64_t>(status.open_reservations));
  response->set_remembered_request_count(static_cast<int64_t>(status.remembered_requests));
  response->set_subscriber_count(static_cast<int32_t>(status.subscribers));
  response->set_shard_count(static_cast<int32_t>(status.shards));
  response->set_horizon_days(status.horizon_days);
  response->set_history(FormatHistoryId(status.history));
  response->set_full(status.full);
  if (status.sync_interval == 0) {
    response->set_durability(v1::GetStatusResponse::SYNC_EACH_GROUP);
  } else {
    response->set_durability(v1::GetStatusResponse::SYNC_BY_INTERVAL);
    *response->mutable_sync_interval() = FormatDuration(status.sync_interval);
  }
}

}  // namespace

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* request,
                                                  v1::GetStatusResponse* response) {
  return AnswerRead(&parts_, context, "GetStatus", *request, [&](Engine& engine) {
    response->set_version(kVersion);
    *response->mutable_start_time() = FormatTimestamp(start_);
    // The clock may have been set back.
    *response->mutable_uptime() = FormatDuration(std::max<Micros>(0, clock_.Now() - start_));
    response->set_resident_bytes(ResidentBytes());
    response->set_resident_bytes_max(parts_.memory_max);
    FillStatus(engine.Status(), response);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::Checkpoint(grpc::CallbackServerContext* context,
                                                   const v1::CheckpointRequest* request,
                                                   v1::CheckpointResponse* response) {
  return AnswerSlowly(&parts_, &parts_.checkpoint_threads, context, "Checkpoint", *request,
                      "a checkpoint is being written",
                      [response](const Call& call, Engine* engine) {
                        const absl::StatusOr<Sequence> reached = engine->Checkpoint();
                        if (reached.ok()) {
                          response->set_sequence(static_cast<int64_t>(*reached));
                          call.Changed("", *reached);
                        }
                        return reached.status();
                      });
}

grpc::ServerUnaryReactor* AdminService::CreateBackup(grpc::CallbackServerContext* context,
                                                     const v1::CreateBackupRequest* request,
                                                     v1::CreateBackupResponse* response) {
  return AnswerSlowly(&parts_, &parts_.backup_threads, context, "CreateBackup", *request,
                      "a backup is being made", [this, response](const Call& call, Engine* engine) {
                        const absl::Status made = MakeBackup(engine, response);
                        if (made.ok()) call.Changed("", response->sequence());
                        return made;
                      });
}

absl::Status AdminService::MakeBackup(Engine* engine, v1::CreateBackupResponse* response) const {
  if (parts_.backup_dir.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_DIRECTORY_MISSING", "",
                     "the server was started without --backup-dir");
  }
  const Sequence durable = engine->Status().durable;
  const absl::StatusOr<BackupMade> made =
      engine->CreateBackup(parts_.backup_dir, [this] { return parts_.gate.is_draining(); });
  if (absl::IsCancelled(made.status())) return DrainingError();
  if (!made.ok()) return made.status();
  Log(LogLevel::kInfo, "backup made",
      {{"backup", made->id}, {"sequence", durable}, {"new_bytes", made->new_bytes}});
  response->set_backup_id(made->id);
  response->set_sequence(static_cast<int64_t>(durable));
  response->set_total_bytes(static_cast<int64_t>(made->bytes));
  response->set_new_bytes(static_cast<int64_t>(made->new_bytes));
  return absl::OkStatus();
}

}  // namespace atp
