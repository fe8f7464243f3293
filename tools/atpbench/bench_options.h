#ifndef ATP_TOOLS_ATPBENCH_BENCH_OPTIONS_H_
#define ATP_TOOLS_ATPBENCH_BENCH_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "client/credentials.h"
#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/scenario.h"

namespace atp {

// What a run is asked to do.
struct BenchOptions {
  std::string target;  // host:port; empty: an atpd of our own
  client::CredentialOptions credentials;
  std::string atpd;       // the program, where it is our own
  std::string directory;  // for its ledger; empty: a temporary one
  std::vector<std::string> atpd_flags;

  Scenario scenario;
  Catalogue catalogue{100'000, 1};
  int64_t stock = 1'000'000;  // of every position at the beginning
  Mix mix;
  int basket_lines_max = 3;
  // What is shorter than the run expires in it, which looks like stock that is sold twice where
  // there is too little of it.
  int64_t hold_seconds = 86400;
  uint64_t seed = 1;
  std::string run;  // begins every request id

  double rate = 0;  // operations a second; 0: closed loop
  int in_flight = 64;
  // After so long an answer is of no use to who asked; what comes later, and what the server turns
  // away, is then counted apart and is no failure. 0: callers are patient.
  int64_t deadline_ms = 0;
  // Of that, for which an operation may have to wait; 0: a 64th for single calls, and an eighth for
  // batches, which are made of what waits.
  double wait_share = 0;
  bool is_batched = false;  // on streams of many, in place of a call for each
  int connections = 4;
  int threads = 1;
  double seconds = 10;  // measured
  double warm_up_seconds = 2;
  int64_t operations = 0;  // 0: no limit
  bool measures_recovery = false;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_BENCH_OPTIONS_H_
