#ifndef ATP_ENGINE_LEDGER_AGE_BOOK_H_
#define ATP_ENGINE_LEDGER_AGE_BOOK_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/name_resolver.h"
#include "engine/model/setting.h"

namespace atp {

// A source of counts that is watched, and when it was last heard.
struct WatchedSource {
  std::string name;
  Micros allowed_age = 0;
  AgePolicy policy = AgePolicy::kMark;
  int32_t buffer_percent = 0;
  std::vector<LocationId> locations;
  std::atomic<Micros> heard{0};

  Micros AgeAt(Micros now) const {
    return std::max<Micros>(0, now - heard.load(std::memory_order_acquire));
  }
  // At the allowed age exactly it is still fresh.
  bool IsAgedAt(Micros now) const { return AgeAt(now) > allowed_age; }
};

// Finds the source that counts a location, if its age is watched. Where none is, that costs a
// bounds check.
//
// Derived from the settings, and from when the shards last heard of their sources. Hear() and the
// readers need any one shard lock; Index() needs all of them.
class AgeBook {
 public:
  // Null: nobody watches it.
  const WatchedSource* Find(LocationId location) const {
    return location < by_location_.size() ? by_location_[location] : nullptr;
  }
  bool IsAged(LocationId location, Micros now) const {
    const WatchedSource* source = Find(location);
    return source != nullptr && source->IsAgedAt(now);
  }

  // The source spoke; of several times the latest counts.
  void Hear(const std::string& name, Micros time);

  // How often a watched source has spoken. Who reads this first and then finds a location aged
  // finds this changed when its source has spoken since.
  uint64_t words() const { return words_.load(std::memory_order_acquire); }

  // `setting` null: it is watched no more.
  void Index(const AgeSetting& key, const AgeSetting* setting, const NameResolver& names);

 private:
  std::map<std::string, std::unique_ptr<WatchedSource>> sources_;
  std::vector<const WatchedSource*> by_location_;
  std::atomic<uint64_t> words_{0};
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_AGE_BOOK_H_
