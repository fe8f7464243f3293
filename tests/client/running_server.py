"""A real atpd on a free port of this machine, with a ledger of its own."""

import os
import random
import socket
import subprocess
import sys

import grpc

from tests.client import health_pb2, health_pb2_grpc

PATIENCE_S = 60


def free_port():
    """A port that nobody listens on now, and that the system gives to no outgoing connection meanwhile."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        first_given = int(file.read().split()[0])
    while True:
        port = random.randrange(min(10_000, first_given - 1_000), first_given)
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class RunningServer:
    """Starts atpd and waits until it is healthy; stop() ends it as an operator would.

    `channel` is connected to it; `address` is (host, port). What it logged is shown when it does not
    come up.
    """

    def __init__(self, binary, directory):
        self._log_path = os.path.join(directory, "atpd.log")
        self.address = ("127.0.0.1", free_port())
        address = "%s:%d" % self.address
        # An ATPD_ variable of the machine would change the server under test.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ATPD_")}
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(
                [binary, "--address", address, "--data-dir", os.path.join(directory, "data")],
                env=environment, stdout=log, stderr=log)
        self.channel = grpc.insecure_channel(address)
        try:
            self._wait_until_serving()
        except Exception:
            self._process.kill()
            self._process.wait()
            self._show_log()
            raise

    def _wait_until_serving(self):
        """The health service pushes each change of state, so nobody needs to ask again."""
        states = health_pb2_grpc.HealthStub(self.channel).Watch(
            health_pb2.HealthCheckRequest(), timeout=PATIENCE_S, wait_for_ready=True)
        for state in states:
            if state.status == health_pb2.HealthCheckResponse.SERVING:
                states.cancel()
                return
        raise RuntimeError("the health stream ended before the server served")

    def _show_log(self):
        with open(self._log_path, encoding="utf-8", errors="replace") as log:
            sys.stderr.write(log.read())

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.channel.close()
        self._process.terminate()
        try:
            code = self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if code != 0:
            self._show_log()
        return code
