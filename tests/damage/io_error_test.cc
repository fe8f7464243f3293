// A disk that fails at the k-th call, for every k of a run: whatever fails, and whether it fails
// once or for good, nothing that was acknowledged is lost, and everybody is told the truth.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/test_volume.h"
#include "engine/sourcing/printed_seed.h"
#include "gtest/gtest.h"
#include "tests/damage/depth.h"
#include "tests/damage/faulty_life.h"
#include "tests/damage/on_all_processors.h"
#include "tests/damage/script.h"

namespace atp::damage {
namespace {

constexpr size_t kStepsOfALeg = 125;
constexpr size_t kFailuresShown = 10;

struct Fault {
  const char* name;
  IoFault::Kind kind;
  bool persists;
  size_t one_call_in;  // but at every call in a deep run
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

size_t Operations() {
  const char* const text = std::getenv("ATP_DAMAGE_OPERATIONS");
  return text == nullptr ? 500 : std::max(20, std::atoi(text));
}

// To look at one case: "leg:call", as a failure names it.
std::string OnlyCall() {
  const char* const text = std::getenv("ATP_DAMAGE_CALL");
  return text == nullptr ? "" : text;
}

const Script& TheScript() {
  static const Script* const script = new Script(sourcing::PrintedSeed(), Operations());
  return *script;
}

// The legs of the script and the calls of each, as they are where nothing fails.
struct Legs {
  std::vector<Leg> legs;
  std::vector<uint64_t> calls;
  uint64_t all_calls = 0;
  std::vector<std::string> problems;
};

const Legs& TheLegs() {
  static const Legs* const all = [] {
    auto* const made = new Legs;
    const size_t steps = TheScript().steps().size();
    DirectoryImage before;
    for (size_t begin = 0; begin < steps; begin += kStepsOfALeg) {
      made->legs.push_back({begin, std::min(begin + kStepsOfALeg, steps), before});
      FaultyLife life(TheScript(), made->legs.back(), IoFault(), /*forgets=*/begin % 2 == 0);
      life.Play();
      for (const std::string& problem : life.problems()) made->problems.push_back(problem);
      if (life.ending() != Ending::kUnnoticed) made->problems.push_back("it did not end well");
      before = life.after();
      made->calls.push_back(life.calls());
      made->all_calls += life.calls();
    }
    return made;
  }();
  return *all;
}

class IoErrorTest : public testing::TestWithParam<Fault> {};

TEST(NoErrorTest, WithoutAFaultEverythingIsAsTheScriptSays) {
  EXPECT_EQ(TheLegs().problems, std::vector<std::string>());
}

TEST_P(IoErrorTest, AtEveryCallNothingAcknowledgedIsLostAndEverybodyIsToldTheTruth) {
  const Legs& all = TheLegs();
  const size_t calls = all.all_calls;
  Mutex mu;
  std::array<size_t, 5> endings{};
  size_t failures = 0;
  const size_t step = OneCaseIn(GetParam().one_call_in);
  OnAllProcessors(calls / step, [&](size_t i) {
    uint64_t at = 1 + i * step;
    const bool forgets = (at % 2 == 0) == GetParam().persists;
    size_t leg = 0;
    while (at > all.calls[leg]) at -= all.calls[leg++];
    FaultyLife life(TheScript(), all.legs[leg], IoFault{GetParam().kind, at, GetParam().persists},
                    forgets);
    const std::string name = std::to_string(leg) + ":" + std::to_string(at);
    if (!OnlyCall().empty() && OnlyCall() != name) return;
    life.Play();
    MutexLock lock(&mu);
    ++endings[static_cast<size_t>(life.ending())];
    if (life.problems().empty() || failures++ >= kFailuresShown) return;
    ADD_FAILURE() << "ATP_DAMAGE_CALL=" << name << (forgets ? ", forgetting: " : ": ")
                  << life.problems().front();
  });
  std::cout << calls / step << " calls of " << TheScript().steps().size() << " operations, "
            << GetParam().name << ": " << endings[static_cast<size_t>(Ending::kStopped)]
            << " stopped changes, " << endings[static_cast<size_t>(Ending::kNotOpened)]
            << " refused to open, " << endings[static_cast<size_t>(Ending::kCheckpoint)]
            << " failed a checkpoint, " << endings[static_cast<size_t>(Ending::kAnswer)]
            << " an answer, " << endings[static_cast<size_t>(Ending::kUnnoticed)] << " nothing; "
            << failures << " lost or untrue" << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Disk, IoErrorTest,
                         testing::Values(Fault{"ErrorOnce", IoFault::Kind::kError, false, 1},
                                         Fault{"ErrorForGood", IoFault::Kind::kError, true, 1},
                                         Fault{"FullOnce", IoFault::Kind::kNoSpace, false, 5},
                                         Fault{"FullForGood", IoFault::Kind::kNoSpace, true, 5},
                                         Fault{"ShortWriteOnce", IoFault::Kind::kShortWrite, false,
                                               5}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace atp::damage
