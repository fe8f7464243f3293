#!/usr/bin/env bash
# Makes Python code of the .proto files and runs wire_fuzz.py against a real atpd. Arguments go on to
# it; ATP_SEED=n throws other rubbish.
set -euo pipefail

generated="$TEST_TMPDIR/generated"
mkdir -p "$generated"
/usr/bin/protoc -I. --python_out="$generated" --grpc_python_out="$generated" \
  --plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin \
  proto/atp/v1/*.proto proto/google/rpc/*.proto tests/client/health.proto
# Real packages, so that no installed one of the same name comes first.
find "$generated" -type d -exec touch {}/__init__.py \;

export PYTHONPATH="$generated:$PWD/tests/client:$PWD/tests/wire"
exec /usr/bin/python3 -B tests/wire/wire_fuzz.py "$@"
