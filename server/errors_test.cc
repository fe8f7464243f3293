#include "server/errors.h"

#include "engine/model/error.h"
#include "gtest/gtest.h"
#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"

namespace atp {
namespace {

struct Details {
  google::rpc::Status status;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
};

Details Unpack(const grpc::Status& status) {
  Details details;
  EXPECT_TRUE(details.status.ParseFromString(status.error_details()));
  for (const auto& any : details.status.details()) {
    EXPECT_TRUE(any.UnpackTo(&details.info) || any.UnpackTo(&details.bad_request) ||
                any.UnpackTo(&details.retry))
        << any.type_url();
  }
  return details;
}

TEST(ErrorsTest, OkIsOk) { EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok()); }

TEST(ErrorsTest, CodeMessageReasonFieldAndDetailsAllArrive) {
  const grpc::Status status =
      ToGrpcStatus(WithDetail(MakeError(absl::StatusCode::kFailedPrecondition, "OVER_RELEASE",
                                        "parts[2].quantity", "3 too many"),
                              "over_by", "3"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "3 too many");
  const Details details = Unpack(status);
  EXPECT_EQ(details.status.code(), 9);
  EXPECT_EQ(details.status.message(), "3 too many");
  EXPECT_EQ(details.info.reason(), "OVER_RELEASE");
  EXPECT_EQ(details.info.domain(), "atp.v1");
  EXPECT_EQ(details.info.metadata().at("over_by"), "3");
  EXPECT_EQ(details.info.metadata_size(), 1);
  ASSERT_EQ(details.bad_request.field_violations_size(), 1);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "parts[2].quantity");
  EXPECT_EQ(details.bad_request.field_violations(0).description(), "3 too many");
  EXPECT_FALSE(details.retry.has_retry_delay());
}

TEST(ErrorsTest, OnlyWhatMayBeRepeatedSaysWhen) {
  struct Case {
    absl::StatusCode code;
    bool retry;
  };
  for (const Case& c :
       {Case{absl::StatusCode::kUnavailable, true},
        Case{absl::StatusCode::kResourceExhausted, true},
        Case{absl::StatusCode::kInvalidArgument, false}, Case{absl::StatusCode::kNotFound, false},
        Case{absl::StatusCode::kDataLoss, false}}) {
    const Details details = Unpack(ToGrpcStatus(MakeError(c.code, "R", "", "m")));
    EXPECT_EQ(details.retry.has_retry_delay(), c.retry) << absl::StatusCodeToString(c.code);
    EXPECT_EQ(details.bad_request.field_violations_size(), 0);
  }
}

TEST(ErrorsTest, EveryErrorHasAReason) {
  struct Case {
    absl::Status status;
    const char* reason;
  };
  for (const Case& c :
       {Case{MakeError(absl::StatusCode::kDataLoss, "OTHER", "", "m"), "OTHER"},
        Case{absl::DataLossError("m"), "JOURNAL_DAMAGED"},
        Case{absl::InternalError("m"), "INTERNAL"}, Case{absl::CancelledError("m"), "CANCELLED"},
        Case{absl::DeadlineExceededError("m"), "DEADLINE_EXCEEDED"}}) {
    EXPECT_EQ(ReasonOf(c.status), c.reason);
    EXPECT_EQ(Unpack(ToGrpcStatus(c.status)).info.reason(), c.reason);
  }
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
}

}  // namespace
}  // namespace atp
