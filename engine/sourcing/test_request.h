#ifndef ATP_ENGINE_SOURCING_TEST_REQUEST_H_
#define ATP_ENGINE_SOURCING_TEST_REQUEST_H_

#include <string>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {

// A location of a test, named by a letter.
struct Site {
  char name;
  int32_t transit_days = 0;
  int64_t cost_per_unit = 0;
  int64_t cost_per_shipment = 0;
};

// What a site can promise of an item.
struct Stock {
  char site;
  Pool pool;
};

// Builds requests in few words.
//
//     TestRequest request({{'A'}, {'B', 2}});                       B is two days away
//     request.Want(10, 1, 5, {{'A', {{1, 4}}}, {'B', {{1, 20}}}});  A before B
class TestRequest : public Request {
 public:
  explicit TestRequest(const std::vector<Site>& sites);

  // A line of an item of its own. The reference is good until the next line.
  Line& Want(Quantity quantity, Day earliest, Day latest, const std::vector<Stock>& stocks);
  // A line of the same item as the last one.
  Line& WantSame(Quantity quantity, Day earliest, Day latest);
};

// "4 A@1, 6 B@3": 4 from A arrive on day 1, 6 from B on day 3. "4 A@1, short 6". Lines are parted
// by "; ", and "refused: " comes first where that is so. "-" is a line with nothing to say.
std::string ToText(const Plan& plan);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_TEST_REQUEST_H_
