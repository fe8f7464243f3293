#ifndef ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_
#define ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_

#include <rocksdb/env.h>

#include <map>
#include <memory>
#include <string>

namespace atp {

// The files of a data directory by their path inside it, to be damaged and opened over and over.
// Without the lock files, which say nothing once closed.
using DirectoryImage = std::map<std::string, std::string>;

// Of what lies on the real disk, or in `env`.
DirectoryImage TakeImage(const std::string& directory);
DirectoryImage TakeImage(rocksdb::Env* env, const std::string& directory);

// A file system in memory that holds the image under `directory`, and nothing else.
std::unique_ptr<rocksdb::Env> NewEnvWith(const DirectoryImage& image, const std::string& directory);

// RocksDB's notes for people, which no opening depends on: its info logs, the options and the
// identity that it wrote down.
bool IsNote(const std::string& name);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_DIRECTORY_IMAGE_H_
