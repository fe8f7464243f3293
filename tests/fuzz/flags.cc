// atpd's command line, one argument a line, after a first line with a variable of the environment.
// It is refused in words, or gives options that the engine and the server can work with.

#include "server/flags.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "engine/base/check.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp;  // NOLINT: of this function alone
  std::string text(reinterpret_cast<const char*>(data), size);
  for (char& c : text) {
    if (c == '\0') c = ' ';  // no argument has one
  }
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  std::vector<const char*> arguments = {"atpd"};
  for (size_t i = 1; i < lines.size(); ++i) arguments.push_back(lines[i].c_str());

  Flags flags;
  const auto exit =
      ParseFlags(static_cast<int>(arguments.size()), arguments.data(), {lines[0]}, &flags);
  IsLoopback(lines[0]);
  if (exit.has_value()) {
    ATP_CHECK(exit->code == 0 || exit->code == 2);
    ATP_CHECK(!exit->text.empty() && exit->text.back() == '\n');
    return 0;
  }
  ATP_CHECK(flags.engine.shards >= 1 && flags.engine.shards <= 256);
  ATP_CHECK(flags.engine.hold_default > 0 && flags.engine.hold_default <= flags.engine.hold_max);
  ATP_CHECK(flags.engine.lines_max >= 1 && flags.engine.lines_max <= 1000);
  ATP_CHECK(flags.engine.request_window > 0 && flags.engine.journal_keep > 0);
  ATP_CHECK(Validate(flags.engine.rule, "rule").ok());
  ATP_CHECK(flags.server.max_message_bytes >= 4096 && flags.server.streams_max >= 1);
  return 0;
}
