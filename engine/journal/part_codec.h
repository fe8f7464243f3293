#ifndef ATP_ENGINE_JOURNAL_PART_CODEC_H_
#define ATP_ENGINE_JOURNAL_PART_CODEC_H_

#include <cstddef>
#include <string>

#include "engine/journal/body_bytes.h"
#include "engine/model/entry.h"

namespace atp {

// The lists of an entry's body, element by element: each Put appends what its Read takes back.
// A Read that meets something out of range refuses, which the reader's ok() tells at the end.

void PutDefinition(std::string* out, const Definition& definition);
void ReadDefinition(BodyReader* in, Definition* definition);

// The balances must be valid before and after.
void PutPosting(std::string* out, const Posting& posting);
void ReadPosting(BodyReader* in, Posting* posting);

// The entry's line of this index; its postings must be known, since a line may point at them.
void PutLine(std::string* out, const Entry& entry, size_t index);
void ReadLine(BodyReader* in, const Entry& entry, size_t index, LineEffect* line);

void PutReceipt(std::string* out, const ScheduledReceipt& receipt, const ReceiptBefore& before);
void ReadReceipt(BodyReader* in, ScheduledReceipt* receipt, ReceiptBefore* before);

void PutCapUse(std::string* out, const CapUse& use);
void ReadCapUse(BodyReader* in, CapUse* use);

void PutQuotaChange(std::string* out, const QuotaChange& change);
void ReadQuotaChange(BodyReader* in, QuotaChange* change);

void PutSettingChange(std::string* out, const SettingChange& change);
void ReadSettingChange(BodyReader* in, SettingChange* change);

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_PART_CODEC_H_
