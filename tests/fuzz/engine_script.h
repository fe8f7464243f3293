#ifndef ATP_TESTS_FUZZ_ENGINE_SCRIPT_H_
#define ATP_TESTS_FUZZ_ENGINE_SCRIPT_H_

#include <google/protobuf/message.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/message_maker.h"

namespace atp::fuzz {

// An input read as what the callers of a server ask, one request after another, and as what
// befalls the server meanwhile: time, checkpoints, restarts. Each request is made as a message of
// atp.v1, translated as server/ does, and done by a real engine on a disk in memory; its answer is
// translated back and written out.
//
// Requests are about few items and places, so that they meet each other.
class EngineScript {
 public:
  EngineScript(const uint8_t* data, size_t size);

  // All steps of the input, at most kStepsMax.
  void Play();

  // Aborts unless the ledger is in order: recovery from the journal and the checkpoints gives the
  // same state byte for byte, and an audit of them finds nothing.
  void Prove();

  // Causes of the entries that were made, and reasons of the errors.
  const std::set<std::string>& heard() const { return heard_; }
  MemoryDisk* disk() { return &disk_; }
  void Checkpoint();

 private:
  static constexpr int kStepsMax = 40;

  void Open();
  void StockTheShelves();
  void Step();
  void PassTime();

  template <typename Message>
  Message Make() {
    Message message;
    const Words words{
        [this](const auto& field, Choices* choices) { return TextFor(field, choices); }, IsNeeded,
        NumberFor};
    FillMessage(&choices_, words, &message);
    return message;
  }
  static bool IsNeeded(const google::protobuf::FieldDescriptor& field);
  static int64_t NumberFor(const google::protobuf::FieldDescriptor& field, Choices* choices);
  std::string TextFor(const google::protobuf::FieldDescriptor& field, Choices* choices);

  // A change that was translated; its answer if it is OK.
  template <typename Request>
  absl::StatusOr<Outcome> Change(const Request& request, absl::StatusOr<Action> action);
  void ChangeByItem();
  void ChangeOther();
  void ChangeSettings();
  void Ask();
  void List();
  void PushSnapshot();
  void Watch();
  void Refused(const absl::Status& status);
  // What a server would send. Fails where a text is not UTF-8.
  void WriteOut(const google::protobuf::Message& response);

  Choices choices_;
  SimulatedClock clock_;
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::string> reservations_;  // that were made
  std::string page_token_;                 // that was given last
  int requests_ = 0;
  std::set<std::string> heard_;
};

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_ENGINE_SCRIPT_H_
