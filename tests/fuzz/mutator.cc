#include "tests/fuzz/mutator.h"

#include <algorithm>

namespace atp::fuzz {
namespace {

// Where counts and lengths end, as varints, signed numbers and text have it.
constexpr uint8_t kEdgeBytes[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF,
                                  '"',  ',',  '\n', '\r', '@',  '='};

}  // namespace

std::string Mutator::PieceOf(const std::string& from) {
  if (from.empty()) return "";
  const size_t begin = dice_.Below(from.size());
  return from.substr(begin, 1 + dice_.Below(std::min<size_t>(64, from.size() - begin)));
}

void Mutator::Change(std::string* input) {
  const size_t at = input->empty() ? 0 : dice_.Below(input->size());
  switch (input->empty() ? 5 : dice_.Below(9)) {
    case 0:
      (*input)[at] = static_cast<char>((*input)[at] ^ (1 << dice_.Below(8)));
      return;
    case 1:
      (*input)[at] = static_cast<char>(dice_.Below(256));
      return;
    case 2:
      (*input)[at] = static_cast<char>(kEdgeBytes[dice_.Below(std::size(kEdgeBytes))]);
      return;
    case 3:
      (*input)[at] = static_cast<char>((*input)[at] + (dice_.OneIn(2) ? 1 : -1));
      return;
    case 4:
      input->erase(at, 1 + dice_.Below(std::min<size_t>(16, input->size() - at)));
      return;
    case 5:
      input->insert(at, 1, static_cast<char>(dice_.Below(256)));
      return;
    case 6:
      input->insert(at, PieceOf(*input));
      return;
    case 7:
      input->insert(at, PieceOf(corpus_[dice_.Below(corpus_.size())]));
      return;
    default:
      if (dice_.OneIn(4)) input->resize(at);
      return;
  }
}

std::string Mutator::Next() {
  std::string input = corpus_.empty() ? "" : corpus_[dice_.Below(corpus_.size())];
  for (uint64_t changes = 1 + dice_.Below(8); changes > 0; --changes) Change(&input);
  input.resize(std::min(input.size(), kInputBytesMax));
  return input;
}

}  // namespace atp::fuzz
