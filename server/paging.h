#ifndef ATP_SERVER_PAGING_H_
#define ATP_SERVER_PAGING_H_

#include <algorithm>

#include "absl/status/statusor.h"
#include "engine/model/error.h"
#include "engine/views.h"

namespace atp {

inline constexpr int32_t kPageSizeDefault = 100;
inline constexpr int32_t kPageSizeMax = 1000;

// page_size and page_token of any list request. 0: the default; more than the most: the most.
template <typename Request>
absl::StatusOr<PageRequest> ToPageRequest(const Request& request) {
  if (request.page_size() < 0) {
    return BadField("FIELD_OUT_OF_RANGE", "page_size", "a page size must not be negative");
  }
  PageRequest page;
  page.size = static_cast<uint32_t>(
      request.page_size() == 0 ? kPageSizeDefault : std::min(request.page_size(), kPageSizeMax));
  page.token = request.page_token();
  return page;
}

// next_page_token and sequence of any list response.
template <typename View, typename Response>
void FillPageEnd(const Page<View>& page, Response* response) {
  response->set_next_page_token(page.next);
  response->set_sequence(static_cast<int64_t>(page.sequence));
}

}  // namespace atp

#endif  // ATP_SERVER_PAGING_H_
