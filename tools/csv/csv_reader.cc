#include "tools/csv/csv_reader.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace atp {
namespace {

// Takes the lines of one record, character by character.
class RecordParser {
 public:
  explicit RecordParser(CsvRecord* record) : record_(record) {}

  // False if the record goes on in the next line (a quote is open).
  bool TakeLine(std::string_view line) {
    const bool has_return = !line.empty() && line.back() == '\r';
    if (has_return) line.remove_suffix(1);
    for (const char c : line) TakeCharacter(c);
    if (state_ == State::kQuoted) {
      if (has_return) field_.push_back('\r');
      field_.push_back('\n');
      return false;
    }
    EndField();
    return true;
  }

 private:
  enum class State { kFieldStart, kUnquoted, kQuoted, kAfterQuote };

  void TakeCharacter(char c) {
    switch (state_) {
      case State::kFieldStart:
        if (c == '"') {
          state_ = State::kQuoted;
          return;
        }
        state_ = State::kUnquoted;
        [[fallthrough]];
      case State::kUnquoted:
        if (c == ',') return EndField();
        field_.push_back(c);
        return;
      case State::kQuoted:
        if (c == '"') {
          state_ = State::kAfterQuote;
        } else {
          field_.push_back(c);
        }
        return;
      case State::kAfterQuote:
        if (c == ',') return EndField();
        if (c == '"') {
          field_.push_back('"');
          state_ = State::kQuoted;
          return;
        }
        record_->error = "TEXT_AFTER_QUOTE";
        state_ = State::kUnquoted;
        return;
    }
  }

  void EndField() {
    record_->fields.push_back(std::exchange(field_, {}));
    state_ = State::kFieldStart;
  }

  CsvRecord* const record_;
  State state_ = State::kFieldStart;
  std::string field_;
};

bool IsBlank(const std::string& text) { return text.empty() || text == "\r"; }

}  // namespace

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path) {
  absl::StatusOr<std::unique_ptr<LineSource>> lines = LineSource::Open(path);
  if (!lines.ok()) return lines.status();
  return std::make_unique<CsvReader>(*std::move(lines));
}

const CsvReader::Line* CsvReader::At(size_t ahead) {
  while (window_.size() <= ahead) {
    Line line;
    if (!lines_->Next(&line.text)) return nullptr;
    line.number = lines_->line_number();
    line.is_cut = lines_->is_cut();
    window_.push_back(std::move(line));
  }
  return &window_[ahead];
}

bool CsvReader::Next(CsvRecord* record) {
  const Line* line = At(0);
  while (line != nullptr && IsBlank(line->text)) {
    window_.pop_front();
    line = At(0);
  }
  if (line == nullptr) return false;

  *record = CsvRecord{};
  record->line = line->number;
  RecordParser parser(record);
  size_t taken = 0;
  bool is_whole = false;
  while (!is_whole && taken < kRecordLinesMax && (line = At(taken)) != nullptr) {
    ++taken;
    if (line->is_cut) {
      record->error = "LINE_TOO_LONG";
      break;
    }
    is_whole = parser.TakeLine(line->text);
  }
  if (!is_whole && record->error.empty()) record->error = "UNCLOSED_QUOTE";
  if (!is_whole) taken = 1;
  if (!record->error.empty()) record->fields.clear();
  window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(taken));
  return true;
}

std::optional<size_t> ColumnOf(const std::vector<std::string>& header, std::string_view name) {
  for (size_t i = 0; i < header.size(); ++i) {
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(header[i]),
                               absl::string_view(name.data(), name.size()))) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace atp
