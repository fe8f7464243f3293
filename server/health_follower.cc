#include "server/health_follower.h"

#include <nlohmann/json.hpp>

#include "server/log/log.h"

namespace atp {

void HealthFollower::Look() {
  const EngineStatus status = engine_.Status();
  if (status.healthy == was_healthy_) return;
  was_healthy_ = status.healthy;
  server_.SetHealthy(status.healthy);
  Log(status.healthy ? LogLevel::kInfo : LogLevel::kError,
      status.healthy ? "healthy again" : "unhealthy: " + status.unhealthy_reason);
}

}  // namespace atp
