#ifndef ATP_ENGINE_JOURNAL_JOURNAL_FIXTURE_H_
#define ATP_ENGINE_JOURNAL_JOURNAL_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/journal/journal_reader.h"
#include "engine/journal/testing.h"
#include "engine/store/commit_log.h"

namespace atp {

// An entry that a test knows again by its note.
inline Entry Noted(std::string note, Micros time = 1000) {
  Entry entry = OneLineReservation();
  entry.time = time;
  entry.note = std::move(note);
  return entry;
}

// Everything that a log holds, from the first entry on; fails the test if it is damaged.
inline std::vector<Entry> ReadAll(CommitLog* log) {
  std::vector<Entry> entries;
  auto reader = JournalReader::Open(log, 1);
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return entries;
  Entry entry;
  while ((*reader)->Next(&entry)) entries.push_back(entry);
  EXPECT_TRUE((*reader)->status().ok()) << (*reader)->status();
  return entries;
}

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_JOURNAL_FIXTURE_H_
