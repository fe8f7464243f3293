#ifndef ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_
#define ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_

#include <rocksdb/env.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "engine/base/check.h"

namespace atp {

// The files of a data directory by their path inside it, to be damaged and opened over and over.
// Without the lock files, which say nothing once closed.
using DirectoryImage = std::map<std::string, std::string>;

inline DirectoryImage TakeImage(const std::string& directory) {
  DirectoryImage image;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file() || entry.path().filename() == "LOCK") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string name = std::filesystem::relative(entry.path(), directory).string();
    image[name].assign(std::istreambuf_iterator<char>(file), {});
  }
  return image;
}

// A file system in memory that holds the image under `directory`, and nothing else.
inline std::unique_ptr<rocksdb::Env> NewEnvWith(const DirectoryImage& image,
                                                const std::string& directory) {
  std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  ATP_CHECK(env->CreateDirIfMissing(directory).ok());
  ATP_CHECK(env->CreateDirIfMissing(directory + "/rocksdb").ok());
  for (const auto& [name, bytes] : image) {
    ATP_CHECK(rocksdb::WriteStringToFile(env.get(), bytes, directory + "/" + name).ok());
  }
  return env;
}

}  // namespace atp

#endif  // ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_
