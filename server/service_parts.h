#ifndef ATP_SERVER_SERVICE_PARTS_H_
#define ATP_SERVER_SERVICE_PARTS_H_

#include <string>

#include "server/access/door.h"
#include "server/bounded_threads.h"
#include "server/delta_feed.h"
#include "server/engine_gate.h"
#include "server/flags.h"
#include "server/open_streams.h"
#include "server/places.h"
#include "server/worker_threads.h"

namespace atp {

// What the services share. Owned by the server, as is the door, and both outlive them.
struct ServiceParts {
  ServiceParts(const ServerOptions& options, uint32_t lines_max, Door* door)
      : door(*door),
        lines_max(lines_max),
        batch_messages_max(options.batch_messages_max),
        backup_dir(options.backup_dir),
        memory_max(options.memory_max),
        changes(options.changes_max),
        watches(options.watches_max),
        feed(options.feed_gather_ms),
        import_threads("import", options.imports_max) {}

  Door& door;
  const uint32_t lines_max;
  const int batch_messages_max;  // under way on one batched stream
  const std::string backup_dir;  // empty: none
  const int64_t memory_max;      // bytes, beyond which the ledger is full
  EngineGate gate;
  Places changes;  // under way, each a call of its own
  OpenStreams watches;
  OpenStreams batches;
  DeltaFeed feed;
  WorkerThreads watch_threads{"watch", 4};  // for streams of deltas that read on by themselves
  BoundedThreads import_threads;
  BoundedThreads checkpoint_threads{"checkpoint", 1};
  BoundedThreads backup_threads{"backup", 1};
  BoundedThreads batch_threads{"batch", 8};      // for long messages of batched streams
  BoundedThreads history_threads{"history", 2};  // for what is asked of the past
};

}  // namespace atp

#endif  // ATP_SERVER_SERVICE_PARTS_H_
