#ifndef ATP_ENGINE_BASE_MUTEX_H_
#define ATP_ENGINE_BASE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

// Lock annotations: documentation that clang checks with -Wthread-safety (bazel --config=clang).
#if defined(__clang__)
#define ATP_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define ATP_THREAD_ANNOTATION(x)
#endif
#define ATP_CAPABILITY(x) ATP_THREAD_ANNOTATION(capability(x))
#define ATP_SCOPED_CAPABILITY ATP_THREAD_ANNOTATION(scoped_lockable)
#define ATP_GUARDED_BY(x) ATP_THREAD_ANNOTATION(guarded_by(x))
#define ATP_REQUIRES(...) ATP_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define ATP_REQUIRES_SHARED(...) ATP_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))
#define ATP_ACQUIRE(...) ATP_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define ATP_ACQUIRE_SHARED(...) ATP_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define ATP_RELEASE(...) ATP_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define ATP_RELEASE_SHARED(...) ATP_THREAD_ANNOTATION(release_shared_capability(__VA_ARGS__))
#define ATP_EXCLUDES(...) ATP_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define ATP_NO_THREAD_SAFETY_ANALYSIS ATP_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace atp {

// The engine's locks. They wrap the standard library's, which ThreadSanitizer sees even when other
// libraries were built without it.

class ATP_CAPABILITY("mutex") Mutex {
 public:
  void Lock() ATP_ACQUIRE() { mu_.lock(); }
  void Unlock() ATP_RELEASE() { mu_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mu_;
};

class ATP_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex* mu) ATP_ACQUIRE(mu) : mu_(mu) { mu_->Lock(); }
  ~MutexLock() ATP_RELEASE() { mu_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mu_;
};

// Waits release and retake the mutex, which must be held by the caller. Wake-ups may be spurious:
// wait in a loop.
class CondVar {
 public:
  void Wait(Mutex* mu) ATP_REQUIRES(mu) {
    std::unique_lock<std::mutex> lock(mu->mu_, std::adopt_lock);
    cv_.wait(lock);
    lock.release();
  }

  // Returns after a signal or after `timeout_ms` of real time, whichever comes first.
  void WaitFor(Mutex* mu, int timeout_ms) ATP_REQUIRES(mu) {
    std::unique_lock<std::mutex> lock(mu->mu_, std::adopt_lock);
    cv_.wait_for(lock, std::chrono::milliseconds(timeout_ms));
    lock.release();
  }

  void SignalAll() { cv_.notify_all(); }

 private:
  std::condition_variable cv_;
};

// Many readers or one writer.
class ATP_CAPABILITY("mutex") SharedMutex {
 public:
  void Lock() ATP_ACQUIRE() { mu_.lock(); }
  void Unlock() ATP_RELEASE() { mu_.unlock(); }
  void LockShared() ATP_ACQUIRE_SHARED() { mu_.lock_shared(); }
  void UnlockShared() ATP_RELEASE_SHARED() { mu_.unlock_shared(); }

 private:
  std::shared_mutex mu_;
};

}  // namespace atp

#endif  // ATP_ENGINE_BASE_MUTEX_H_
