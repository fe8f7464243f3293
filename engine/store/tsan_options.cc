// For tests whose threads drive RocksDB; ThreadSanitizer's runtime calls it when it starts.
//
// Debian's RocksDB is built without ThreadSanitizer, which therefore sees neither its atomics nor
// its plain reads and writes, but does see what it has memcpy and the like do: such a copy in one
// thread, after another thread handed the bytes over by an atomic, is taken for a race. So in these
// tests what uninstrumented libraries copy is not looked at. Our own code still is; only
// what it does to a string's bytes inside libstdc++ is lost, which other tests see.
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
