#ifndef ATP_ENGINE_MODEL_SETTING_H_
#define ATP_ENGINE_MODEL_SETTING_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/clock.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// What is set rather than moved: rules and master data that every shard knows. Each is one value
// under one key, replaced as a whole, journaled, and gone when it is removed. Keys are strings, as
// callers know them. The catalog (engine/ledger/catalog.h) makes them quick to look up.

// How positions promise. From the most specific to the least: item and location, item, location,
// neither. Key: both strings, either or both empty.
struct RuleSetting {
  std::string item;
  std::string location;
  Rule rule;
};

// How far a supplier is trusted, beside what the rule says of a supply's state: the more careful
// of the two counts. Key: supplier.
struct SupplierSetting {
  std::string supplier;
  Confidence confidence;
};

// Locations that can serve the same demand, the preferred first. Key: group.
struct GroupSetting {
  std::string group;
  std::vector<std::string> locations;  // 1 to 256, each once
};

// The way from a location to a region. Costs in any one unit of money. Key: location and region.
struct LaneSetting {
  std::string location;
  std::string region;
  int64_t cost_per_unit = 0;      // >= 0
  int64_t cost_per_shipment = 0;  // >= 0
  int32_t transit_days = 0;       // 0 to 365
};

// A kit is no stock of its own: it is what its components can make. Key: item.
struct KitSetting {
  struct Component {
    std::string item;
    Quantity quantity = 0;  // of it in one kit, > 0
  };
  std::string item;
  std::vector<Component> components;  // 1 to 100, each item once
};

// What may be given in an item's place, the best first. Key: item.
struct SubstituteSetting {
  std::string item;
  std::vector<std::string> substitutes;  // 1 to 16, each once
};

// A sales channel, part of another if it names a parent: channel, tier, region. Key: channel.
struct ChannelSetting {
  std::string channel;
  std::string parent;               // empty: none
  bool may_use_shared_pool = true;  // beyond its own quota, what no channel has set aside
};

// What becomes of answers when a source of counts has been silent for too long.
enum class AgePolicy : uint8_t {
  kMark = 1,     // say so
  kBuffer = 2,   // say so, and keep a share of on-hand back
  kUnknown = 3,  // say so, and promise nothing from on-hand
};

// How old the last word of a snapshot source may be at the locations it counts. Key: source.
struct AgeSetting {
  std::string source;
  std::vector<std::string> locations;  // 1 to 1,000, each once and of one source only
  Micros allowed_age = 0;              // > 0
  AgePolicy policy = AgePolicy::kMark;
  int32_t buffer_percent = 0;  // kBuffer: 1 to 100 of on-hand; otherwise 0
};

// How much one request, and one customer within a window, may be promised of an item. Key: item;
// empty: of every item that has no cap of its own.
struct CapSetting {
  std::string item;
  Quantity per_request_max = 0;   // > 0; 0: no such cap
  Quantity per_customer_max = 0;  // > 0; 0: no such cap
  Micros window = 0;              // with per_customer_max: > 0, at most 90 days
};

// The order of the alternatives is on disk: add at the end.
using SettingValue =
    std::variant<RuleSetting, SupplierSetting, GroupSetting, LaneSetting, KitSetting,
                 SubstituteSetting, ChannelSetting, AgeSetting, CapSetting>;

struct Setting {
  SettingValue value;       // of a removed one only the key counts
  bool is_removed = false;  // from now on there is none
};

// A setting as it is after an entry, and as it was before; nullopt: there was none.
struct SettingChange {
  Setting after;
  std::optional<SettingValue> before;
};

// The key as bytes: equal for values that replace one another.
std::string SettingKey(const SettingValue& value);

// The value as bytes, the key included, and back; false if malformed. Layout: FORMAT.md of
// engine/journal.
void EncodeSetting(const SettingValue& value, std::string* out);
bool DecodeSetting(std::string_view bytes, SettingValue* value);

// Ranges and texts of one value, told from it alone. INVALID_ARGUMENT naming the field below
// `path`.
absl::Status Validate(const SettingValue& value, std::string_view path);

inline constexpr size_t kGroupLocationsMax = 256;
inline constexpr size_t kKitComponentsMax = 100;
inline constexpr size_t kSubstitutesMax = 16;
inline constexpr size_t kSourceLocationsMax = 1000;
inline constexpr Micros kCapWindowMax = 90 * kMicrosPerDay;
// Levels from the topmost channel down.
inline constexpr size_t kChannelDepthMax = 8;

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_SETTING_H_
