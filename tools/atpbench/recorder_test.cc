#include "tools/atpbench/recorder.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr auto kReserve = static_cast<size_t>(OperationKind::kReserve);

Answer Of(Answer::Result result) {
  Answer answer;
  answer.result = result;
  if (result == Answer::Result::kFailed) answer.error = "no";
  return answer;
}

TEST(RecorderTest, MeasuresWhatBeganInTheMeasuredTimeAndChartsAll) {
  Recorder recorder(0, kSecond, 2 * kSecond);
  const Answer done;
  recorder.Record(OperationKind::kCheck, done, 0, 100);                                // warm-up
  recorder.Record(OperationKind::kCheck, done, kSecond, kSecond + 200);                // measured
  recorder.Record(OperationKind::kReserve, done, 2 * kSecond - 1, 3 * kSecond + 300);  // too
  recorder.Record(OperationKind::kCheck, done, 2 * kSecond, 3 * kSecond + 400);        // after
  EXPECT_EQ(recorder.answered(), 4);
  const Recording recording = recorder.Take();
  EXPECT_EQ(recording.kinds[0].latency.count(), 1);
  EXPECT_EQ(recording.kinds[0].latency.max(), 200);
  EXPECT_EQ(recording.kinds[kReserve].latency.count(), 1);
  ASSERT_EQ(recording.seconds.size(), 4u);
  EXPECT_EQ(recording.seconds[0][0].count, 1);
  EXPECT_EQ(recording.seconds[1][0].max, 200);
  EXPECT_EQ(recording.seconds[2][0].count, 0);
  EXPECT_EQ(recording.seconds[3][0].count, 1);
  EXPECT_EQ(recording.seconds[3][kReserve].count, 1);
}

TEST(RecorderTest, RefusalsAreAnswersAndErrorsAreNot) {
  Recorder recorder(0, 0, kSecond);
  recorder.Record(OperationKind::kReserve, Of(Answer::Result::kRefused), 0, 10);
  recorder.Record(OperationKind::kReserve, Of(Answer::Result::kFailed), 0, 10);
  recorder.Record(OperationKind::kReserve, Of(Answer::Result::kTurnedAway), 0, 10);
  recorder.Record(OperationKind::kReserve, Of(Answer::Result::kDone), 0, 10);
  const Recording recording = recorder.Take();
  EXPECT_EQ(recording.kinds[kReserve].latency.count(), 2);
  EXPECT_EQ(recording.kinds[kReserve].refused, 1);
  EXPECT_EQ(recording.kinds[kReserve].turned_away, 1);
  EXPECT_EQ(recording.kinds[kReserve].failed, 1);
  EXPECT_EQ(recording.first_error, "no");
}

}  // namespace
}  // namespace atp
