#ifndef ATP_SERVER_PLACES_H_
#define ATP_SERVER_PLACES_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

namespace atp {

// A bounded number of places for work that is under way. Who finds none is refused at once, which
// costs far less than to let him wait. Thread-safe; outlives its places.
class Places {
 public:
  // One place, until it goes.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(places_, other.places_);
      return *this;
    }
    ~Place() {
      if (places_ != nullptr) places_->taken_.fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    friend class Places;
    explicit Place(Places* places) : places_(places) {}
    Places* places_ = nullptr;
  };

  explicit Places(int64_t max) : max_(max) {}

  // Nothing: all are taken.
  std::optional<Place> TryTake() {
    if (taken_.fetch_add(1, std::memory_order_relaxed) < max_) return Place(this);
    taken_.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }

  int64_t max() const { return max_; }

 private:
  const int64_t max_;
  std::atomic<int64_t> taken_{0};
};

}  // namespace atp

#endif  // ATP_SERVER_PLACES_H_
