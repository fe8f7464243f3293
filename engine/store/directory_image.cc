#include "engine/store/directory_image.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "engine/base/check.h"

namespace atp {
namespace {

void Take(rocksdb::Env* env, const std::string& path, const std::string& name,
          DirectoryImage* image) {
  std::vector<std::string> children;
  if (env->GetChildren(path, &children).ok() && !children.empty()) {
    for (const std::string& child : children) {
      if (child == "." || child == ".." || child == "LOCK") continue;
      Take(env, path + "/" + child, name.empty() ? child : name + "/" + child, image);
    }
    return;
  }
  std::string bytes;
  if (rocksdb::ReadFileToString(env, path, &bytes).ok()) (*image)[name] = std::move(bytes);
}

// RocksDB's file system in memory, whose files do not say that they may be synced while they are
// written to. They may: there is nothing to sync. It takes no new options file: RocksDB can do
// without, and to write it and read it back is half of what an opening costs.
class MemoryEnv final : public rocksdb::EnvWrapper {
 public:
  MemoryEnv()
      : EnvWrapper(std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default()))) {}
  const char* Name() const override { return "MemoryEnv"; }

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    if (absl::StrContains(name, "/OPTIONS-") && absl::EndsWith(name, ".dbtmp")) {
      return rocksdb::Status::NotSupported(name);
    }
    std::unique_ptr<rocksdb::WritableFile> inner;
    const rocksdb::Status status = target()->NewWritableFile(name, &inner, options);
    if (status.ok()) *file = std::make_unique<File>(std::move(inner));
    return status;
  }

 private:
  class File final : public rocksdb::WritableFileWrapper {
   public:
    explicit File(std::unique_ptr<rocksdb::WritableFile> file)
        : WritableFileWrapper(file.get()), file_(std::move(file)) {}
    bool IsSyncThreadSafe() const override { return true; }

   private:
    const std::unique_ptr<rocksdb::WritableFile> file_;
  };
};

}  // namespace

DirectoryImage TakeImage(const std::string& directory) {
  return TakeImage(rocksdb::Env::Default(), directory);
}

DirectoryImage TakeImage(rocksdb::Env* env, const std::string& directory) {
  DirectoryImage image;
  Take(env, directory, "", &image);
  return image;
}

std::unique_ptr<rocksdb::Env> NewEnvWith(const DirectoryImage& image,
                                         const std::string& directory) {
  auto env = std::make_unique<MemoryEnv>();
  ATP_CHECK(env->CreateDirIfMissing(directory).ok());
  if (!image.empty()) ATP_CHECK(env->CreateDirIfMissing(directory + "/rocksdb").ok());
  for (const auto& [name, bytes] : image) {
    ATP_CHECK(rocksdb::WriteStringToFile(env.get(), bytes, directory + "/" + name).ok());
  }
  return env;
}

bool IsNote(const std::string& name) {
  return absl::StartsWith(name, "rocksdb/LOG") || absl::StartsWith(name, "rocksdb/OPTIONS") ||
         name == "rocksdb/IDENTITY";
}

}  // namespace atp
