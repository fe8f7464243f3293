#include "server/access/method_access.h"

#include <google/protobuf/descriptor.h>

#include <functional>
#include <set>

#include "engine/base/clock.h"
#include "engine/model/error.h"
#include "gtest/gtest.h"
#include "proto/atp/v1/admin_service.pb.h"
#include "proto/atp/v1/availability_service.pb.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "proto/atp/v1/inventory_service.pb.h"
#include "proto/atp/v1/quota_service.pb.h"
#include "proto/atp/v1/reservation_service.pb.h"
#include "proto/atp/v1/settings_service.pb.h"
#include "proto/atp/v1/supply_service.pb.h"
#include "server/access/door.h"

namespace atp {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// Those of every file that this program is linked with and that belongs to atp.v1. A new service
// file must be added here; that it is served at all, the table of grpc_server.cc says.
const FileDescriptor* const kFiles[] = {
    v1::GetStatusRequest::descriptor()->file(), v1::CheckAvailabilityRequest::descriptor()->file(),
    v1::BatchRequest::descriptor()->file(),     v1::WatchRequest::descriptor()->file(),
    v1::GetStockRequest::descriptor()->file(),  v1::ListQuotasRequest::descriptor()->file(),
    v1::ReserveRequest::descriptor()->file(),   v1::ListSettingsRequest::descriptor()->file(),
    v1::GetSupplyRequest::descriptor()->file()};

void ForEachMethod(const std::function<void(const MethodDescriptor&)>& visit) {
  for (const FileDescriptor* file : kFiles) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        visit(*file->service(s)->method(m));
      }
    }
  }
}

TEST(MethodAccessTest, EveryMethodHasItsRowAndNoTwoShareOne) {
  std::set<std::string> seen;
  ForEachMethod([&seen](const MethodDescriptor& method) {
    EXPECT_NE(FindMethodAccess(method.name()), nullptr) << method.full_name();
    EXPECT_TRUE(seen.insert(method.name()).second) << method.full_name();
    EXPECT_EQ(method.input_type()->name(), method.name() + "Request");
  });
  EXPECT_EQ(FindMethodAccess("DropEverything"), nullptr);
}

// Whether a message, or one inside it, has a text field of one of these names.
bool Names(const Descriptor& message, const std::set<std::string>& names,
           std::set<const Descriptor*>* seen) {
  if (message.file()->package() != "atp.v1" || !seen->insert(&message).second) return false;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING && names.count(field.name()) > 0) return true;
    if (field.message_type() != nullptr && Names(*field.message_type(), names, seen)) return true;
  }
  return false;
}

bool Names(const Descriptor& message, const std::set<std::string>& names) {
  std::set<const Descriptor*> seen;
  return Names(message, names, &seen);
}

TEST(MethodAccessTest, WhatCanNamePlacesIsHeldToThem) {
  ForEachMethod([](const MethodDescriptor& method) {
    if (method.name() == "Batch") return;  // by its items
    const MethodAccess& access = *FindMethodAccess(method.name());
    const bool locations = Names(*method.input_type(), {"location", "locations", "from", "to"});
    const bool channels = Names(*method.input_type(), {"channel", "to_channel"});
    EXPECT_TRUE(!locations || access.locations != Reach::kNothing) << method.full_name();
    EXPECT_TRUE(!channels || access.channels != Reach::kNothing) << method.full_name();
    // Nothing named, nothing checked: such a row would let everything through.
    EXPECT_TRUE(locations || access.locations != Reach::kNamed) << method.full_name();
    EXPECT_TRUE(channels || access.channels != Reach::kNamed) << method.full_name();
    const bool has_reservation = method.input_type()->FindFieldByName("reservation_id") != nullptr;
    EXPECT_EQ(has_reservation, access.locations == Reach::kReservation) << method.full_name();
    EXPECT_EQ(has_reservation, access.channels == Reach::kReservation) << method.full_name();
  });
}

TEST(MethodAccessTest, EveryItemOfABatchIsTheRequestOfAMethod) {
  const Descriptor& item = *v1::BatchItem::descriptor();
  for (int i = 0; i < item.field_count(); ++i) {
    const std::string request = item.field(i)->message_type()->name();
    EXPECT_NE(FindMethodAccess(request.substr(0, request.rfind("Request"))), nullptr) << request;
  }
}

TEST(CheckScopeTest, NobodyMayCallAMethodWithoutARow) {
  const SimulatedClock clock(0);
  const auto door = Door::Open(AccessOptions(), &clock).value();
  EXPECT_TRUE(door->CheckScope(Anonymous(), "Reserve").ok());
  EXPECT_EQ(ErrorReason(door->CheckScope(Anonymous(), "SellEverything")), "SCOPE_MISSING");
}

// What an identity of paris and of channel web may ask for.
TEST(CheckReachTest, ALimitedIdentityNamesPlacesOfItsOwn) {
  Identity web = Anonymous();
  web.name = "web";
  web.locations = {{"paris", "lyon"}};
  web.channels = {{"web"}};
  const auto reserve = [&web](const std::string& location, const std::string& channel) {
    v1::ReserveRequest request;
    request.add_lines()->set_location("lyon");
    request.add_lines()->set_location(location);
    request.set_channel(channel);
    const absl::Status status = CheckReach(web, *FindMethodAccess("Reserve"), request);
    return status.ok() ? "" : ErrorReason(status) + " " + ErrorField(status);
  };
  EXPECT_EQ(reserve("paris", "web"), "");
  EXPECT_EQ(reserve("nice", "web"), "LOCATION_NOT_GRANTED lines[1].location");
  EXPECT_EQ(reserve("", "web"), "LOCATION_NOT_GRANTED lines[1].location");
  EXPECT_EQ(reserve("paris", "app"), "CHANNEL_NOT_GRANTED channel");
  EXPECT_EQ(reserve("paris", ""), "CHANNEL_NOT_GRANTED channel");
}

TEST(CheckReachTest, WhatReachesEverythingIsNotForALimitedIdentity) {
  Identity paris = Anonymous();
  paris.locations = {{"paris"}};
  Identity web = Anonymous();
  web.channels = {{"web"}};
  const v1::ListQuotasRequest quotas;
  const v1::GetSupplyRequest supply;
  const auto reason = [](const Identity& identity, const char* method,
                         const google::protobuf::Message& request) {
    return ErrorReason(CheckReach(identity, *FindMethodAccess(method), request));
  };
  EXPECT_EQ(reason(paris, "ListQuotas", quotas), "LOCATION_NOT_GRANTED");
  EXPECT_EQ(reason(web, "ListQuotas", quotas), "CHANNEL_NOT_GRANTED");
  EXPECT_EQ(reason(paris, "GetSupply", supply), "LOCATION_NOT_GRANTED");
  EXPECT_EQ(reason(web, "GetSupply", supply), "");
  EXPECT_EQ(reason(Anonymous(), "ListQuotas", quotas), "");
}

TEST(CheckReachTest, AMoveMayLeaveThePlaceAsItIs) {
  Identity paris = Anonymous();
  paris.locations = {{"paris"}};
  v1::MoveRequest request;
  EXPECT_TRUE(CheckReach(paris, *FindMethodAccess("Move"), request).ok());
  request.set_location("paris");
  EXPECT_TRUE(CheckReach(paris, *FindMethodAccess("Move"), request).ok());
  request.set_location("lyon");
  EXPECT_EQ(ErrorField(CheckReach(paris, *FindMethodAccess("Move"), request)), "location");
}

}  // namespace
}  // namespace atp
