// A target without libFuzzer: plays its corpus, and as many new inputs as it is told.
//
//   entry_test [--inputs N] [--seed S] FILE...
//
// Prints `N inputs of TARGET, seed S`. An input that kills it, or takes longer than kSecondsMax, is
// written to crash-TARGET in TEST_UNDECLARED_OUTPUTS_DIR or the working directory, for another run
// with that file.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutator.h"

namespace {

constexpr unsigned kSecondsMax = 60;

// For the handler, which may do little: what is played, and where to write it.
std::string current;     // NOLINT: outlives main
std::string crash_path;  // NOLINT
constexpr char kSays[] = "the input that did this is in ";

void Say(const char* text, size_t size) {
  // Nothing is left to do if this fails.
  if (::write(STDERR_FILENO, text, size) < 0) return;
}

void SaveInput(int signal) {
  const int file = ::open(crash_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && ::write(file, current.data(), current.size()) >= 0) {
    Say(kSays, sizeof(kSays) - 1);
    Say(crash_path.data(), crash_path.size());
    Say("\n", 1);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Play(std::string input) {
  current = std::move(input);
  ::alarm(kSecondsMax);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(current.data()), current.size());
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

uint64_t NumberOf(const char* text) {
  char* end = nullptr;
  const uint64_t number = std::strtoull(text, &end, 10);
  if (*text == '\0' || *end != '\0') {
    std::fprintf(stderr, "not a number: %s\n", text);
    std::exit(2);
  }
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t inputs = 0;
  uint64_t seed = 1;
  std::vector<std::string> corpus;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--inputs") == 0 && i + 1 < argc) {
      inputs = NumberOf(argv[++i]);
    } else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
      seed = NumberOf(argv[++i]);
    } else {
      corpus.push_back(ReadFile(argv[i]));
    }
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "no corpus\n");
    return 2;
  }
  const std::string name(std::strrchr(argv[0], '/') ? std::strrchr(argv[0], '/') + 1 : argv[0]);
  const char* const directory = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  crash_path = std::string(directory == nullptr ? "." : directory) + "/crash-" + name;
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) {
    std::signal(signal, SaveInput);
  }
  for (const std::string& input : corpus) Play(input);
  atp::fuzz::Mutator mutator(corpus, seed);
  for (uint64_t i = 0; i < inputs; ++i) Play(mutator.Next());
  std::printf("%llu inputs of %s, seed %llu\n",
              static_cast<unsigned long long>(corpus.size() + inputs), name.c_str(),
              static_cast<unsigned long long>(seed));
  return 0;
}
