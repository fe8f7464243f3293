#include "tools/replay/patient_caller.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace atp {
namespace {

TEST(PatientCallerTest, RepeatsWhatTheServerMayDoLaterAndNothingElse) {
  const struct {
    grpc::StatusCode code;
    bool is_repeated;
  } kCases[] = {
      {grpc::StatusCode::UNAVAILABLE, true},       {grpc::StatusCode::RESOURCE_EXHAUSTED, true},
      {grpc::StatusCode::DEADLINE_EXCEEDED, true}, {grpc::StatusCode::CANCELLED, true},
      {grpc::StatusCode::INVALID_ARGUMENT, false}, {grpc::StatusCode::FAILED_PRECONDITION, false},
      {grpc::StatusCode::NOT_FOUND, false},        {grpc::StatusCode::ABORTED, false},
      {grpc::StatusCode::INTERNAL, false},         {grpc::StatusCode::UNKNOWN, false},
  };
  const PatientCaller caller(std::chrono::seconds(60));
  for (const auto& c : kCases) {
    int attempts = 0;
    const absl::Status status = caller.Repeat([&](grpc::ClientContext*) {
      return ++attempts == 1 ? grpc::Status(c.code, "words") : grpc::Status::OK;
    });
    EXPECT_EQ(attempts, c.is_repeated ? 2 : 1) << c.code;
    EXPECT_EQ(status.ok(), c.is_repeated) << c.code;
    if (!c.is_repeated) {
      EXPECT_EQ(static_cast<int>(status.code()), static_cast<int>(c.code));
      EXPECT_EQ(status.message(), "words");
    }
  }
}

TEST(PatientCallerTest, GivesUpWhenItsTimeHasPassed) {
  int attempts = 0;
  const absl::Status status =
      PatientCaller(std::chrono::seconds(0)).Repeat([&](grpc::ClientContext*) {
        ++attempts;
        return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
      });
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(status, absl::UnavailableError("gave up after 0 s: busy"));
}

// A list of five numbers, two to a page, whose server is away at every second call.
class FlakyList {
 public:
  struct Request {
    std::string token;
    void set_page_token(const std::string& next) { token = next; }
    const std::string& page_token() const { return token; }
  };
  struct Response {
    std::vector<int> numbers;
    std::string next;
    void Clear() { *this = Response(); }
    const std::string& next_page_token() const { return next; }
  };

  grpc::Status List(grpc::ClientContext*, const Request& request, Response* response) {
    const int first = request.token.empty() ? 0 : std::stoi(request.token);
    for (int i = first; i < first + 2 && i < 5; ++i) response->numbers.push_back(i);
    if (first + 2 < 5) response->next = std::to_string(first + 2);
    return ++calls_ % 2 == 0 ? grpc::Status::OK
                             : grpc::Status(grpc::StatusCode::UNAVAILABLE, "away");
  }

 private:
  int calls_ = 0;
};

TEST(PatientCallerTest, ListsAreReadToTheirEndWithoutRepeatOrHole) {
  const PatientCaller caller(std::chrono::seconds(60));
  FlakyList list;
  FlakyList::Request request;
  std::vector<int> seen;
  const absl::Status status = caller.EachPage<FlakyList::Response>(
      &list, &FlakyList::List, &request, [&](const FlakyList::Response& page) {
        seen.insert(seen.end(), page.numbers.begin(), page.numbers.end());
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(PatientCallerTest, AVisitorEndsTheListWithItsStatus) {
  const PatientCaller caller(std::chrono::seconds(60));
  FlakyList list;
  FlakyList::Request request;
  int pages = 0;
  const absl::Status status = caller.EachPage<FlakyList::Response>(
      &list, &FlakyList::List, &request, [&](const FlakyList::Response&) {
        ++pages;
        return absl::InternalError("not a number");
      });
  EXPECT_EQ(status, absl::InternalError("not a number"));
  EXPECT_EQ(pages, 1);
}

}  // namespace
}  // namespace atp
