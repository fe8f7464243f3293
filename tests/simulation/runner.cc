#include "tests/simulation/runner.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "engine/base/check.h"
#include "tests/simulation/world.h"

namespace atp::simulation {
namespace {

// Far longer than any step takes, on however busy a machine: one that lasts so long waits for ever.
constexpr unsigned kStepSecondsMax = 10;

// What a player leaves behind, also if it dies.
struct Legacy {
  Verdict::Counts counts;
  bool has_ended;
  char violation[4096];
};

void Play(const History& history, bool trace, Legacy* legacy) {
  World::Watch watch;
  watch.step = [&](uint32_t step) {
    alarm(kStepSecondsMax);
    legacy->counts.step = step;
    if (trace) std::printf("step %u\n", step);
  };
  if (trace) watch.trace = [](const std::string& text) { std::printf("    %s\n", text.c_str()); };
  World world(history.seed, watch);
  const Verdict verdict = world.Play(history);
  legacy->counts = verdict.counts;
  std::snprintf(legacy->violation, sizeof(legacy->violation), "%s", verdict.violation.c_str());
  legacy->has_ended = true;
  std::fflush(stdout);
}

// The last line that the player wrote before it died.
std::string LastWords(FILE* words) {
  std::rewind(words);
  std::string last;
  char line[4096];
  while (std::fgets(line, sizeof(line), words) != nullptr) {
    line[std::strcspn(line, "\n")] = '\0';
    if (line[0] != '\0') last = line;
  }
  return last;
}

}  // namespace

Verdict PlayApart(const History& history, bool trace) {
  void* const shared =
      mmap(nullptr, sizeof(Legacy), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ATP_CHECK(shared != MAP_FAILED);
  Legacy* const legacy = new (shared) Legacy();
  FILE* const words = std::tmpfile();
  ATP_CHECK(words != nullptr);
  std::fflush(stdout);
  const pid_t player = fork();
  ATP_CHECK(player >= 0);
  if (player == 0) {
    dup2(fileno(words), STDERR_FILENO);
    alarm(kStepSecondsMax);
    Play(history, trace, legacy);
    _exit(0);
  }
  int how = 0;
  ATP_CHECK(waitpid(player, &how, 0) == player);
  Verdict verdict;
  verdict.counts = legacy->counts;
  verdict.violation = legacy->violation;
  if (!legacy->has_ended) {
    verdict.violation = "it dies of signal " +
                        std::to_string(WIFSIGNALED(how) ? WTERMSIG(how) : 0) + ": " +
                        LastWords(words);
  }
  std::fclose(words);
  munmap(shared, sizeof(Legacy));
  return verdict;
}

}  // namespace atp::simulation
