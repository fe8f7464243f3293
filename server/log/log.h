#ifndef ATP_SERVER_LOG_LOG_H_
#define ATP_SERVER_LOG_LOG_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace atp {

enum class LogLevel { kDebug = 0, kInfo, kWarn, kError };

// The server's log: one JSON object a line on stderr, in this order of fields:
//
//   {"ts":"2026-03-01T12:00:00.123456Z","level":"info","msg":"...", ...the fields given}
//
// Thread-safe. A line is written whole, at once, by its caller. Text that is not UTF-8 is shown
// with replacement characters; nothing that a client sends can break a line in two.

// What is below `level` is not written. Default: kInfo.
void SetLogLevel(LogLevel level);

// Ask before building costly fields.
bool IsLogged(LogLevel level);

void Log(LogLevel level, std::string_view message);
void Log(LogLevel level, std::string_view message, const nlohmann::ordered_json& fields);

// The line that Log() writes, without its end; for tests.
std::string LogLine(LogLevel level, std::string_view message, const nlohmann::ordered_json& fields,
                    int64_t micros_since_epoch);

}  // namespace atp

#endif  // ATP_SERVER_LOG_LOG_H_
