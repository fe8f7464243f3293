#ifndef ATP_ENGINE_BASE_CHECK_H_
#define ATP_ENGINE_BASE_CHECK_H_

namespace atp::internal {
// Prints where a belief turned out false and aborts the process.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);
}  // namespace atp::internal

// For books that must balance: stays on in production, because wrong promises cost more than a
// restart. One condition each.
#define ATP_CHECK(condition)                                        \
  do {                                                              \
    if (__builtin_expect(!(condition), 0)) {                        \
      ::atp::internal::CheckFailed(__FILE__, __LINE__, #condition); \
    }                                                               \
  } while (false)

// For scans too slow for production.
#ifdef NDEBUG
#define ATP_DCHECK(condition) \
  do {                        \
  } while (false && (condition))
#else
#define ATP_DCHECK(condition) ATP_CHECK(condition)
#endif

#endif  // ATP_ENGINE_BASE_CHECK_H_
