#include "server/stop_signal.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "server/log/log.h"

namespace atp {
namespace {

constexpr int kExitForced = 130;

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Waits for signals until the process ends, so nobody joins it.
  std::thread([this] { Listen(); }).detach();
}

void StopSignal::SetGraceful() {
  MutexLock lock(&mu_);
  is_graceful_ = true;
}

bool StopSignal::WaitFor(int timeout_ms) {
  MutexLock lock(&mu_);
  if (!has_come_) changed_.WaitFor(&mu_, timeout_ms);
  return has_come_;
}

void StopSignal::Listen() {
  pthread_setname_np(pthread_self(), "signals");
  const sigset_t signals = StopSignals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) == 0) OnSignal(signal);
  }
}

void StopSignal::OnSignal(int signal) {
  MutexLock lock(&mu_);
  if (!is_graceful_) {
    Log(LogLevel::kInfo, "stopped before serving");
    _exit(0);
  }
  if (has_come_) {
    Log(LogLevel::kWarn, "a second signal: stopping at once", {{"signal", signal}});
    _exit(kExitForced);
  }
  has_come_ = true;
  changed_.SignalAll();
}

}  // namespace atp
