#include "tools/atpctl/cli.h"

#include <string>
#include <vector>

#include "tools/atpctl/commands.h"
#include "tools/connect/credential_flags.h"

namespace atp {
namespace {

void AddGlobals(CLI::App* app, Globals* globals) {
  app->add_option("--server", globals->server, "Address of the server")
      ->envname("ATPCTL_SERVER")
      ->capture_default_str();
  app->add_option("--timeout-ms", globals->timeout_ms, "How long to wait for an answer")
      ->check(CLI::Range(int64_t{1}, int64_t{86'400'000}))
      ->capture_default_str();
  app->add_option("-o,--output", globals->output, "How to print answers")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  app->add_option("--request-id", globals->request_id,
                  "Makes a change safe to repeat (default: a random one, printed)");
  app->add_option("--correlation-id", globals->correlation_id,
                  "Travels into the journal and the deltas");
  app->add_flag("--validate-only", globals->validate_only, "Answer as if, change nothing");
}

}  // namespace

int RunAtpctl(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CLI::App app("atpctl asks and changes an available-to-promise server, and checks its books.",
               "atpctl");
  app.footer(kExitCodesHelp);
  app.require_subcommand(1);
  // So that shared options may stand after the verb as well.
  app.fallthrough();
  Globals globals;
  AddGlobals(&app, &globals);
  AddCredentialFlags(&app, "ATPCTL", &globals.credentials);
  Command chosen;
  AddAvailabilityCommands(&app, &chosen);
  AddExplainCommand(&app, &chosen);
  AddReserveCommand(&app, &chosen);
  AddReservationCommands(&app, &chosen);
  AddStockCommands(&app, &chosen);
  AddSupplyCommands(&app, &chosen);
  AddQuotaCommands(&app, &chosen);
  AddSettingCommands(&app, &chosen);
  AddSnapshotCommands(&app, &chosen);
  AddWatchCommand(&app, &chosen);
  AddServerCommands(&app, &chosen);
  AddOfflineCommands(&app, &chosen);
  AddBackupCommands(&app, &chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // What is missing is of little help to who mistyped it.
    const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
    if (unknown.empty()) {
      app.exit(error, out, err);
    } else {
      err << "\"" << unknown.front() << "\" is no command\n"
          << "Run with --help for more information.\n";
    }
    return kUsage;
  } catch (const CLI::ExtrasError& error) {
    // CLI11 would name them in reverse.
    err << "\"" << app.remaining(/*recurse=*/true).front() << "\" is not expected\n"
        << "Run with --help for more information.\n";
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? kOk : kUsage;
  }
  const auto credentials = client::MakeCredentials(globals.credentials);
  if (!credentials.ok()) {
    err << "atpctl: " << credentials.status().message() << "\n";
    return kUsage;
  }
  Session session(globals, *credentials, out, err);
  return chosen(session);
}

}  // namespace atp
