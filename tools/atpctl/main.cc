#include <iostream>

#include "tools/atpctl/cli.h"

int main(int argc, char** argv) { return atp::RunAtpctl(argc, argv, std::cout, std::cerr); }
