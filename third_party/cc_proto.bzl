"""C++ code for .proto files by the system's protoc and gRPC plugin."""

def cc_grpc_library(name, srcs, visibility = None):
    """Compiles `srcs`, which may import one another by their path from the workspace root."""
    stems = [src[:-len(".proto")] for src in srcs]
    hdrs = [stem + ext for stem in stems for ext in [".pb.h", ".grpc.pb.h"]]
    cc = [stem + ext for stem in stems for ext in [".pb.cc", ".grpc.pb.cc"]]
    native.genrule(
        name = name + "_gen",
        srcs = srcs,
        outs = hdrs + cc,
        cmd = "/usr/bin/protoc -I. -I/usr/include --cpp_out=$(GENDIR) " +
              "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin --grpc_out=$(GENDIR) $(SRCS)",
    )
    native.cc_library(
        name = name,
        srcs = cc,
        hdrs = hdrs,
        # Generated code is not ours to lint.
        copts = ["-w"],
        visibility = visibility,
        deps = ["@system//:grpc"],
    )
