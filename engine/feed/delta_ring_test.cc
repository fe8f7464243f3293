#include "engine/feed/delta_ring.h"

#include <thread>

#include "gtest/gtest.h"

namespace atp {
namespace {

// Deltas first..last, counting how often they are decoded.
DeltaRing::Decode Deltas(Sequence first, Sequence last, int* decoded = nullptr) {
  return [=] {
    if (decoded != nullptr) ++*decoded;
    std::vector<DeltaPtr> deltas;
    for (Sequence sequence = first; sequence <= last; ++sequence) {
      auto delta = std::make_shared<Delta>();
      delta->sequence = sequence;
      deltas.push_back(std::move(delta));
    }
    return deltas;
  };
}

std::vector<Sequence> ReadAll(DeltaRing* ring, Sequence after, size_t max_each) {
  std::vector<Sequence> sequences;
  std::vector<DeltaPtr> deltas;
  while (ring->Read(after, max_each, &deltas) == DeltaRing::Found::kDeltas) {
    after = deltas.back()->sequence;
  }
  for (const DeltaPtr& delta : deltas) sequences.push_back(delta->sequence);
  return sequences;
}

TEST(DeltaRingTest, GivesEverySequenceOnceFromAnyPlace) {
  DeltaRing ring(10, 1000);
  ring.Append(11, 13, 10, Deltas(11, 13));
  ring.Append(14, 14, 10, Deltas(14, 14));
  ring.Append(15, 17, 10, Deltas(15, 17));
  for (Sequence after = 10; after <= 17; ++after) {
    for (const size_t max_each : {1, 2, 100}) {
      std::vector<Sequence> expected;
      for (Sequence sequence = after + 1; sequence <= 17; ++sequence) expected.push_back(sequence);
      EXPECT_EQ(ReadAll(&ring, after, max_each), expected) << after << " by " << max_each;
    }
  }
}

TEST(DeltaRingTest, SaysWhenTheWantedSequenceIsGoneAndNeverSkipsIt) {
  DeltaRing ring(0, 25);
  std::vector<DeltaPtr> deltas;
  EXPECT_EQ(ring.Read(0, 9, &deltas), DeltaRing::Found::kNothingNew);
  for (Sequence sequence = 1; sequence <= 4; ++sequence) {
    ring.Append(sequence, sequence, 10, Deltas(sequence, sequence));
  }
  EXPECT_EQ(ring.Read(0, 9, &deltas), DeltaRing::Found::kTooOld);
  EXPECT_EQ(ring.Read(1, 9, &deltas), DeltaRing::Found::kTooOld);
  EXPECT_EQ(ReadAll(&ring, 2, 9), (std::vector<Sequence>{3, 4}));
}

TEST(DeltaRingTest, DecodesABatchOnceForAllAndOnlyIfSomebodyReads) {
  DeltaRing ring(0, 1000);
  int decoded = 0;
  ring.Append(1, 2, 10, Deltas(1, 2, &decoded));
  EXPECT_EQ(decoded, 0);
  ReadAll(&ring, 0, 1);
  ReadAll(&ring, 1, 9);
  EXPECT_EQ(decoded, 1);
}

TEST(DeltaRingTest, ReadersAndWriterRunTogether) {
  DeltaRing ring(0, 1 << 20);
  constexpr Sequence kLast = 5000;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      Sequence after = 0;
      std::vector<DeltaPtr> deltas;
      while (after < kLast) {
        deltas.clear();
        if (ring.Read(after, 64, &deltas) == DeltaRing::Found::kNothingNew) ring.Wait(after, 1000);
        for (const DeltaPtr& delta : deltas) {
          ASSERT_EQ(delta->sequence, after + 1);
          after = delta->sequence;
        }
      }
    });
  }
  for (Sequence first = 1; first <= kLast; first += 10) {
    ring.Append(first, first + 9, 10, Deltas(first, first + 9));
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace atp
