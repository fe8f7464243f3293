#ifndef ATP_TESTS_FUZZ_SEEDS_H_
#define ATP_TESTS_FUZZ_SEEDS_H_

#include <string>
#include <vector>

namespace atp::fuzz {

// What a fuzz target begins with: a few dozen short inputs, made as the program makes them. Each
// function is deterministic.
using Seeds = std::vector<std::string>;

// Scripts that between them reach many causes of entries and many reasons of errors, and what the
// disks of their engines then hold.
struct EngineSeeds {
  Seeds requests;
  Seeds entries;
  Seeds groups;
  Seeds rows;
};
EngineSeeds MakeEngineSeeds();

Seeds WireSeeds();
Seeds ResumeSeeds();
Seeds PageTokenSeeds();
Seeds CompressedSeeds();
Seeds MarkSeeds();

Seeds CsvSeeds();
Seeds TableSeeds();
Seeds FlagsSeeds();
Seeds TextSeeds();
Seeds CredentialSeeds();

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_SEEDS_H_
