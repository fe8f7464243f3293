#ifndef ATP_TOOLS_ATPCTL_SHOW_ENTRY_H_
#define ATP_TOOLS_ATPCTL_SHOW_ENTRY_H_

#include <string>

#include "engine/model/entry.h"
#include "tools/audit/offline_data.h"

namespace atp {

// A journal entry on one line: for people, and as JSON with every field that is not empty (64-bit
// numbers are strings, as in the API's JSON).
std::string EntryAsText(const Entry& entry, const KeyNames& names);
std::string EntryAsJson(const Entry& entry, const KeyNames& names);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_SHOW_ENTRY_H_
