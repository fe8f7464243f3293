#include "server/access/request_places.h"

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsLocation(const std::string& name) {
  return name == "location" || name == "locations" || name == "from" || name == "to";
}

bool IsChannel(const std::string& name) { return name == "channel" || name == "to_channel"; }

class Finder {
 public:
  explicit Finder(RequestPlaces* found) : found_(*found) {}

  void Visit(const Message& message, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      const std::string name = absl::StrCat(path, path.empty() ? "" : ".", field.name());
      if (field.type() == FieldDescriptor::TYPE_STRING) {
        VisitText(message, reflection, field, name);
      } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
        VisitMessages(message, reflection, field, name);
      }
    }
  }

 private:
  void VisitText(const Message& message, const Reflection& reflection, const FieldDescriptor& field,
                 const std::string& name) {
    std::vector<NamedPlace>* const places = IsLocation(field.name())  ? &found_.locations
                                            : IsChannel(field.name()) ? &found_.channels
                                                                      : nullptr;
    if (places == nullptr) return;
    if (!field.is_repeated()) {
      places->push_back({name, reflection.GetString(message, &field)});
      return;
    }
    const int count = reflection.FieldSize(message, &field);
    if (count == 0) places->push_back({name, ""});
    for (int k = 0; k < count; ++k) {
      places->push_back(
          {absl::StrCat(name, "[", k, "]"), reflection.GetRepeatedString(message, &field, k)});
    }
  }

  void VisitMessages(const Message& message, const Reflection& reflection,
                     const FieldDescriptor& field, const std::string& name) {
    if (field.message_type()->file()->package() != "atp.v1") return;
    if (!field.is_repeated()) {
      if (reflection.HasField(message, &field)) Visit(reflection.GetMessage(message, &field), name);
      return;
    }
    for (int k = 0; k < reflection.FieldSize(message, &field); ++k) {
      Visit(reflection.GetRepeatedMessage(message, &field, k), absl::StrCat(name, "[", k, "]"));
    }
  }

  RequestPlaces& found_;
};

}  // namespace

RequestPlaces FindPlaces(const Message& request) {
  RequestPlaces found;
  Finder(&found).Visit(request, "");
  return found;
}

}  // namespace atp
