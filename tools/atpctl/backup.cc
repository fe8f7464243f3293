#include <nlohmann/json.hpp>
#include <optional>

#include "absl/time/time.h"
#include "engine/backup_catalog.h"
#include "engine/backup_restore.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

struct BackupFlags {
  std::string directory;
  std::string data;
  std::optional<BackupId> id;
  std::optional<uint64_t> to_sequence;
};

int Create(Session& session) {
  v1::CreateBackupResponse made;
  grpc::ClientContext context;
  session.Prepare(&context, /*has_deadline=*/false);  // it takes as long as the ledger is large
  const int code = session.Explain(
      v1::AdminService::NewStub(session.channel())->CreateBackup(&context, {}, &made));
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(made);
  } else {
    session.out() << "backup " << made.backup_id() << ", up to sequence " << made.sequence()
                  << " or later: " << made.total_bytes() << " bytes, " << made.new_bytes()
                  << " of them new; read back and verified\n";
  }
  return kOk;
}

int Refuse(const absl::Status& status, Session& session) {
  if (session.is_json()) {
    const nlohmann::ordered_json error = {{"code", absl::StatusCodeToString(status.code())},
                                          {"message", std::string(status.message())}};
    session.err() << nlohmann::ordered_json{{"error", error}}.dump(
                         -1, ' ', false, nlohmann::json::error_handler_t::replace)
                  << '\n';
  } else {
    session.err() << "error: " << absl::StatusCodeToString(status.code()) << ": "
                  << Printable(std::string(status.message())) << '\n';
  }
  return kRefused;
}

std::string ShowMicros(Micros time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMicros(time), absl::UTCTimeZone());
}

void PrintAsJson(const Backup& backup, Session& session) {
  nlohmann::ordered_json json = {{"backup_id", backup.id}};
  if (backup.usable.ok()) {
    json["time"] = ShowMicros(backup.time);
    json["first_sequence"] = std::to_string(backup.first());
    json["last_sequence"] = std::to_string(backup.last);
    json["total_bytes"] = std::to_string(backup.bytes);
    json["new_bytes"] = std::to_string(backup.new_bytes);
    json["files"] = backup.files;
    json["shards"] = backup.shards;
    json["ledger"] = FormatHistoryId(backup.history.ledger());
    json["history"] = FormatHistoryId(backup.history.current());
  } else {
    json["unusable"] = std::string(backup.usable.message());
  }
  session.out() << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

int List(const BackupFlags& flags, Session& session) {
  const auto catalog = BackupCatalog::Open(flags.directory);
  if (!catalog.ok()) return Refuse(catalog.status(), session);
  if (session.is_json()) {
    for (const Backup& backup : (*catalog)->all()) PrintAsJson(backup, session);
    return kOk;
  }
  Table table({"BACKUP", "BEGUN", "SEQUENCES", "BYTES", "NEW BYTES", "HISTORY"});
  for (const Backup& backup : (*catalog)->all()) {
    if (backup.usable.ok()) {
      table.Add(backup.id, ShowMicros(backup.time),
                backup.last == 0 ? "none" : absl::StrCat(backup.first(), " to ", backup.last),
                backup.bytes, backup.new_bytes, FormatHistoryId(backup.history.current()));
    } else {
      session.err() << "NOT USABLE: " << Printable(std::string(backup.usable.message())) << '\n';
    }
  }
  if (table.is_empty()) {
    session.out() << "no backup that can be used\n";
    return kOk;
  }
  table.Print(session.out());
  const std::string reach = (*catalog)->Reach();
  if (!reach.empty()) {
    session.out() << "the ledger can be restored as it was at any sequence of " << reach << '\n';
  }
  return kOk;
}

void PrintVerdict(const Backup& backup, const absl::Status& verdict, Session& session) {
  if (session.is_json()) {
    nlohmann::ordered_json json = {{"backup_id", backup.id}, {"whole", verdict.ok()}};
    if (!verdict.ok()) json["message"] = std::string(verdict.message());
    session.out() << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  << std::endl;
  } else if (verdict.ok()) {
    session.out() << "backup " << backup.id << ": whole, " << backup.files << " files, "
                  << backup.bytes << " bytes, journal up to sequence " << backup.last << std::endl;
  } else {
    session.out() << "NOT WHOLE: " << Printable(std::string(verdict.message())) << std::endl;
  }
}

int Verify(const BackupFlags& flags, Session& session) {
  const auto catalog = BackupCatalog::Open(flags.directory);
  if (!catalog.ok()) return Refuse(catalog.status(), session);
  int verified = 0;
  int damaged = 0;
  for (const Backup& backup : (*catalog)->all()) {
    if (flags.id.has_value() && backup.id != *flags.id) continue;
    const absl::Status verdict = (*catalog)->Verify(backup.id);
    PrintVerdict(backup, verdict, session);
    ++(verdict.ok() ? verified : damaged);
  }
  if (verified + damaged == 0) {
    return Refuse(
        absl::NotFoundError(flags.id.has_value() ? absl::StrCat("there is no backup ", *flags.id)
                                                 : "there is no backup"),
        session);
  }
  return damaged == 0 ? kOk : kViolations;
}

int Restore(const BackupFlags& flags, Session& session) {
  const auto catalog = BackupCatalog::Open(flags.directory);
  if (!catalog.ok()) return Refuse(catalog.status(), session);
  const auto plan = (*catalog)->Plan(flags.id, flags.to_sequence);
  if (!plan.ok()) return Refuse(plan.status(), session);
  const auto history = RestoreBackup(**catalog, *plan, flags.data);
  if (!history.ok()) return Refuse(history.status(), session);
  if (session.is_json()) {
    session.out() << nlohmann::ordered_json{{"backup_id", plan->backup},
                                            {"journal_of_backup_id", plan->journal},
                                            {"sequence", std::to_string(plan->to)},
                                            {"history", FormatHistoryId(*history)}}
                         .dump()
                  << std::endl;
    return kOk;
  }
  session.out() << "restored as it was at sequence " << plan->to << ", from backup "
                << plan->backup;
  if (plan->journal != plan->backup) {
    session.out() << " and the journal of backup " << plan->journal;
  }
  session.out() << "\nfrom here on it is history " << FormatHistoryId(*history)
                << ": subscribers that saw more are reset\nprove it with: atpctl audit "
                << Printable(flags.data) << std::endl;
  return kOk;
}

}  // namespace

void AddBackupCommands(CLI::App* app, Command* chosen) {
  CLI::App* backup =
      app->add_subcommand("backup", "Backups: made by the server; the rest works on their files");
  backup->require_subcommand(1);
  const auto flags = std::make_shared<BackupFlags>();
  const auto add = [&](const char* verb, const char* help,
                       int (*run)(const BackupFlags&, Session&)) {
    CLI::App* command = backup->add_subcommand(verb, help);
    command->add_option("directory", flags->directory, "The directory of backups")->required();
    command->callback(
        [flags, chosen, run] { *chosen = [flags, run](Session& s) { return run(*flags, s); }; });
    return command;
  };

  backup
      ->add_subcommand("create",
                       "Make one, in the directory that the server was given with --backup-dir")
      ->callback([chosen] { *chosen = Create; });
  add("list", "What is in a directory of backups; offline, on the machine where it is", List);
  CLI::App* verify = add("verify",
                         "Read all of them back: files by checksums, journals by their chain; "
                         "offline, on the machine where they are",
                         Verify);
  verify->add_option("--backup", flags->id, "Only this one");
  CLI::App* restore = add("restore",
                          "Make a new data directory of one; offline. Without a choice the newest "
                          "as it is",
                          Restore);
  restore->add_option("data", flags->data, "The data directory to make: new, or empty")->required();
  restore->add_option("--backup", flags->id, "This one");
  restore->add_option("--to-sequence", flags->to_sequence,
                      "As it was when this was its last sequence, from the newest backup that can; "
                      "`list` says which can be had");
}

}  // namespace atp
