#include "engine/store/state_store.h"

namespace atp {

absl::Status StateStore::WriteShard(uint32_t shard, uint64_t applied,
                                    const std::vector<RowChange>& changes) {
  const std::unique_ptr<CheckpointWriter> checkpoint = NewCheckpoint();
  const absl::Status written = checkpoint->Write(shard, applied, changes);
  return written.ok() ? checkpoint->Commit() : written;
}

}  // namespace atp
