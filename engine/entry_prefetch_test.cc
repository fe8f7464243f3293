#include "engine/entry_prefetch.h"

#include <memory>
#include <string>

#include "engine/journal/journal.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

class EntryPrefetchTest : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    JournalOptions options;
    options.background_threads = false;
    Journal journal(options, &store_, JournalEnd(), [](const DurableGroupPtr&) {});
    for (size_t i = 0; i < GetParam(); ++i) {
      Entry entry;
      entry.cause = Cause::kRefuse;
      entry.request.request_id = "request-" + std::to_string(i);
      journal.Append(&entry, nullptr);
    }
    ASSERT_TRUE(journal.Flush().ok());
    reader_ = JournalReader::Open(&store_, 1).value();
  }

  MemoryDisk disk_;
  MemoryStore store_{&disk_};
  std::unique_ptr<JournalReader> reader_;
};

TEST_P(EntryPrefetchTest, GivesAllInOrder) {
  EntryPrefetch prefetch(reader_.get());
  Sequence last = 0;
  while (const std::vector<Entry>* entries = prefetch.Next()) {
    ASSERT_FALSE(entries->empty());
    for (const Entry& entry : *entries) {
      ASSERT_EQ(entry.sequence, ++last);
      ASSERT_EQ(entry.request.request_id, "request-" + std::to_string(last - 1));
    }
  }
  EXPECT_EQ(last, GetParam());
  EXPECT_EQ(prefetch.Next(), nullptr);
  EXPECT_TRUE(reader_->status().ok());
}

TEST_P(EntryPrefetchTest, MayBeLeftEarly) {
  EntryPrefetch prefetch(reader_.get());
  prefetch.Next();
}

INSTANTIATE_TEST_SUITE_P(Entries, EntryPrefetchTest,
                         testing::Values(0, 1, EntryPrefetch::kEntriesAtOnce,
                                         EntryPrefetch::kEntriesAtOnce + 1,
                                         20 * EntryPrefetch::kEntriesAtOnce));

}  // namespace
}  // namespace atp
