#ifndef ATP_TOOLS_ATPCTL_CLI_FIXTURE_H_
#define ATP_TOOLS_ATPCTL_CLI_FIXTURE_H_

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tools/atpctl/cli.h"
#include "tools/atpctl/fake_server.h"

namespace atp {

// Runs atpctl against a server that says what the test tells it to, and keeps what it printed.
class CliTest : public testing::Test {
 protected:
  // The exit code.
  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"atpctl", "--server", server_.address()});
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out;
    std::ostringstream err;
    const int code = RunAtpctl(static_cast<int>(argv.size()), argv.data(), out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  struct Asked {
    std::vector<std::string> arguments;
    const char* request;  // as the server gets it, without its id
  };
  void ExpectAsks(const std::vector<Asked>& cases) {
    for (const Asked& c : cases) {
      server_.last.clear();
      EXPECT_EQ(Run(c.arguments), 0) << c.request << "\n" << err_;
      EXPECT_EQ(server_.last, c.request);
    }
  }

  // Each is refused as a command line, and the server hears nothing of it.
  void ExpectNotAsked(const std::vector<std::vector<std::string>>& cases) {
    server_.last.clear();
    for (const auto& arguments : cases) {
      EXPECT_EQ(Run(arguments), 2) << testing::PrintToString(arguments);
      EXPECT_NE(err_, "");
      EXPECT_EQ(server_.last, "");
    }
  }

  FakeServer server_;
  std::string out_;
  std::string err_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_CLI_FIXTURE_H_
