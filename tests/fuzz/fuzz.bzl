"""Targets for inputs that nobody thought of."""

def fuzz_target(name, deps, srcs = None):
    """One fuzz target: NAME_test plays its corpus, NAME_fuzzer is libFuzzer (--config=fuzz).

    Args:
      name: of the target, of its file NAME.cc and of its corpus corpora/NAME.
      deps: of its file.
      srcs: its files, if there is more than NAME.cc.
    """
    native.cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs or [name + ".cc"],
        deps = deps + [":fuzz_target"],
        alwayslink = True,
    )
    native.filegroup(
        name = name + "_corpus",
        srcs = native.glob(["corpora/%s/*" % name]),
    )
    native.cc_test(
        name = name + "_test",
        size = "small",
        args = ["$(locations :%s_corpus)" % name],
        data = [":%s_corpus" % name],
        deps = [
            ":%s_target" % name,
            ":replay_main",
        ],
    )
    native.cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":%s_target" % name],
    )
