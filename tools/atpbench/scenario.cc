#include "tools/atpbench/scenario.h"

#include <numeric>

namespace atp {
namespace {

std::vector<Scenario> MakeScenarios() {
  std::vector<Scenario> all(7);
  all[0].name = "uniform";
  all[0].meaning = "All items are equally popular.";

  all[1].name = "zipf";
  all[1].meaning = "A few items are wanted by many, many items by a few, as in a shop.";
  all[1].zipf_exponent = 1;

  all[2].name = "flash-sale";
  all[2].meaning = "One item takes all of the traffic.";
  all[2].promoted_items = 1;
  all[2].promoted_share = 1;

  all[3].name = "promotion";
  all[3].meaning = "As zipf; in the middle third of the run ten items take four fifths of it.";
  all[3].zipf_exponent = 1;
  all[3].promoted_items = 10;
  all[3].promoted_share = 0.8;
  all[3].promoted_from = 1.0 / 3;
  all[3].promoted_until = 2.0 / 3;

  all[4].name = "snapshot";
  all[4].meaning = "As zipf, while stock counts of all positions are pushed without a pause.";
  all[4].zipf_exponent = 1;
  all[4].pushes_snapshots = true;

  all[5].name = "subscribers";
  all[5].meaning = "As zipf, while 50 subscribers follow every change.";
  all[5].zipf_exponent = 1;
  all[5].subscribers = 50;

  all[6].name = "erp-maintenance";
  all[6].meaning =
      "As zipf; the ERP is away, goods arrive meanwhile, and two thirds into the run it pushes "
      "the count it made before it went.";
  all[6].zipf_exponent = 1;
  all[6].erp_maintenance = true;
  return all;
}

}  // namespace

int Mix::total() const { return std::accumulate(weights, weights + kOperationKinds, 0); }

const std::vector<Scenario>& Scenarios() {
  static const auto* const all = new std::vector<Scenario>(MakeScenarios());
  return *all;
}

const Scenario* FindScenario(const std::string& name) {
  for (const Scenario& scenario : Scenarios()) {
    if (scenario.name == name) return &scenario;
  }
  return nullptr;
}

}  // namespace atp
