// Writes the corpora of all targets: make_seeds DIRECTORY, such as tests/fuzz/corpora. Files of
// other names, such as inputs that once did harm, stay.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/fuzz/seeds.h"

namespace {

bool Write(const std::filesystem::path& directory, const atp::fuzz::Seeds& seeds) {
  std::filesystem::create_directories(directory);
  int number = 0;
  for (const std::string& seed : seeds) {
    const std::string name = (number < 10 ? "seed-0" : "seed-") + std::to_string(number);
    ++number;
    std::ofstream file(directory / name, std::ios::binary);
    if (!(file << seed << std::flush)) {
      std::fprintf(stderr, "cannot write %s\n", (directory / name).c_str());
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_seeds DIRECTORY\n");
    return 2;
  }
  using namespace atp::fuzz;  // NOLINT: of this function alone
  const std::filesystem::path root(argv[1]);
  const EngineSeeds engine = MakeEngineSeeds();
  const bool is_written =
      Write(root / "requests", engine.requests) && Write(root / "entry", engine.entries) &&
      Write(root / "group", engine.groups) && Write(root / "row", engine.rows) &&
      Write(root / "wire", WireSeeds()) && Write(root / "resume", ResumeSeeds()) &&
      Write(root / "page_token", PageTokenSeeds()) &&
      Write(root / "compressed", CompressedSeeds()) && Write(root / "csv", CsvSeeds()) &&
      Write(root / "table", TableSeeds()) && Write(root / "flags", FlagsSeeds()) &&
      Write(root / "text", TextSeeds()) && Write(root / "mark", MarkSeeds()) &&
      Write(root / "credentials", CredentialSeeds());
  return is_written ? 0 : 1;
}
