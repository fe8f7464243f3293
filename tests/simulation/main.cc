// The simulator as a program: see tools/simulate.

#include <CLI/CLI.hpp>
#include <cinttypes>
#include <cstdio>

#include "tests/simulation/campaign.h"
#include "tests/simulation/history.h"
#include "tests/simulation/runner.h"

namespace atp::simulation {
namespace {

int Main(int argc, char** argv) {
  Campaign campaign;
  bool trace = false;
  CLI::App app("Plays the whole engine by seed, with faults, and holds it against a plain ledger.");
  app.add_option("--first-seed", campaign.first_seed, "the first seed");
  app.add_option("--seeds", campaign.seeds, "how many seeds");
  app.add_option("--ops", campaign.ops, "steps of each seed");
  app.add_option("--failed-seeds", campaign.failed_seeds, "a file of seeds to be played first");
  app.add_option("--shrink-tries", campaign.shrink_tries, "histories tried to find a smaller one");
  app.add_flag("--trace", trace, "print every step of the first seed, and nothing else");
  CLI11_PARSE(app, argc, argv);
  if (trace) {
    const Verdict verdict = PlayApart(History::Whole(campaign.first_seed, campaign.ops), trace);
    std::printf("hash of all this: %016" PRIx64 "\n", verdict.counts.hash);
    return verdict.violation.empty() ? 0 : 1;
  }
  return PlayAll(campaign).violations == 0 ? 0 : 1;
}

}  // namespace
}  // namespace atp::simulation

int main(int argc, char** argv) { return atp::simulation::Main(argc, argv); }
