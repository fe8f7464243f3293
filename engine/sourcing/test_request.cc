#include "engine/sourcing/test_request.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"

namespace atp::sourcing {

TestRequest::TestRequest(const std::vector<Site>& sites) {
  for (const Site& site : sites) {
    lanes.push_back({static_cast<LocationId>(site.name), site.transit_days, site.cost_per_unit,
                     site.cost_per_shipment});
  }
}

Line& TestRequest::Want(Quantity quantity, Day earliest, Day latest,
                        const std::vector<Stock>& stocks) {
  Line line;
  line.quantity = quantity;
  line.earliest = earliest;
  line.latest = latest;
  for (const Stock& stock : stocks) {
    const auto lane = std::find_if(lanes.begin(), lanes.end(), [&stock](const Lane& lane) {
      return lane.location == static_cast<LocationId>(stock.site);
    });
    ATP_CHECK(lane != lanes.end());
    line.candidates.push_back(
        {static_cast<uint32_t>(lane - lanes.begin()), static_cast<uint32_t>(pools.size())});
    pools.push_back(stock.pool);
  }
  lines.push_back(line);
  return lines.back();
}

Line& TestRequest::WantSame(Quantity quantity, Day earliest, Day latest) {
  Line& line = Want(quantity, earliest, latest, {});
  line.candidates = lines[lines.size() - 2].candidates;
  return line;
}

std::string ToText(const Plan& plan) {
  std::string text = plan.is_refused ? "refused: " : "";
  for (size_t i = 0; i < plan.lines.size(); ++i) {
    if (i > 0) absl::StrAppend(&text, "; ");
    std::string line;
    for (const Part& part : plan.lines[i].parts) {
      absl::StrAppend(&line, line.empty() ? "" : ", ", part.quantity, " ",
                      std::string(1, static_cast<char>(part.location)), "@", part.arrival);
    }
    if (plan.lines[i].short_by > 0) {
      absl::StrAppend(&line, line.empty() ? "" : ", ", "short ", plan.lines[i].short_by);
    }
    absl::StrAppend(&text, line.empty() ? "-" : line);
  }
  return text;
}

}  // namespace atp::sourcing
