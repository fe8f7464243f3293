#ifndef ATP_TOOLS_ATPBENCH_DELTA_SCAN_H_
#define ATP_TOOLS_ATPBENCH_DELTA_SCAN_H_

#include <google/protobuf/io/zero_copy_stream.h>

#include <cstdint>
#include <functional>

namespace atp {

// What a follower needs of a WatchResponse, read without making messages of it: whoever only holds
// the sequences against one another should not take from the server the time that it measures.
struct DeltaScan {
  struct Seen {
    int64_t sequence = 0;
    int64_t time_nanos = 0;  // since 1970
  };
  std::function<void(const Seen&)> on_delta;  // in order
  bool was_reset = false;

  // False if these bytes are no WatchResponse.
  bool Read(google::protobuf::io::ZeroCopyInputStream* bytes);
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_DELTA_SCAN_H_
