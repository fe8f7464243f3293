#!/usr/bin/env bash
# A client in another language: makes Python code of the .proto files, as any client would, and runs
# client_test.py with it against a real atpd.
set -euo pipefail

generated="$TEST_TMPDIR/generated"
mkdir -p "$generated"
/usr/bin/protoc -I. --python_out="$generated" --grpc_python_out="$generated" \
  --plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin \
  proto/atp/v1/*.proto proto/google/rpc/*.proto tests/client/health.proto
# Real packages, so that no installed one of the same name comes first.
find "$generated" -type d -exec touch {}/__init__.py \;

export PYTHONPATH="$generated:$PWD/tests/client"
exec /usr/bin/python3 -B tests/client/client_test.py -v
