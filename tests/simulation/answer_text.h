#ifndef ATP_TESTS_SIMULATION_ANSWER_TEXT_H_
#define ATP_TESTS_SIMULATION_ANSWER_TEXT_H_

#include <string>

#include "engine/engine.h"
#include "tests/simulation/plain_nouns.h"

namespace atp::simulation {

std::string TextOf(const Place& place);
std::string TextOf(const Balances& balances);

// Where the engine's answer is not what the plain ledger says; empty: nowhere.
std::string Difference(const PlainAnswer& expected, const Entry& entry, Engine* engine);

// A hash of every field of an answer, never 0.
uint64_t HashOf(const Entry& entry);

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_ANSWER_TEXT_H_
