#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/atp/curve.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/decide_reserve.h"
#include "engine/model/error.h"

namespace atp {
namespace {

Place PlaceOf(const KitPart& part, Place place) {
  place.position.item = part.item;
  return place;
}

absl::Status ServeKit(const Serving& serving, const std::vector<KitPart>& kit, const Place& place,
                      const Share& share, LineEffects* lines) {
  const auto promisable = Promisable(serving, place);
  if (!promisable.ok()) return promisable.status();
  const Quantity kits = std::clamp<Quantity>(*promisable, 0, share.at_most);
  for (const KitPart& part : kit) {
    Share of_part;
    of_part.mode = share.mode;
    if (!MultiplyOk(share.wanted, part.quantity, &of_part.wanted)) {
      return BadField("QUANTITY_OVERFLOW", FieldPath("lines", place.request_line, "quantity"),
                      absl::StrCat("so many kits of ", part.quantity, " leave its range"));
    }
    of_part.at_most = share.mode == ReserveMode::kBackorder ? of_part.wanted : kits * part.quantity;
    auto line = PromiseAt(serving, PlaceOf(part, place), of_part);
    if (!line.ok()) return line.status();
    lines->push_back(*std::move(line));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Quantity> Promisable(const Serving& serving, const Place& place) {
  const std::vector<KitPart>* kit = serving.catalog().kits().Find(place.position.item);
  if (kit == nullptr) return AtpAt(serving, place);
  Quantity kits = kUnlimited;
  for (const KitPart& part : *kit) {
    const auto atp = AtpAt(serving, PlaceOf(part, place));
    if (!atp.ok()) return atp.status();
    kits = std::min(kits, WholesIn(*atp, part.quantity));
  }
  return kits;
}

Curve PromisableCurve(const Serving& serving, PositionId id) {
  const Asker asker = serving.asker;
  const std::vector<KitPart>* kit = serving.catalog().kits().Find(id.item);
  if (kit == nullptr) return serving.draft->Of(id, asker).ToCurve();
  std::vector<Curve> curves;
  std::vector<Quantity> in_one;
  for (const KitPart& part : *kit) {
    curves.push_back(serving.draft->Of({part.item, id.location}, asker).ToCurve());
    in_one.push_back(part.quantity);
  }
  return MinOver(curves, in_one);
}

absl::Status Serve(const Serving& serving, const Place& place, const Share& share,
                   LineEffects* lines) {
  const std::vector<KitPart>* kit = serving.catalog().kits().Find(place.position.item);
  if (kit != nullptr) return ServeKit(serving, *kit, place, share, lines);
  auto line = PromiseAt(serving, place, share);
  if (!line.ok()) return line.status();
  lines->push_back(*std::move(line));
  return absl::OkStatus();
}

}  // namespace atp
