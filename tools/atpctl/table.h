#ifndef ATP_TOOLS_ATPCTL_TABLE_H_
#define ATP_TOOLS_ATPCTL_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace atp {

// A table for people: columns as wide as their widest cell, two blanks between them, numbers to the
// right. Control characters in cells are shown as "?", since keys come from elsewhere and this goes
// to a terminal.
//
//   Table table({"ITEM", "ON HAND"});
//   table.Add("lamp", 12);
//   table.Print(out);
class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  template <typename... Cells>
  void Add(const Cells&... cells) {
    AddRow({absl::StrCat(cells)...});
  }
  // As many cells as the header has.
  void AddRow(std::vector<std::string> cells);

  bool is_empty() const { return rows_.empty(); }
  void Print(std::ostream& out) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

// What a terminal may be sent of `text`.
std::string Printable(const std::string& text);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_TABLE_H_
