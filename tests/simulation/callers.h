#ifndef ATP_TESTS_SIMULATION_CALLERS_H_
#define ATP_TESTS_SIMULATION_CALLERS_H_

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/command.h"
#include "tests/simulation/actor.h"
#include "tests/simulation/network.h"

namespace atp::simulation {

// Who asks, and repeats with the same id until there is an answer.
class Caller : public Actor {
 public:
  explicit Caller(std::string name) : name_(std::move(name)) {}

  void Step(World* world) final;
  // `entry`: the answer; null: a final error. Of a request that was answered before, nothing.
  void Answered(const Request& request, const Entry* entry);

 protected:
  // What to ask next.
  virtual Action Wish(World* world) = 0;
  virtual void Learn(const Action& action, const Entry& entry) {}
  const std::string& name() const { return name_; }

 private:
  static constexpr size_t kOpenMax = 4;

  const std::string name_;
  int asked_ = 0;
  std::map<std::string, Request> open_;
};

// A shop: reserves, and sees to what it has reserved.
class Storefront final : public Caller {
 public:
  using Caller::Caller;

 private:
  Action Wish(World* world) override;
  void Learn(const Action& action, const Entry& entry) override;

  std::deque<std::pair<ReservationId, size_t>> mine_;  // and how many lines
};

// The ERP: what is physically where.
class Erp final : public Caller {
 public:
  using Caller::Caller;

 private:
  Action Wish(World* world) override;
  int documents_ = 0;
};

// A supplier: announces, changes, delivers and cancels.
class Supplier final : public Caller {
 public:
  using Caller::Caller;

 private:
  Action Wish(World* world) override;
  void Learn(const Action& action, const Entry& entry) override;

  int documents_ = 0;
  std::deque<SupplyKey> open_;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_CALLERS_H_
