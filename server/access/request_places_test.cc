#include "server/access/request_places.h"

#include "gtest/gtest.h"
#include "proto/atp/v1/availability_service.pb.h"
#include "proto/atp/v1/inventory_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/reservation_service.pb.h"

namespace atp {
namespace {

using Places = std::vector<std::string>;

Places Shown(const std::vector<NamedPlace>& places) {
  Places shown;
  for (const NamedPlace& place : places) shown.push_back(place.field + "=" + place.key);
  return shown;
}

TEST(RequestPlacesTest, EachLineNamesItsPlace) {
  v1::ReserveRequest request;
  request.add_lines()->set_location("paris");
  request.add_lines()->set_group("all");
  request.set_channel("web");
  const RequestPlaces places = FindPlaces(request);
  EXPECT_EQ(Shown(places.locations), (Places{"lines[0].location=paris", "lines[1].location="}));
  EXPECT_EQ(Shown(places.channels), (Places{"channel=web"}));
}

TEST(RequestPlacesTest, AListThatIsEmptyNamesNone) {
  v1::CheckAvailabilityRequest request;
  request.add_lines();
  auto* const line = request.add_lines();
  line->add_locations("lyon");
  line->add_locations("paris");
  EXPECT_EQ(
      Shown(FindPlaces(request).locations),
      (Places{"lines[0].locations=", "lines[1].locations[0]=lyon", "lines[1].locations[1]=paris"}));
}

TEST(RequestPlacesTest, BothEndsOfATransferAndOfAQuotaThatMovesCount) {
  v1::TransferStockRequest transfer;
  transfer.set_from("paris");
  transfer.set_to("lyon");
  EXPECT_EQ(Shown(FindPlaces(transfer).locations), (Places{"from=paris", "to=lyon"}));

  v1::ChangeQuotaRequest quota;
  auto* const line = quota.add_lines();
  line->set_location("paris");
  line->set_channel("web");
  line->set_to_channel("app");
  EXPECT_EQ(Shown(FindPlaces(quota).channels),
            (Places{"lines[0].channel=web", "lines[0].to_channel=app"}));
}

TEST(RequestPlacesTest, PartsThatAreNotThereNameNothing) {
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_source("erp");
  EXPECT_TRUE(FindPlaces(header).locations.empty());
  v1::PushSnapshotRequest rows;
  rows.mutable_rows()->add_rows()->set_location("paris");
  EXPECT_EQ(Shown(FindPlaces(rows).locations), (Places{"rows.rows[0].location=paris"}));
}

}  // namespace
}  // namespace atp
