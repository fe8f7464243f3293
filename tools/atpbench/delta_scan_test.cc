#include "tools/atpbench/delta_scan.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "proto/atp/v1/delta_service.pb.h"

namespace atp {
namespace {

v1::WatchResponse ThreeDeltas() {
  v1::WatchResponse response;
  for (int64_t sequence = 7; sequence < 10; ++sequence) {
    auto* const delta = response.add_deltas();
    delta->set_sequence(sequence);
    delta->mutable_time()->set_seconds(100 + sequence);
    delta->mutable_time()->set_nanos(static_cast<int32_t>(sequence));
    delta->set_request_id("r");
    delta->add_changes()->set_item("lamp");
  }
  return response;
}

bool Scan(const std::string& bytes, int block, DeltaScan* scan) {
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()),
                                                block);
  return scan->Read(&stream);
}

TEST(DeltaScanTest, FindsWhatAParserFindsHoweverTheBytesAreCutUp) {
  const v1::WatchResponse response = ThreeDeltas();
  for (const int block : {1, 3, 1000}) {
    std::vector<DeltaScan::Seen> seen;
    DeltaScan scan;
    scan.on_delta = [&](const DeltaScan::Seen& delta) { seen.push_back(delta); };
    ASSERT_TRUE(Scan(response.SerializeAsString(), block, &scan));
    ASSERT_EQ(seen.size(), 3u);
    for (int k = 0; k < 3; ++k) {
      const v1::Delta& delta = response.deltas(k);
      EXPECT_EQ(seen[k].sequence, delta.sequence());
      EXPECT_EQ(seen[k].time_nanos, delta.time().seconds() * 1'000'000'000 + delta.time().nanos());
    }
    EXPECT_FALSE(scan.was_reset);
  }
}

TEST(DeltaScanTest, TellsAResetFromAHeartbeat) {
  v1::WatchResponse response;
  response.mutable_heartbeat()->set_sequence(3);
  DeltaScan scan;
  ASSERT_TRUE(Scan(response.SerializeAsString(), 1000, &scan));
  EXPECT_FALSE(scan.was_reset);
  response.mutable_reset()->set_oldest_sequence(3);
  ASSERT_TRUE(Scan(response.SerializeAsString(), 1000, &scan));
  EXPECT_TRUE(scan.was_reset);
}

TEST(DeltaScanTest, BytesThatBreakOffAreRefused) {
  const std::string bytes = ThreeDeltas().SerializeAsString();
  DeltaScan scan;
  scan.on_delta = [](const DeltaScan::Seen&) {};
  EXPECT_FALSE(Scan(bytes.substr(0, bytes.size() - 1), 1000, &scan));
}

}  // namespace
}  // namespace atp
