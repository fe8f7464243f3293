// atpbench: puts load on an atpd and says what it bears.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tools/atpbench/bench.h"
#include "tools/atpbench/html_report.h"
#include "tools/atpbench/text_report.h"
#include "tools/connect/credential_flags.h"

namespace atp {
namespace {

constexpr int kExitUnsound = 1;  // it ran, and something did not add up
constexpr int kExitFailed = 2;   // it could not run to its end

constexpr char kAbout[] =
    "Puts load on an atpd, measures how long every answer takes, and proves from the answers "
    "alone\n"
    "that nothing was oversold. Without --target it starts an atpd of its own on loopback, with a\n"
    "ledger that is deleted afterwards.\n"
    "\n"
    "Closed loop (the default): --in-flight operations at once, a new one for each answer: what "
    "the\n"
    "server can bear. Open loop (--rate): operations are sent at instants fixed in advance and\n"
    "latency is measured from these, so that a stall counts for all who would have come "
    "meanwhile.\n"
    "\n"
    "Exit code 0: all is well. 1: something was oversold, a call failed or a delta was lost. 2: "
    "it\n"
    "could not run.";

struct Outputs {
  std::string json;
  std::string html;
};

// "check=60,reserve=25": what is not named is 0.
bool ParseMix(const std::string& text, Mix* mix) {
  *mix = Mix{{0, 0, 0, 0}};
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::vector<std::string> sides = absl::StrSplit(part, '=');
    bool is_known = false;
    for (size_t k = 0; sides.size() == 2 && k < kOperationKinds; ++k) {
      if (sides[0] != NameOf(static_cast<OperationKind>(k))) continue;
      is_known = absl::SimpleAtoi(sides[1], &mix->weights[k]) && mix->weights[k] >= 0 &&
                 mix->weights[k] <= 1'000'000;
    }
    if (!is_known) return false;
  }
  return mix->total() > 0;
}

void AddScenarioFlag(CLI::App* app, BenchOptions* options) {
  std::string help = "what goes on:";
  for (const Scenario& scenario : Scenarios()) {
    absl::StrAppend(&help, "\n  ", scenario.name, ": ", scenario.meaning);
  }
  app->add_option_function<std::string>(
         "--scenario",
         [options](const std::string& name) {
           const Scenario* const scenario = FindScenario(name);
           if (scenario == nullptr) throw CLI::ValidationError("--scenario", "no such: " + name);
           options->scenario = *scenario;
         },
         help)
      ->default_str("uniform");
}

void AddFlags(CLI::App* app, BenchOptions* options, Outputs* outputs) {
  AddScenarioFlag(app, options);
  app->add_option("--target", options->target, "host:port of a server; default: one of our own");
  AddCredentialFlags(app, "ATPBENCH", &options->credentials);
  app->add_option("--atpd", options->atpd, "the program to start (default: beside this one)");
  app->add_option("--atpd-flag", options->atpd_flags, "further flags of it; may be repeated");
  app->add_option("--directory", options->directory,
                  "for its ledger and log; kept (default: a temporary one)");
  app->add_option("--items", options->catalogue.items, "items there are")
      ->check(CLI::Range(1, 20'000'000))
      ->capture_default_str();
  app->add_option("--locations", options->catalogue.locations, "locations each item is at")
      ->check(CLI::Range(1, 200))
      ->capture_default_str();
  app->add_option("--stock", options->stock, "units of every position at the beginning")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 50))
      ->capture_default_str();
  app->add_option_function<std::string>(
         "--mix",
         [options](const std::string& text) {
           if (!ParseMix(text, &options->mix)) {
             throw CLI::ValidationError("--mix", "wants a list such as check=60,reserve=40");
           }
         },
         "how many of each kind")
      ->default_str("check=60,reserve=25,confirm=10,release=5");
  app->add_option("--basket-max", options->basket_lines_max,
                  "lines of an order at most; half of all have one, a quarter two, ...")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option("--hold-seconds", options->hold_seconds,
                  "for which what is reserved is held; shorter than the run, leave --stock enough "
                  "for all of it:\nwhat expires looks like stock that is sold twice")
      ->check(CLI::Range(int64_t{1}, int64_t{30 * 86400}))
      ->capture_default_str();
  auto* const rate =
      app->add_option("--rate", options->rate, "operations a second, open loop; 0: closed loop")
          ->check(CLI::Range(0.0, 1e7))
          ->capture_default_str();
  app->add_option("--in-flight", options->in_flight,
                  "closed loop: operations at once; open loop: never more (default there: 10000)")
      ->check(CLI::Range(1, 1'000'000));
  app->add_option("--deadline-ms", options->deadline_ms,
                  "milliseconds after which an answer is of no use; what is later, or is turned "
                  "away by\nthe server, is then counted apart and is no failure. 0: callers are "
                  "patient (a minute). Open loop only")
      ->check(CLI::Range(int64_t{0}, int64_t{60'000}))
      ->needs(rate)
      ->capture_default_str();
  app->add_option("--wait-share", options->wait_share,
                  "of --deadline-ms: what would have to wait for longer, as fast as answers come, "
                  "is turned\naway unsent (default 1/64; batched 1/8)")
      ->check(CLI::Range(0.001, 1.0));
  app->add_flag("--batched", options->is_batched,
                "send operations together on batched streams; default: a call for each");
  app->add_option("--connections", options->connections, "TCP connections")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app->add_option("--threads", options->threads, "threads that take answers")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app->add_option("--seconds", options->seconds, "to measure")
      ->check(CLI::Range(0.01, 86400.0))
      ->capture_default_str();
  app->add_option("--warm-up", options->warm_up_seconds, "seconds before that")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app->add_option("--operations", options->operations, "end earlier after so many; 0: no limit")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 40))
      ->capture_default_str();
  app->add_option("--seed", options->seed, "of what is asked for")->capture_default_str();
  app->add_option("--run-id", options->run,
                  "begins every request id; must be new to the server (default: from the time)");
  app->add_flag("--recovery", options->measures_recovery,
                "kill our own server at the end, start it again, and say how long that took");
  app->add_option("--json", outputs->json, "write the result as one JSON object to this file");
  app->add_option("--html", outputs->html,
                  "write the result to this file as a report with charts and a sizing table");
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  if (file.flush()) return true;
  std::cerr << "atpbench: cannot write " << path << "\n";
  return false;
}

std::string ProgramBeside(const char* self) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) path = self;
  return (path.parent_path() / "../../server/atpd").lexically_normal().string();
}

int Main(int argc, char** argv) {
  BenchOptions options;
  options.scenario = *FindScenario("uniform");
  options.in_flight = 0;
  Outputs outputs;
  CLI::App app(kAbout, "atpbench");
  AddFlags(&app, &options, &outputs);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // also --help, which is no failure
    return app.exit(error) == 0 ? 0 : kExitFailed;
  }
  if (options.in_flight == 0) options.in_flight = options.rate > 0 ? 10'000 : 64;
  if (options.atpd.empty()) options.atpd = ProgramBeside(argv[0]);
  if (options.run.empty())
    options.run = absl::StrCat("b", absl::Hex(absl::ToUnixMicros(absl::Now())));

  const absl::StatusOr<Report> report = RunBench(options, &std::cerr);
  if (!report.ok()) {
    std::cerr << "atpbench: " << report.status().message() << "\n";
    return kExitFailed;
  }
  std::cout << ToText(*report) << std::flush;
  bool is_written = outputs.json.empty() || WriteFile(outputs.json, ToJson(*report) + "\n");
  is_written &= outputs.html.empty() || WriteFile(outputs.html, ToHtml(*report));
  if (!is_written) return kExitFailed;
  return report->IsSound() ? 0 : kExitUnsound;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) { return atp::Main(argc, argv); }
