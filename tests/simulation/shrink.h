#ifndef ATP_TESTS_SIMULATION_SHRINK_H_
#define ATP_TESTS_SIMULATION_SHRINK_H_

#include <functional>

#include "tests/simulation/history.h"
#include "tests/simulation/verdict.h"

namespace atp::simulation {

// The smallest history found that still violates something, by leaving out steps of one that does:
// all after the violation, then halves, quarters, and so on of what is left, in at most `tries`.
History Shrink(History history, const Verdict& verdict, int tries,
               const std::function<Verdict(const History&)>& play);

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_SHRINK_H_
