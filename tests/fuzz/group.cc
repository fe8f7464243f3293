// A group of the journal, as it is read from the log. The first byte says whether the bytes are
// taken as they are or closed with the hash that they ought to have, which no mutation would find;
// then damage is looked for behind the checksum too.

#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/journal/group_codec.h"
#include "engine/journal/journal_reader.h"
#include "engine/store/memory_store.h"
#include "tests/fuzz/fuzz_target.h"

namespace atp {
namespace {

// What a reader of the log makes of it: every entry of an unbroken group, or DATA_LOSS.
void ReadAsLog(const std::string& group) {
  MemoryDisk disk;
  MemoryStore store(&disk);
  const auto view = GroupView::Parse(group);
  if (view.ok() && view->first() != 1) return;  // the store would not take it first
  const Sequence last = view.ok() ? view->last() : 1;
  ATP_CHECK(store.Append(0, last, group, true).ok());
  const auto reader = JournalReader::Open(&store, 1);
  if (!reader.ok()) {
    ATP_CHECK(reader.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  Sequence read = 0;
  for (Entry entry; (*reader)->Next(&entry);) ATP_CHECK(entry.sequence == ++read);
  ATP_CHECK((*reader)->status().ok() ? read == last : read < last);
}

}  // namespace
}  // namespace atp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp;  // NOLINT: of this function alone
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 2 == 1) PutFixed64(&bytes, Hash64(bytes));
  const auto view = GroupView::Parse(bytes);
  if (view.ok()) {
    uint64_t frames = 0;
    Micros time = view->first_time();
    Frame frame;
    for (FrameCursor cursor = view->frames(); cursor.Next(&frame); ++frames) {
      ATP_CHECK(frame.sequence == view->first() + frames);
      ATP_CHECK(frame.time >= time);
      time = frame.time;
    }
    ATP_CHECK(frames == view->last() - view->first() + 1 && time == view->last_time());
  }
  ReadAsLog(bytes);
  return 0;
}
