#ifndef ATP_ENGINE_LEDGER_RULE_BOOK_H_
#define ATP_ENGINE_LEDGER_RULE_BOOK_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/ledger/name_resolver.h"
#include "engine/model/setting.h"

namespace atp {

struct RuleChoice {
  const Rule* rule;
  RuleScope scope;
};

// Finds the rule of a position, the most specific first: item and location, item, location,
// neither. A position for which nothing is set costs two tests for emptiness and a bounds check.
//
// It points at the values of the catalog that owns it.
class RuleBook {
 public:
  // The rule where nothing is set; not null, not owned.
  void set_fallback(const Rule* rule) { fallback_ = rule; }
  const Rule* fallback() const { return fallback_; }

  RuleChoice Find(PositionId id) const {
    if (!by_position_.empty()) {
      const auto it = by_position_.find(id);
      if (it != by_position_.end()) return {it->second, RuleScope::kPosition};
    }
    if (!by_item_.empty()) {
      const auto it = by_item_.find(id.item);
      if (it != by_item_.end()) return {it->second, RuleScope::kItem};
    }
    if (id.location < by_location_.size() && by_location_[id.location] != nullptr) {
      return {by_location_[id.location], RuleScope::kLocation};
    }
    return {default_ != nullptr ? default_ : fallback_, RuleScope::kDefault};
  }

  // `rule` null: there is none any more.
  void Index(const RuleSetting& key, const Rule* rule, const NameResolver& names) {
    if (key.item.empty() && key.location.empty()) {
      default_ = rule;
    } else if (key.item.empty()) {
      const LocationId location = names.Location(key.location);
      if (location == kNoLocation) return;
      if (location >= by_location_.size()) by_location_.resize(location + 1, nullptr);
      by_location_[location] = rule;
    } else if (key.location.empty()) {
      Put(names.Item(key.item), rule, &by_item_);
    } else {
      Put(PositionId{names.Item(key.item), names.Location(key.location)}, rule, &by_position_);
    }
  }

 private:
  template <typename Key>
  static void Put(const Key& key, const Rule* rule, absl::flat_hash_map<Key, const Rule*>* rules) {
    if (rule != nullptr) {
      (*rules)[key] = rule;
    } else {
      rules->erase(key);
    }
  }

  const Rule* fallback_ = nullptr;
  const Rule* default_ = nullptr;
  std::vector<const Rule*> by_location_;
  absl::flat_hash_map<ItemId, const Rule*> by_item_;
  absl::flat_hash_map<PositionId, const Rule*> by_position_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_RULE_BOOK_H_
