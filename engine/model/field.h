#ifndef ATP_ENGINE_MODEL_FIELD_H_
#define ATP_ENGINE_MODEL_FIELD_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace atp {

// Where a field stands in a request: "quantity", or "lines[3].quantity". Made of views of the names
// it was given, so that naming a field costs nothing until it is at fault and its path is wanted.
//
// Like a view, it is passed by value and does not outlive the names.
class Field {
 public:
  constexpr Field(const char* name) : name_(name) {}
  constexpr Field(std::string_view name) : name_(name) {}
  Field(const std::string& name) : name_(name) {}
  constexpr Field(std::string_view list, size_t index, std::string_view name)
      : list_(list), index_(index), name_(name) {}

  std::string Path() const;

 private:
  std::string_view list_;  // empty: a field of the request itself
  size_t index_ = 0;
  std::string_view name_;
};

// "lines[3].item"
constexpr Field FieldPath(std::string_view list, size_t index, std::string_view name) {
  return {list, index, name};
}

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_FIELD_H_
