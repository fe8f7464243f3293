#include "tools/atpbench/workload.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr size_t kHeldMax = 100'000;

}  // namespace

Workload::Workload(const WorkloadOptions& options, const Scenario& scenario,
                   const Catalogue& catalogue)
    : options_(options),
      scenario_(scenario),
      catalogue_(catalogue),
      // Uniform needs no table of ten million weights.
      popularity_(scenario.zipf_exponent == 0 ? 1 : catalogue.items, scenario.zipf_exponent),
      dice_(options.seed) {}

Operation Workload::Next(double progress) {
  MutexLock lock(&mu_);
  Operation operation;
  operation.kind = DrawKind();
  if (operation.kind == OperationKind::kConfirm || operation.kind == OperationKind::kRelease) {
    if (held_.empty()) {
      operation.kind = OperationKind::kReserve;
    } else {
      operation.reservation = std::move(held_.front().reservation);
      operation.lines = std::move(held_.front().lines);
      held_.pop_front();
    }
  }
  if (operation.reservation.empty()) operation.lines = DrawBasket(progress);
  if (operation.kind == OperationKind::kReserve) operation.hold_seconds = options_.hold_seconds;
  if (operation.kind != OperationKind::kCheck) {
    operation.request_id = absl::StrCat(options_.run, "-", ++requests_);
  }
  return operation;
}

void Workload::Learn(const Operation& operation, const Answer& answer) {
  if (operation.kind != OperationKind::kReserve || answer.reservation.empty()) return;
  // Nobody will ask for it.
  if (options_.mix.weights[static_cast<size_t>(OperationKind::kConfirm)] == 0 &&
      options_.mix.weights[static_cast<size_t>(OperationKind::kRelease)] == 0) {
    return;
  }
  Held held{answer.reservation, operation.lines};
  for (size_t k = 0; k < held.lines.size(); ++k)
    held.lines[k].quantity = answer.PromisedOf(operation, k);
  MutexLock lock(&mu_);
  held_.push_back(std::move(held));
  if (held_.size() > kHeldMax) held_.pop_front();
}

OperationKind Workload::DrawKind() {
  auto at = static_cast<int>(dice_.Below(static_cast<uint64_t>(options_.mix.total())));
  size_t kind = 0;
  while (at >= options_.mix.weights[kind]) at -= options_.mix.weights[kind++];
  return static_cast<OperationKind>(kind);
}

uint32_t Workload::DrawPosition(double progress) {
  const bool is_promotion =
      progress >= scenario_.promoted_from && progress < scenario_.promoted_until;
  uint32_t item = 0;
  if (is_promotion && scenario_.promoted_items > 0 && dice_.Fraction() < scenario_.promoted_share) {
    // The least popular ones, so that it is the promotion that makes the difference.
    const uint32_t promoted = std::min(scenario_.promoted_items, catalogue_.items);
    item = catalogue_.items - 1 - static_cast<uint32_t>(dice_.Below(promoted));
  } else if (scenario_.zipf_exponent == 0) {
    item = static_cast<uint32_t>(dice_.Below(catalogue_.items));
  } else {
    item = popularity_.Draw(&dice_);
  }
  return catalogue_.PositionOf(item, static_cast<uint32_t>(dice_.Below(catalogue_.locations)));
}

std::vector<OrderLine> Workload::DrawBasket(double progress) {
  int lines = 1;
  while (lines < options_.basket_lines_max && dice_.OneIn(2)) ++lines;
  std::vector<OrderLine> basket;
  basket.reserve(static_cast<size_t>(lines));
  for (; lines > 0; --lines) {
    const uint32_t position = DrawPosition(progress);
    const uint64_t units = 1 + dice_.Below(static_cast<uint64_t>(options_.line_units_max));
    basket.push_back({position, static_cast<int64_t>(units)});
  }
  return basket;
}

}  // namespace atp
