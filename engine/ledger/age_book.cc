#include "engine/ledger/age_book.h"

namespace atp {

void AgeBook::Hear(const std::string& name, Micros time) {
  const auto it = sources_.find(name);
  if (it == sources_.end()) return;
  std::atomic<Micros>& heard = it->second->heard;
  Micros before = heard.load(std::memory_order_relaxed);
  while (before < time && !heard.compare_exchange_weak(before, time, std::memory_order_release)) {
  }
  // After `heard`, and pairs with words(): who sees the new number sees the new time.
  words_.fetch_add(1, std::memory_order_release);
}

void AgeBook::Index(const AgeSetting& key, const AgeSetting* setting, const NameResolver& names) {
  std::unique_ptr<WatchedSource>& source = sources_[key.source];
  if (source == nullptr) source = std::make_unique<WatchedSource>();
  for (const LocationId location : source->locations) {
    // Another source may count it by now.
    if (by_location_[location] == source.get()) by_location_[location] = nullptr;
  }
  if (setting == nullptr) {
    sources_.erase(key.source);
    return;
  }
  source->name = setting->source;
  source->allowed_age = setting->allowed_age;
  source->policy = setting->policy;
  source->buffer_percent = setting->buffer_percent;
  source->locations.clear();
  for (const std::string& name : setting->locations) {
    const LocationId location = names.Location(name);
    if (location == kNoLocation) continue;
    if (location >= by_location_.size()) by_location_.resize(location + 1, nullptr);
    by_location_[location] = source.get();
    source->locations.push_back(location);
  }
}

}  // namespace atp
