"""Breaks one rule at a time in a small made-up tree and expects the checker to name the place."""

import os
import tempfile
import unittest

import check_structure


def header(path, body=""):
    guard = "ATP_" + path.replace("/", "_").replace(".", "_").upper() + "_"
    return "#ifndef {0}\n#define {0}\n{1}\n#endif  // {0}\n".format(guard, body)


# A tree that keeps every rule, with at least one allowed arrow out of each room.
SOUND = {
    "engine/base/clock.h": header("engine/base/clock.h"),
    "engine/model/entry.h": header("engine/model/entry.h", '#include "engine/base/clock.h"'),
    "engine/atp/curve.h": header("engine/atp/curve.h", '#include "engine/model/entry.h"'),
    "engine/sourcing/plan.h": header("engine/sourcing/plan.h", '#include "engine/model/entry.h"'),
    "engine/store/store.h": header("engine/store/store.h", '#include "engine/model/entry.h"'),
    "engine/store/rocks.cc": '#include <rocksdb/db.h>\n#include "engine/store/store.h"\n',
    "engine/feed/ring.h": header("engine/feed/ring.h", '#include "engine/base/clock.h"'),
    "engine/ledger/shard.h": header("engine/ledger/shard.h", '#include "engine/atp/curve.h"'),
    "engine/ledger/decide.cc": '#include "engine/sourcing/plan.h"\n',
    "engine/ledger/shard_test.cc": '#include "engine/ledger/shard.h"\n#include <gtest/gtest.h>\n',
    "engine/ledger/shard_fixture.h": header("engine/ledger/shard_fixture.h",
                                            "#include <gtest/gtest.h>"),
    "engine/journal/log.h": header("engine/journal/log.h", '#include "engine/store/store.h"'),
    "engine/engine.cc": '#include "engine/ledger/shard.h"\n#include "engine/feed/ring.h"\n',
    "server/atpd.cc": '#include "engine/store/store.h"\n#include "engine/atp/curve.h"\n',
    "server/service.cc": '#include "proto/atp/v1/stock.pb.h"\n#include <grpcpp/grpcpp.h>\n',
    "client/client.cc": '#include "proto/atp/v1/stock.pb.h"\n',
    "bench/engine_benchmark.cc": '#include <benchmark/benchmark.h>\n'
                                 '#include "engine/ledger/shard.h"\n',
    "tools/replay/replay.cc": '#include "tools/csv/csv.h"\n#include "client/client.h"\n',
    "tests/model_test.cc": '#include "engine/journal/log.h"\n#include "tools/csv/csv.h"\n',
}

# path, line put at its end, what the checker must say. A path not in SOUND is a new file.
BROKEN_ARROWS = [
    ("engine/base/clock.h", '#include "engine/model/entry.h"', "engine/base may not include"),
    ("engine/model/entry.h", '#include "engine/atp/curve.h"', "engine/model may not include"),
    ("engine/atp/curve.h", '#include "engine/store/store.h"', "engine/atp may not include"),
    ("engine/atp/curve.h", '#include "engine/feed/ring.h"', "engine/atp may not include"),
    ("engine/atp/curve.h", '#include "engine/sourcing/plan.h"', "engine/atp may not include"),
    ("engine/sourcing/plan.h", '#include "engine/atp/curve.h"', "engine/sourcing may not include"),
    ("engine/sourcing/plan.h", '#include "engine/ledger/shard.h"',
     "engine/sourcing may not include"),
    ("engine/store/store.h", '#include "engine/atp/curve.h"', "engine/store may not include"),
    ("engine/feed/ring.h", '#include "engine/store/store.h"', "engine/feed may not include"),
    ("engine/ledger/shard.h", '#include "engine/journal/log.h"', "engine/ledger may not include"),
    ("engine/ledger/shard.h", '#include "engine/store/store.h"', "engine/ledger may not include"),
    ("engine/ledger/shard.h", '#include "engine/feed/ring.h"', "engine/ledger may not include"),
    ("engine/ledger/shard_test.cc", '#include "engine/engine.h"', "engine/ledger may not include"),
    ("engine/journal/log.h", '#include "engine/ledger/shard.h"', "engine/journal may not include"),
    ("engine/journal/log.h", '#include "engine/atp/curve.h"', "engine/journal may not include"),
    ("engine/engine.cc", '#include "proto/atp/v1/stock.pb.h"', "engine may not include"),
    ("engine/engine.cc", '#include "server/service.h"', "engine may not include"),
    ("engine/engine.cc", '#include <tools/csv/csv.h>', "engine may not include"),
    ("engine/engine.cc", '#include "engine/extra/x.h"', "may not include an unknown room"),
    ("server/service.cc", '#include "engine/store/store.h"', "server may not include"),
    ("server/service.cc", '#include "engine/ledger/shard.h"', "server may not include"),
    ("server/atpd.cc", '#include "engine/journal/log.h"', "server may not include"),
    ("server/service.cc", '#include "tests/helper.h"', "server may not include"),
    ("client/client.cc", '#include "engine/engine.h"', "client may not include"),
]

BROKEN_PACKAGES = [
    ("engine/journal/log.cc", "#include <rocksdb/db.h>", "only engine/store may"),
    ("tools/replay/replay.cc", "#include <rocksdb/db.h>", "only engine/store may"),
    ("engine/engine.cc", "#include <grpcpp/grpcpp.h>", "the engine never may"),
    ("engine/model/entry.h", "#include <google/protobuf/message.h>", "the engine never may"),
    ("engine/atp/curve.cc", "#include <benchmark/benchmark.h>", "only bench"),
    ("server/service.cc", "#include <gtest/gtest.h>", "only *_test.cc"),
    ("tools/replay/replay.cc", '#include "gmock/gmock.h"', "only *_test.cc"),
]

OTHER_RULES = [
    ("engine/ledger/shard_test.cc", "std::this_thread::sleep_for(x);", "must not sleep"),
    ("tests/model_test.cc", "absl::SleepFor(x);", "must not sleep"),
    ("engine/engine.cc", "absl::Mutex mu;", "use atp::Mutex"),
    ("engine/engine.cc", "absl::ReaderMutexLock lock(&mu);", "use atp::Mutex"),
    ("engine/extra/x.cc", "int x;", "lies in no room"),
    ("elsewhere/x.cc", "int x;", "lies in no room"),
    ("engine/atp/bare.h", "int x;", "guard ATP_ENGINE_ATP_BARE_H_"),
    ("engine/atp/moved.h", header("engine/base/moved.h"), "guard ATP_ENGINE_ATP_MOVED_H_"),
    ("engine/atp/curve.cc", "\n" * (check_structure.LINES_MAX + 1), "of at most"),
    ("tests/long.py", "\n" * (check_structure.TEST_LINES_MAX + 1), "of at most"),
]

# Lines that look like breaks and are none.
HARMLESS = [
    ("engine/base/clock.h", '// #include "engine/model/entry.h"'),
    ("engine/base/clock.h", '/*\n#include "engine/model/entry.h"\n*/'),
    ("engine/engine.cc", "// not an absl::Mutex"),
    ("engine/engine.cc", "#include <absl/status/status.h>"),
    ("engine/engine.cc", "std::this_thread::sleep_for(x);"),
    ("engine/atp/curve.cc", "\n" * (check_structure.LINES_MAX - 10)),
    ("third_party/x.cc", '#include "engine/base/clock.h"'),
    ("bazel-out/x.cc", "int x;"),
]


class CheckStructureTest(unittest.TestCase):

    def breaks_of(self, path=None, addition=""):
        with tempfile.TemporaryDirectory() as root:
            tree = dict(SOUND)
            if path:
                tree[path] = tree.get(path, "") + addition + "\n"
            for name, text in tree.items():
                os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write(text)
            return check_structure.check_tree(root)[0]

    def test_a_sound_tree_passes(self):
        self.assertEqual(self.breaks_of(), [])

    def test_each_broken_rule_is_named_with_its_place(self):
        for path, addition, expected in BROKEN_ARROWS + BROKEN_PACKAGES + OTHER_RULES:
            with self.subTest(path=path, addition=addition[:60]):
                breaks = self.breaks_of(path, addition)
                self.assertEqual(len(breaks), 1, breaks)
                self.assertTrue(breaks[0].startswith(path + ":"), breaks)
                self.assertIn(expected, breaks[0])

    def test_the_line_number_is_that_of_the_include(self):
        breaks = self.breaks_of("engine/base/a.cc", '/* one\ntwo */\n#include "engine/engine.h"')
        self.assertTrue(breaks[0].startswith("engine/base/a.cc:3: "), breaks)

    def test_harmless_lines_pass(self):
        for path, addition in HARMLESS:
            with self.subTest(path=path, addition=addition[:60]):
                self.assertEqual(self.breaks_of(path, addition), [])

    def test_an_empty_tree_is_a_failure(self):
        with tempfile.TemporaryDirectory() as root:
            self.assertEqual(check_structure.main(["check_structure", root]), 1)


if __name__ == "__main__":
    unittest.main()
