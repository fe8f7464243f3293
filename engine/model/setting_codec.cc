// Settings as bytes: the alternative's number, then its fields in the order of the struct.

#include <limits>
#include <type_traits>

#include "engine/base/bytes.h"
#include "engine/model/setting.h"

namespace atp {
namespace {

template <typename Bytes, typename Element>
void Walk(Bytes& bytes, Element& element);

// One walk over the fields serves writing and reading, so that they cannot disagree.
class Writer {
 public:
  explicit Writer(std::string* out) : out_(out) {}

  void Field(const std::string& text) { PutString(out_, text); }
  void Field(bool flag) { PutVarint(out_, flag); }
  void Field(uint8_t number) { PutVarint(out_, number); }
  void Field(int32_t number) { PutSigned(out_, number); }
  void Field(int64_t number) { PutSigned(out_, number); }
  template <typename Enum, typename = std::enable_if_t<std::is_enum_v<Enum>>>
  void Field(Enum value) {
    PutVarint(out_, static_cast<uint64_t>(value));
  }
  void Field(const std::optional<int32_t>& number) {
    PutVarint(out_, number.has_value());
    if (number.has_value()) PutSigned(out_, *number);
  }
  template <typename T>
  void List(const std::vector<T>& list) {
    PutVarint(out_, list.size());
    for (const T& element : list) Walk(*this, element);
  }

 private:
  std::string* const out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : in_(bytes) {}

  bool AtCleanEnd() const { return ok_ && in_.AtCleanEnd(); }
  uint64_t Number() { return in_.Varint(); }

  void Field(std::string& text) { text = std::string(in_.String()); }
  void Field(bool& flag) { flag = Within(in_.Varint(), 1) != 0; }
  void Field(uint8_t& number) {
    number = static_cast<uint8_t>(Within(in_.Varint(), std::numeric_limits<uint8_t>::max()));
  }
  void Field(int32_t& number) {
    const int64_t value = in_.Signed();
    if (value != static_cast<int32_t>(value)) ok_ = false;
    number = static_cast<int32_t>(value);
  }
  void Field(int64_t& number) { number = in_.Signed(); }
  // Whether the value exists is Validate()'s to say, which every value read must pass.
  template <typename Enum, typename = std::enable_if_t<std::is_enum_v<Enum>>>
  void Field(Enum& value) {
    value = static_cast<Enum>(Within(in_.Varint(), std::numeric_limits<uint8_t>::max()));
  }
  void Field(std::optional<int32_t>& number) {
    if (Within(in_.Varint(), 1) == 0) {
      number.reset();
    } else {
      Field(number.emplace());
    }
  }
  template <typename T>
  void List(std::vector<T>& list) {
    const uint64_t count = in_.Varint();
    for (uint64_t i = 0; i < count && in_.ok(); ++i) Walk(*this, list.emplace_back());
  }

 private:
  uint64_t Within(uint64_t value, uint64_t max) {
    if (value <= max) return value;
    ok_ = false;
    return 0;
  }

  ByteReader in_;
  bool ok_ = true;
};

// An element of a list.
template <typename Bytes, typename Element>
void Walk(Bytes& bytes, Element& element) {
  if constexpr (std::is_same_v<std::remove_const_t<Element>, std::string>) {
    bytes.Field(element);
  } else {
    bytes.Field(element.item);
    bytes.Field(element.quantity);
  }
}

template <typename Bytes, typename T>
void WalkConfidence(Bytes& bytes, T& confidence) {
  for (auto& haircut : confidence.haircuts) {
    bytes.Field(haircut.percent);
    bytes.Field(haircut.late_days);
  }
}

template <typename Bytes, typename T>
void WalkRule(Bytes& bytes, T& rule) {
  bytes.Field(rule.mode);
  bytes.Field(rule.horizon_days);
  bytes.Field(rule.past_due_supply_fence_days);
  bytes.Field(rule.past_due_supply_offset_days);
  bytes.Field(rule.past_due_demand_fence_days);
  bytes.Field(rule.past_due_demand_offset_days);
  bytes.Field(rule.supply_states);
  bytes.Field(rule.supply_kinds);
  bytes.Field(rule.lead_time_days);
  bytes.Field(rule.safety_stock_protected_percent);
  bytes.Field(rule.emergency_uses_safety_stock);
  for (auto& confidence : rule.confidence) WalkConfidence(bytes, confidence);
  bytes.Field(rule.reserve_level);
}

// Each setting's fields; const when writing.
template <typename Bytes>
struct Fields {
  Bytes& bytes;

  template <typename Value>
  void operator()(Value& v) const {
    using T = std::remove_const_t<Value>;
    if constexpr (std::is_same_v<T, RuleSetting>) {
      bytes.Field(v.item);
      bytes.Field(v.location);
      WalkRule(bytes, v.rule);
    } else if constexpr (std::is_same_v<T, SupplierSetting>) {
      bytes.Field(v.supplier);
      WalkConfidence(bytes, v.confidence);
    } else if constexpr (std::is_same_v<T, GroupSetting>) {
      bytes.Field(v.group);
      bytes.List(v.locations);
    } else if constexpr (std::is_same_v<T, LaneSetting>) {
      bytes.Field(v.location);
      bytes.Field(v.region);
      bytes.Field(v.cost_per_unit);
      bytes.Field(v.cost_per_shipment);
      bytes.Field(v.transit_days);
    } else if constexpr (std::is_same_v<T, KitSetting>) {
      bytes.Field(v.item);
      bytes.List(v.components);
    } else if constexpr (std::is_same_v<T, SubstituteSetting>) {
      bytes.Field(v.item);
      bytes.List(v.substitutes);
    } else if constexpr (std::is_same_v<T, ChannelSetting>) {
      bytes.Field(v.channel);
      bytes.Field(v.parent);
      bytes.Field(v.may_use_shared_pool);
    } else if constexpr (std::is_same_v<T, AgeSetting>) {
      bytes.Field(v.source);
      bytes.List(v.locations);
      bytes.Field(v.allowed_age);
      bytes.Field(v.policy);
      bytes.Field(v.buffer_percent);
    } else {
      static_assert(std::is_same_v<T, CapSetting>);
      bytes.Field(v.item);
      bytes.Field(v.per_request_max);
      bytes.Field(v.per_customer_max);
      bytes.Field(v.window);
    }
  }
};

// An empty value of the alternative with this number; false if there is none.
template <size_t I = 0>
bool EmplaceAlternative(uint64_t number, SettingValue* value) {
  if constexpr (I < std::variant_size_v<SettingValue>) {
    if (number != I) return EmplaceAlternative<I + 1>(number, value);
    value->emplace<I>();
    return true;
  }
  return false;
}

}  // namespace

void EncodeSetting(const SettingValue& value, std::string* out) {
  PutVarint(out, value.index());
  Writer writer(out);
  std::visit(Fields<Writer>{writer}, value);
}

bool DecodeSetting(std::string_view bytes, SettingValue* value) {
  Reader reader(bytes);
  if (!EmplaceAlternative(reader.Number(), value)) return false;
  std::visit(Fields<Reader>{reader}, *value);
  return reader.AtCleanEnd() && Validate(*value, "setting").ok();
}

std::string SettingKey(const SettingValue& value) {
  std::string key(1, static_cast<char>(value.index()));
  struct Key {
    std::string* key;
    void Add(const std::string& text) const { PutString(key, text); }
    void operator()(const RuleSetting& v) const { Add(v.item), Add(v.location); }
    void operator()(const SupplierSetting& v) const { Add(v.supplier); }
    void operator()(const GroupSetting& v) const { Add(v.group); }
    void operator()(const LaneSetting& v) const { Add(v.location), Add(v.region); }
    void operator()(const KitSetting& v) const { Add(v.item); }
    void operator()(const SubstituteSetting& v) const { Add(v.item); }
    void operator()(const ChannelSetting& v) const { Add(v.channel); }
    void operator()(const AgeSetting& v) const { Add(v.source); }
    void operator()(const CapSetting& v) const { Add(v.item); }
  };
  std::visit(Key{&key}, value);
  return key;
}

}  // namespace atp
