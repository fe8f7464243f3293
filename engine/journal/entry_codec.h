#ifndef ATP_ENGINE_JOURNAL_ENTRY_CODEC_H_
#define ATP_ENGINE_JOURNAL_ENTRY_CODEC_H_

#include <string>
#include <string_view>

#include "engine/model/entry.h"

namespace atp {

// The body of an entry as bytes; FORMAT.md draws it. It leaves out what the group's frame carries
// (sequence and time), so that a body can be encoded before the entry has either.
//
// Pure functions, safe from any thread. Linear in the size of the entry; no allocation beyond
// growing *out, respectively the entry's own strings and lists.

// Appends the body of `entry` to *out. The balances of every posting must be valid before and
// after it, and counts of units not negative: a journal of broken books is worse than a restart.
void EncodeEntry(const Entry& entry, std::string* out);

// Replaces *entry by what `body` says. A kReserve entry gets its reservation id, which is derived
// from `sequence` and its home shard. False if the bytes are not exactly one well-formed body;
// *entry is then unspecified.
bool DecodeEntry(std::string_view body, Sequence sequence, Micros time, Entry* entry);

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_ENTRY_CODEC_H_
