#ifndef ATP_TESTS_MODEL_ACTION_TEXT_H_
#define ATP_TESTS_MODEL_ACTION_TEXT_H_

#include <string>

#include "engine/model/command.h"

namespace atp {

// Everything of an action, as text: equal texts are equal bodies.
std::string TextOf(const Action& action);

}  // namespace atp

#endif  // ATP_TESTS_MODEL_ACTION_TEXT_H_
