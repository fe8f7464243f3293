#ifndef ATP_TESTS_SIMULATION_RUNNER_H_
#define ATP_TESTS_SIMULATION_RUNNER_H_

#include "tests/simulation/history.h"
#include "tests/simulation/verdict.h"

namespace atp::simulation {

// Plays a history in a process of its own, so that a broken invariant or an endless loop of the
// engine is a violation like any other. With `trace` each step is printed. One thread must be all
// that this process has.
Verdict PlayApart(const History& history, bool trace = false);

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_RUNNER_H_
