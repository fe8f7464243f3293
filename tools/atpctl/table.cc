#include "tools/atpctl/table.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace atp {
namespace {

// Characters, not bytes: those that continue a UTF-8 sequence take no room.
size_t Width(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool IsNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("+-0123456789") == std::string::npos;
}

}  // namespace

std::string Printable(const std::string& text) {
  std::string shown = text;
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return shown;
}

void Table::AddRow(std::vector<std::string> cells) {
  ATP_CHECK(cells.size() == header_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::Print(std::ostream& out) const {
  const size_t columns = header_.size();
  std::vector<size_t> widths(columns);
  std::vector<bool> is_number(columns, true);
  for (size_t i = 0; i < columns; ++i) {
    widths[i] = Width(header_[i]);
    for (const auto& row : rows_) {
      widths[i] = std::max(widths[i], Width(row[i]));
      is_number[i] = is_number[i] && (row[i].empty() || row[i] == "-" || IsNumber(row[i]));
    }
  }
  const auto print = [&](const std::vector<std::string>& row) {
    std::string line;
    for (size_t i = 0; i < columns; ++i) {
      if (i > 0) line += "  ";
      const std::string padding(widths[i] - Width(row[i]), ' ');
      line += is_number[i] ? padding + row[i] : row[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print(header_);
  for (const auto& row : rows_) print(row);
}

}  // namespace atp
