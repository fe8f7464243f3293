#ifndef ATP_ENGINE_BASE_TEST_VOLUME_H_
#define ATP_ENGINE_BASE_TEST_VOLUME_H_

namespace atp {

// For tests that have very many cases: random rounds, every bit of a file. The plain build tries
// all of them. Builds that run the same tests once more, under a sanitizer or with another compiler
// (.bazelrc sets ATP_ONE_CASE_IN), try one in kOneCaseIn: there a case may cost ten times as much,
// and shows what it has to show after few of its kind.
//
// .bazelrc's number is a prime, so that its multiples fall on every bit of a byte.
#ifdef ATP_ONE_CASE_IN
inline constexpr int kOneCaseIn = ATP_ONE_CASE_IN;
#else
inline constexpr int kOneCaseIn = 1;
#endif

}  // namespace atp

#endif  // ATP_ENGINE_BASE_TEST_VOLUME_H_
