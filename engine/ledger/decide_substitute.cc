#include <algorithm>

#include "engine/ledger/decide_reserve.h"

namespace atp {
namespace {

// What may be given in place of a place's item: the same place for each substitute.
std::vector<Place> SubstitutesOf(const Serving& serving, const SubstituteSetting& setting,
                                 const Place& place) {
  std::vector<Place> places;
  for (const std::string& item : setting.substitutes) {
    Place substitute = place;
    substitute.position.item = serving.context.ledger->names().Item(item);
    substitute.substitute_for = place.position.item;
    places.push_back(substitute);
  }
  return places;
}

// What a substitute may promise; nothing where its own rule does not let it.
Quantity PromisableOf(const Serving& serving, const Place& substitute) {
  return std::max<Quantity>(0, Promisable(serving, substitute).value_or(0));
}

// All from the item or all from one substitute.
absl::Status ServeWhole(const Serving& serving, const std::vector<Place>& substitutes,
                        const Place& place, Quantity quantity, LineEffects* lines) {
  for (const Place& substitute : substitutes) {
    if (PromisableOf(serving, substitute) < quantity) continue;
    return Serve(serving, substitute, Share::Of(quantity, ReserveMode::kAllOrNothing), lines);
  }
  return Serve(serving, place, Share::Of(quantity, ReserveMode::kAllOrNothing), lines);
}

// What the item has, then what the substitutes have; what is missing is missing of the item.
absl::Status ServeInParts(const Serving& serving, const std::vector<Place>& substitutes,
                          const Place& place, Quantity quantity, Quantity of_item,
                          LineEffects* lines) {
  LineEffects others;
  Quantity missing = quantity - of_item;
  for (const Place& substitute : substitutes) {
    const Quantity taken = std::min(missing, PromisableOf(serving, substitute));
    if (taken == 0) continue;
    const absl::Status served =
        Serve(serving, substitute, Share::Of(taken, ReserveMode::kAllOrNothing), &others);
    if (!served.ok()) return served;
    missing -= taken;
  }
  if (of_item + missing > 0) {
    const absl::Status served =
        Serve(serving, place, Share::Of(of_item + missing, serving.action.mode), lines);
    if (!served.ok()) return served;
  }
  lines->insert(lines->end(), others.begin(), others.end());
  return absl::OkStatus();
}

}  // namespace

absl::Status ServeOrSubstitute(const Serving& serving, const std::string& item, const Place& place,
                               Quantity quantity, LineEffects* lines) {
  const SubstituteSetting* setting = nullptr;
  if (serving.action.accepts_substitutes) {
    setting = serving.catalog().Find(SubstituteSetting{item, {}});
  }
  const Share all = Share::Of(quantity, serving.action.mode);
  if (setting == nullptr) return Serve(serving, place, all, lines);
  const auto promisable = Promisable(serving, place);
  if (!promisable.ok()) return promisable.status();
  if (*promisable >= quantity) return Serve(serving, place, all, lines);
  const std::vector<Place> substitutes = SubstitutesOf(serving, *setting, place);
  if (serving.action.mode == ReserveMode::kAllOrNothing) {
    return ServeWhole(serving, substitutes, place, quantity, lines);
  }
  return ServeInParts(serving, substitutes, place, quantity, std::max<Quantity>(0, *promisable),
                      lines);
}

}  // namespace atp
