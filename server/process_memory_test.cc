#include "server/process_memory.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"

namespace atp {
namespace {

class MemoryLimitTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path whole = root_ + path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }

  const std::string root_ = testing::TempDir() + "memory_limit";
};

TEST(ProcessMemoryTest, AProcessHasSomethingInMemoryAndNoMoreThanItMay) {
  EXPECT_GT(ResidentBytes(), 1 << 20);
  EXPECT_LT(ResidentBytes(), MemoryLimit());
}

TEST_F(MemoryLimitTest, WithoutGroupsItIsTheMachines) {
  EXPECT_GT(MemoryLimit(root_), int64_t{1} << 28);
  Write("/proc/self/cgroup", "0::/\n");
  Write("/sys/fs/cgroup/memory.max", "max\n");
  EXPECT_EQ(MemoryLimit(root_), MemoryLimit(root_ + "/nowhere"));
}

TEST_F(MemoryLimitTest, OfAllGroupsAroundItTheLeastCounts) {
  struct Case {
    const char* own;
    const char* above;
    const char* root;
    int64_t limit;
  };
  for (const Case& c :
       {Case{"3000000", "max", "max", 3'000'000}, Case{"3000000", "2000000", "max", 2'000'000},
        Case{"max", "2000000", "1000000", 1'000'000}}) {
    Write("/proc/self/cgroup", "1:name=systemd:/elsewhere\n0::/system.slice/atpd.service\n");
    Write("/sys/fs/cgroup/system.slice/atpd.service/memory.max", c.own);
    Write("/sys/fs/cgroup/system.slice/memory.max", c.above);
    Write("/sys/fs/cgroup/memory.max", c.root);
    EXPECT_EQ(MemoryLimit(root_), c.limit) << c.own << " in " << c.above << " in " << c.root;
  }
}

TEST_F(MemoryLimitTest, TheFirstVersionCountsToo) {
  Write("/proc/self/cgroup", "4:memory:/docker/abc\n");
  Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000\n");
  EXPECT_EQ(MemoryLimit(root_), 5'000'000);
}

}  // namespace
}  // namespace atp
