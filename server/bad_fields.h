#ifndef ATP_SERVER_BAD_FIELDS_H_
#define ATP_SERVER_BAD_FIELDS_H_

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

namespace atp {

// Every field of every request, and what it must not hold. For tests.

// What a field holds.
enum class Kind {
  kRequestId,
  kKey,          // must be given
  kOptionalKey,  // may be empty
  kKeyOrAll,     // of a list: the list may be empty, its elements not
  kText,         // free text
  kPositive,
  kNotNegative,
  kNegative,   // 0 means the default
  kDay,        // within the horizon
  kSupplyDay,  // must be given
  kEnum,       // one of its values, or unset
  kEnumGiven,  // must be given
  kNumber,     // small and not negative
  kNumberFromOne,
  kPercent,
  kReservation,
  kPart,  // a line of a reservation
  kPageToken,
  kChannel,  // one that is set, or none
  kLines,    // a list of 1 to 1,000
};

// A bad value as text, and what it is refused with.
struct Bad {
  const char* what;
  std::string value;
  const char* verdict;  // code and reason
};

const std::vector<Bad>& CasesOf(Kind kind);

// A good request and what kinds of field it has.
struct Row {
  const char* method;  // "service/method", without the package
  const char* request;
  std::vector<std::pair<const char*, Kind>> fields;
};

// Of all methods. R is a reservation of one line, made before.
const std::vector<Row>& Rows();

// Sets "lines[0].item" of a message to a value written as text. Of a list (kLines): how many.
void Spoil(google::protobuf::Message* message, const std::string& path, const std::string& value);

}  // namespace atp

#endif  // ATP_SERVER_BAD_FIELDS_H_
