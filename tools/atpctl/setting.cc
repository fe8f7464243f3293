#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/status/statusor.h"
#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "tools/atpctl/commands.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

using v1::SettingsService;

// The file's text; "-" is standard input.
absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream file(path);
  if (!file) return absl::InvalidArgumentError("cannot read " + path);
  text << file.rdbuf();
  return text.str();
}

std::string AsJson(const google::protobuf::Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  const auto printed = google::protobuf::util::MessageToJsonString(message, &json, options);
  return printed.ok() ? json : std::string(printed.message());
}

int PrintChange(const v1::SettingsChange& change, Session& session) {
  if (session.is_json()) {
    session.PrintJson(change);
    return kOk;
  }
  for (const auto& result : change.changes()) session.out() << AsJson(result) << '\n';
  if (change.changes_size() == 0) session.out() << "nothing to change\n";
  session.PrintChangeFooter(change.sequence(), change.is_repeat());
  return kOk;
}

int Set(const std::string& path, Session& session) {
  const auto text = ReadText(path);
  if (!text.ok()) return session.Usage(text.status());
  v1::ChangeSettingsRequest request;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, &request);
  if (!parsed.ok()) {
    return session.Usage(absl::InvalidArgumentError(path + ": " + parsed.ToString()));
  }
  session.SetRequestId(&request);
  v1::SettingsChange change;
  const int code = session.Call(*SettingsService::NewStub(session.channel()),
                                &SettingsService::Stub::ChangeSettings, request, &change);
  return code == kOk ? PrintChange(change, session) : code;
}

struct ListFlags {
  std::string kind;
  int64_t limit = 100;
};

int List(const ListFlags& flags, Session& session) {
  v1::ListSettingsRequest request;
  v1::Setting::Kind kind = v1::Setting::KIND_UNSPECIFIED;
  if (!flags.kind.empty() && !v1::Setting::Kind_Parse(flags.kind, &kind)) {
    return session.Usage(absl::InvalidArgumentError(
        "--kind is one of RULE, SUPPLIER, GROUP, LANE, KIT, SUBSTITUTE, CHANNEL, AGE, CAP"));
  }
  request.set_kind(kind);
  v1::ListSettingsResponse all;
  const auto stub = SettingsService::NewStub(session.channel());
  const int code =
      session.ListPages(*stub, &SettingsService::Stub::ListSettings, flags.limit, &request, &all,
                        [](v1::ListSettingsResponse* r) { return r->mutable_settings(); });
  if (code != kOk) return code;
  if (session.is_json()) {
    session.PrintJson(all);
    return kOk;
  }
  for (const auto& setting : all.settings()) session.out() << AsJson(setting) << '\n';
  session.PrintListFooter(all.settings_size(), !all.next_page_token().empty());
  return kOk;
}

struct LearnFlags {
  int32_t deliveries_min = 0;
  int32_t guaranteed = 0;
  int32_t expected = 0;
};

int Learn(const LearnFlags& flags, Session& session) {
  v1::LearnSuppliersRequest request;
  request.set_deliveries_min(flags.deliveries_min);
  request.set_guaranteed_percentile(flags.guaranteed);
  request.set_expected_percentile(flags.expected);
  session.SetRequestId(&request);
  v1::SettingsChange change;
  const int code = session.Call(*SettingsService::NewStub(session.channel()),
                                &SettingsService::Stub::LearnSuppliers, request, &change);
  return code == kOk ? PrintChange(change, session) : code;
}

}  // namespace

void AddSettingCommands(CLI::App* app, Command* chosen) {
  CLI::App* noun = app->add_subcommand("setting", "Rules and master data: how stock is promised");
  noun->require_subcommand(1);

  CLI::App* set = noun->add_subcommand("set", "Set or remove what a file says, all or nothing");
  const auto path = std::make_shared<std::string>();
  set->add_option(
         "file", *path,
         "JSON of a ChangeSettingsRequest, as {\"settings\": [{\"rule\": {\"item\": "
         "\"lamp\", \"rule\": {\"horizon_days\": 30}}}]}; what 'list -o json' prints is one "
         "too; - reads standard input")
      ->required();
  set->callback([path, chosen] { *chosen = [path](Session& s) { return Set(*path, s); }; });

  CLI::App* list = noun->add_subcommand("list", "The settings in force, a line of JSON each");
  const auto list_flags = std::make_shared<ListFlags>();
  list->add_option("--kind", list_flags->kind, "RULE, SUPPLIER, GROUP, ... (default: all)");
  list->add_option("--limit", list_flags->limit, "At most so many; 0: all")->capture_default_str();
  list->callback([list_flags, chosen] {
    *chosen = [list_flags](Session& s) { return List(*list_flags, s); };
  });

  CLI::App* learn = noun->add_subcommand(
      "learn-suppliers", "Trust suppliers as far as their deliveries so far were worth");
  const auto learn_flags = std::make_shared<LearnFlags>();
  learn->add_option("--deliveries-min", learn_flags->deliveries_min,
                    "Leave suppliers with fewer as they are (default: the server's, 20)");
  learn->add_option("--guaranteed-percentile", learn_flags->guaranteed, "1 to 100 (default: 95)");
  learn->add_option("--expected-percentile", learn_flags->expected, "1 to 100 (default: 50)");
  learn->callback([learn_flags, chosen] {
    *chosen = [learn_flags](Session& s) { return Learn(*learn_flags, s); };
  });
}

}  // namespace atp
