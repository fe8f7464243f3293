#include "server/memory_watch.h"

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

TEST(MemoryWatchTest, TheEngineIsFullFromTheLimitOnUntilSomeOfItIsFree) {
  struct Look {
    int64_t resident;
    bool is_full;
  };
  TestServer server;
  Engine& engine = server.engine();
  MemoryWatch watch(1600, &engine);
  for (const Look& look :
       {Look{1599, false}, Look{1600, false}, Look{1601, true}, Look{1501, true}, Look{1500, false},
        Look{1600, false}, Look{5000, true}, Look{0, false}}) {
    watch.Look(look.resident);
    EXPECT_EQ(engine.Status().full, look.is_full) << look.resident;
  }
  MemoryWatch none(0, &engine);
  none.Look(int64_t{1} << 60);
  EXPECT_FALSE(engine.Status().full);
}

}  // namespace
}  // namespace atp
