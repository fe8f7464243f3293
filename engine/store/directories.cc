#include "engine/store/directories.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/store/rocks_status.h"

namespace atp {
namespace {

rocksdb::Status RemoveTree(rocksdb::Env* env, const std::string& path) {
  std::vector<std::string> names;
  rocksdb::Status status = env->FileExists(path);
  if (status.IsNotFound()) return rocksdb::Status::OK();
  if (status.ok()) status = env->GetChildren(path, &names);
  for (const std::string& name : names) {
    if (!status.ok()) break;
    const std::string child = absl::StrCat(path, "/", name);
    // Not every Env can say what is a directory: what is no file is one, or cannot be removed.
    status = env->DeleteFile(child);
    if (!status.ok()) status = RemoveTree(env, child);
  }
  return status.ok() ? env->DeleteDir(path) : status;
}

}  // namespace

absl::StatusOr<bool> Exists(rocksdb::Env* env, const std::string& path) {
  const rocksdb::Status status = env->FileExists(path);
  if (status.ok()) return true;
  if (status.IsNotFound()) return false;
  return FromRocks(status, "look for " + path);
}

absl::Status SyncDirectory(rocksdb::Env* env, const std::string& path) {
  std::unique_ptr<rocksdb::Directory> directory;
  rocksdb::Status status = env->NewDirectory(path, &directory);
  if (status.ok()) status = directory->Fsync();
  return FromRocks(status, "sync " + path);
}

absl::Status MakeDirectory(rocksdb::Env* env, const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  const absl::StatusOr<bool> exists = Exists(env, path);
  if (!exists.ok() || *exists) return exists.status();
  const size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash);
  if (absl::Status status = MakeDirectory(env, parent); !status.ok()) return status;
  const rocksdb::Status made = env->CreateDirIfMissing(path);
  if (!made.ok()) return FromRocks(made, "create " + path);
  return SyncDirectory(env, parent.empty() ? "/" : parent);
}

absl::Status RemoveDirectory(rocksdb::Env* env, const std::string& path) {
  return FromRocks(RemoveTree(env, path), "remove " + path);
}

}  // namespace atp
