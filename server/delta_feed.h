#ifndef ATP_SERVER_DELTA_FEED_H_
#define ATP_SERVER_DELTA_FEED_H_

#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "server/encoded_deltas.h"

namespace atp {

// One thread that follows the ledger on behalf of all streams of deltas: it encodes each delta once
// and tells the streams that there is something new.
//
//   first new delta -> what comes in the next few ms gathers -> encode -> OnNews() of each stream
//
// With small groups it is waking up and writing, once for each stream, that costs; so streams are
// not told of each group but of what has gathered. While nobody listens the thread sleeps, nothing
// is decoded, and nothing is kept.
//
// Thread-safe. Listeners must be removed before the engine goes, and Stop() called.
class DeltaFeed {
 public:
  // Called by the feed's thread, which must not be kept waiting.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void OnNews() = 0;
    // A second has passed since the last call, or since it began.
    virtual void OnTick() = 0;
  };

  // `gather_ms` is how long deltas gather.
  explicit DeltaFeed(int gather_ms);
  ~DeltaFeed() { Stop(); }
  DeltaFeed(const DeltaFeed&) = delete;
  DeltaFeed& operator=(const DeltaFeed&) = delete;

  // `engine` is the same in every call. The listener hears of everything from now on; the first
  // call follows soon, whether there is something new or not.
  void Add(Engine* engine, const std::shared_ptr<Listener>& listener);
  void Remove(Listener* listener);

  const EncodedDeltas& deltas() const { return deltas_; }

  // Ends the thread. Nobody is told anything afterwards.
  void Stop();

 private:
  void Run();
  // Null if it is to stop.
  Engine* WaitForListeners();
  // Until nobody listens, the feed stops, or it was too slow itself.
  void Follow(Subscription* subscription);
  void Gather();
  void Tell(void (Listener::*what)());

  const int gather_ms_;
  EncodedDeltas deltas_;

  Mutex mu_;
  CondVar changed_;
  Engine* engine_ ATP_GUARDED_BY(mu_) = nullptr;
  std::map<Listener*, std::weak_ptr<Listener>> listeners_ ATP_GUARDED_BY(mu_);
  Subscription* following_ ATP_GUARDED_BY(mu_) = nullptr;
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  std::thread thread_ ATP_GUARDED_BY(mu_);  // from the first listener on
};

}  // namespace atp

#endif  // ATP_SERVER_DELTA_FEED_H_
