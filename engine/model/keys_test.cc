#include "engine/model/keys.h"

#include <string>

#include "gtest/gtest.h"

namespace atp {
namespace {

std::string Answer(const std::string& key) { return std::string(CheckKey(key, "key").message()); }

// Keys are looked at eight bytes at a time; each byte must count wherever it stands.
TEST(KeysTest, EachByteCountsWhereverItStands) {
  for (size_t size = 1; size <= 17; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 0x100; ++byte) {
        std::string key(size, 'k');
        key[at] = static_cast<char>(byte);
        const bool is_printable = byte >= 0x20 && byte < 0x7F;
        ASSERT_EQ(CheckKey(key, "key").ok(), is_printable) << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(KeysTest, OtherLettersAreTakenAndOtherControlsAreNot) {
  EXPECT_TRUE(CheckKey("größe 12 – 日本", "key").ok());
  EXPECT_NE(Answer("a\xC2\x80z").find("control character at byte 1"), std::string::npos);
  EXPECT_NE(Answer("abcdefgh\x7F").find("control character at byte 8"), std::string::npos);
  EXPECT_NE(Answer("abcdefgh\xC3").find("not valid UTF-8"), std::string::npos);
}

TEST(KeysTest, SizesHaveBounds) {
  EXPECT_FALSE(CheckKey("", "key").ok());
  EXPECT_TRUE(CheckKey(std::string(kKeyBytesMax, 'k'), "key").ok());
  EXPECT_FALSE(CheckKey(std::string(kKeyBytesMax + 1, 'k'), "key").ok());
  EXPECT_TRUE(CheckText("", "note").ok());
  EXPECT_FALSE(CheckText(std::string(kNoteBytesMax + 1, 'k'), "note").ok());
}

}  // namespace
}  // namespace atp
