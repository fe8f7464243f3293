#include "tests/fuzz/message_maker.h"

namespace atp::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Messages of messages; ours are flatter.
constexpr int kDepthMax = 6;
constexpr size_t kElementsMax = 4;

class Maker {
 public:
  Maker(Choices* choices, const Words& words) : choices_(*choices), words_(words) {}

  void Fill(Message* message, int depth) {
    const google::protobuf::Descriptor& type = *message->GetDescriptor();
    uint8_t presence = 0;
    for (int i = 0; i < type.field_count(); ++i) {
      if (i % 2 == 0) presence = choices_.Byte();
      const bool is_odd = (presence >> (i % 2 * 4) & 15) == 15;
      const bool is_present = words_.is_needed(*type.field(i)) != is_odd;
      const google::protobuf::OneofDescriptor* const oneof = type.field(i)->containing_oneof();
      if (oneof != nullptr) {
        if (oneof->field(0) == type.field(i)) FillOneOf(*oneof, message, depth);
      } else if (is_present && depth < kDepthMax) {
        FillField(*type.field(i), message, depth);
      }
    }
  }

 private:
  // Any of its fields, or none.
  void FillOneOf(const google::protobuf::OneofDescriptor& oneof, Message* message, int depth) {
    const auto count = static_cast<size_t>(oneof.field_count());
    const size_t chosen = choices_.Below(count + 1);
    if (chosen < count && depth < kDepthMax) {
      FillField(*oneof.field(static_cast<int>(chosen)), message, depth);
    }
  }

  void FillField(const FieldDescriptor& field, Message* message, int depth) {
    const size_t count = field.is_repeated() ? choices_.Below(kElementsMax) : 1;
    for (size_t i = 0; i < count; ++i) FillElement(field, message, depth);
  }

  template <typename Set, typename Add, typename Value>
  void Put(const FieldDescriptor& field, Message* message, Set set, Add add, Value value) {
    const google::protobuf::Reflection& fields = *message->GetReflection();
    if (field.is_repeated()) {
      (fields.*add)(message, &field, value);
    } else {
      (fields.*set)(message, &field, value);
    }
  }

  void FillElement(const FieldDescriptor& field, Message* message, int depth) {
    using Fields = google::protobuf::Reflection;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Fields& fields = *message->GetReflection();
        return Fill(field.is_repeated() ? fields.AddMessage(message, &field)
                                        : fields.MutableMessage(message, &field),
                    depth + 1);
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return Put(field, message, &Fields::SetString, &Fields::AddString,
                   words_.text_of(field, &choices_));
      case FieldDescriptor::CPPTYPE_BOOL:
        return Put(field, message, &Fields::SetBool, &Fields::AddBool, choices_.OneIn(4));
      case FieldDescriptor::CPPTYPE_ENUM:
        return Put(field, message, &Fields::SetEnumValue, &Fields::AddEnumValue,
                   EnumValueOf(*field.enum_type()));
      case FieldDescriptor::CPPTYPE_INT32:
        return Put(field, message, &Fields::SetInt32, &Fields::AddInt32,
                   static_cast<int32_t>(words_.number_of(field, &choices_)));
      case FieldDescriptor::CPPTYPE_INT64:
        return Put(field, message, &Fields::SetInt64, &Fields::AddInt64,
                   words_.number_of(field, &choices_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Put(field, message, &Fields::SetUInt32, &Fields::AddUInt32,
                   static_cast<uint32_t>(words_.number_of(field, &choices_)));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Put(field, message, &Fields::SetUInt64, &Fields::AddUInt64,
                   static_cast<uint64_t>(words_.number_of(field, &choices_)));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Put(field, message, &Fields::SetDouble, &Fields::AddDouble,
                   static_cast<double>(choices_.Number()));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Put(field, message, &Fields::SetFloat, &Fields::AddFloat,
                   static_cast<float>(choices_.Number()));
    }
  }

  int EnumValueOf(const google::protobuf::EnumDescriptor& type) {
    const int count = type.value_count();
    return choices_.OneIn(16) ? count + 1 : static_cast<int>(choices_.Below(count));
  }

  Choices& choices_;
  const Words& words_;
};

}  // namespace

void FillMessage(Choices* choices, const Words& words, Message* message) {
  Maker(choices, words).Fill(message, 0);
}

}  // namespace atp::fuzz
