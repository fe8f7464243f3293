#include "engine/sourcing/fill_lines.h"

#include <utility>

#include "engine/base/check.h"

namespace atp::sourcing {
namespace {

Draft FillWhileHeld(const Draft& held, FillLine fill) {
  Draft draft = held;
  for (size_t i = 0; i < held.request().lines.size(); ++i) {
    const Quantity wanted = held.Given(i);
    draft.Clear(i);
    const bool is_filled = wanted == 0 || fill(i, wanted, &draft);
    ATP_CHECK(is_filled);
  }
  return draft;
}

}  // namespace

bool TryFillLines(const Draft& held, FillLine fill, Draft* draft) {
  for (size_t i = 0; i < held.request().lines.size(); ++i) {
    const Quantity wanted = held.Given(i);
    if (wanted > 0 && !fill(i, wanted, draft)) return false;
  }
  return true;
}

Draft FillLines(const Draft& held, FillLine fill) {
  Draft draft = WithoutParts(held);
  if (TryFillLines(held, fill, &draft)) return draft;
  return FillWhileHeld(held, fill);
}

}  // namespace atp::sourcing
