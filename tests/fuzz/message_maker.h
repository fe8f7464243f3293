#ifndef ATP_TESTS_FUZZ_MESSAGE_MAKER_H_
#define ATP_TESTS_FUZZ_MESSAGE_MAKER_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <string>

#include "tests/fuzz/choices.h"

namespace atp::fuzz {

// What messages are about.
struct Words {
  using Field = google::protobuf::FieldDescriptor;
  // A text that may mean something in a field: an item that is there, a reservation that was made.
  std::function<std::string(const Field& field, Choices* choices)> text_of;
  // Without it a message is refused and done with: it is nearly always there, others seldom.
  std::function<bool(const Field& field)> is_needed;
  // A number that may mean something, likewise.
  std::function<int64_t(const Field& field, Choices* choices)> number_of =
      [](const Field&, Choices* choices) { return choices->Number(); };
};

// Fills any message, field by field in the order of their numbers, so a field that is added to a
// .proto file is fuzzed from that day on. Enums also get numbers that nobody has defined.
void FillMessage(Choices* choices, const Words& words, google::protobuf::Message* message);

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_MESSAGE_MAKER_H_
