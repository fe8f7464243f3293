#include "server/access/followed_file.h"

#include <nlohmann/json.hpp>

#include "server/log/log.h"

namespace atp {

void LogUnreadable(const std::string& path, const absl::Status& why) {
  Log(LogLevel::kWarn, "a file cannot be read again; what it said before holds",
      {{"file", path}, {"why", std::string(why.message())}});
}

void LogReadAgain(const std::string& path) { Log(LogLevel::kInfo, "read again", {{"file", path}}); }

}  // namespace atp
