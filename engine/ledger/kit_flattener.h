#ifndef ATP_ENGINE_LEDGER_KIT_FLATTENER_H_
#define ATP_ENGINE_LEDGER_KIT_FLATTENER_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/setting.h"

namespace atp {

// Bounds on what a kit comes to once the kits in it are taken apart.
inline constexpr size_t kKitPartsMax = 1000;
inline constexpr size_t kKitLevelsMax = 16;

// Takes kits apart: a kit of kits becomes the items that are no kits, each once, with how many of
// it one kit takes.
//
//     desk = 1 table, 2 lamp        table = 1 top, 4 leg        desk -> 1 top, 4 leg, 2 lamp
//
// Remembers what it has taken apart, so that a kit which is in many is done once. For one question
// or a few, while the kits stay as they are.
class KitFlattener {
 public:
  // The kit of an item; null: it is no kit.
  using Find = std::function<const KitSetting*(const std::string& item)>;
  explicit KitFlattener(Find find) : find_(std::move(find)) {}

  // In order of first mention. nullopt: too many parts or levels, or a quantity out of range, as
  // of kits that contain themselves. `kit` must be one.
  std::optional<std::vector<KitSetting::Component>> Flatten(const KitSetting& kit);

 private:
  struct Flat {
    std::vector<KitSetting::Component> parts;
    size_t levels = 1;
  };
  // null: too large. `room`: how many levels there may be.
  const Flat* FlatOf(const KitSetting& kit, size_t room);
  std::optional<Flat> Take(const KitSetting& kit, size_t room);

  const Find find_;
  std::map<std::string, std::optional<Flat>> done_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_KIT_FLATTENER_H_
