#ifndef ATP_SERVER_SERVICE_PARTS_H_
#define ATP_SERVER_SERVICE_PARTS_H_

#include "server/bounded_threads.h"
#include "server/engine_gate.h"
#include "server/open_streams.h"
#include "server/watches.h"

namespace atp {

// What the services share. Owned by the server, which outlives them.
struct ServiceParts {
  ServiceParts(int watches_max, int imports_max, int batch_messages_max, uint32_t lines_max)
      : lines_max(lines_max),
        batch_messages_max(batch_messages_max),
        watch_threads("watch", watches_max),
        import_threads("import", imports_max) {}

  const uint32_t lines_max;
  const int batch_messages_max;  // under way on one batched stream
  EngineGate gate;
  Watches watches;
  OpenStreams batches;
  BoundedThreads watch_threads;
  BoundedThreads import_threads;
  BoundedThreads checkpoint_threads{"checkpoint", 1};
  BoundedThreads history_threads{"history", 2};  // for what is asked of the past
};

}  // namespace atp

#endif  // ATP_SERVER_SERVICE_PARTS_H_
