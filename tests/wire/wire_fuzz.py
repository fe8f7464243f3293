"""Throws rubbish at a live atpd while a good client keeps working.

    wire_fuzz.py [--seed S] [--connections N]

A seed gives the same rubbish; how it meets the good client's calls is up to the machine. Afterwards
the server must still serve, hold no socket or stream of the rubbish, and have a ledger as if it had
never come: every sequence is the good client's, and an audit finds nothing. The last line is
`N connections of rubbish, G good answers, F faults, sockets A -> B, seed S`.
"""

import argparse
import collections
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import warnings

import rubbish
from good_client import PLACE, TIMEOUT_S, GoodClient, GoodSubscriber
from proto.atp.v1 import admin_service_pb2 as admin
from proto.atp.v1 import admin_service_pb2_grpc as admin_grpc
from proto.atp.v1 import inventory_service_pb2 as inventory
from proto.atp.v1 import inventory_service_pb2_grpc as inventory_grpc
from running_server import RunningServer

THROWERS = 3
KEPT_MAX = 20  # connections that each thrower leaves open until the end
PATIENCE_S = 60


class Thrower(threading.Thread):
    """Opens connections one after the other, and sends a kind of rubbish on each."""

    def __init__(self, address, dice, connections):
        super().__init__(name="thrower")
        self._address = address
        self._dice = dice
        self._connections = connections
        self._kept = []
        self.thrown = collections.Counter()

    def run(self):
        for _ in range(self._connections):
            name, data = rubbish.draw(self._dice)
            self._throw(data, self._dice.randrange(5))
            self.thrown[name] += 1

    def _throw(self, data, end):
        connection = socket.create_connection(self._address, timeout=PATIENCE_S)
        # The server may have had enough, or not read on: both are its right.
        connection.settimeout(0.5)
        try:
            for begin in range(0, len(data), 1 << 16):
                connection.sendall(data[begin:begin + (1 << 16)])
            if end == 0:
                connection.shutdown(socket.SHUT_WR)
            if end <= 2:
                connection.recv(1 << 16)
        except OSError:
            pass
        if end == 3 and len(self._kept) < KEPT_MAX:
            self._kept.append(connection)
            return
        if end == 4:  # with a reset instead of an end
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    def close(self):
        for connection in self._kept:
            connection.close()


class Server:
    """What is to be seen of it from outside."""

    def __init__(self, running):
        self.running = running
        self._admin = admin_grpc.AdminServiceStub(running.channel)
        self._inventory = inventory_grpc.InventoryServiceStub(running.channel)

    def status(self):
        return self._admin.GetStatus(admin.GetStatusRequest(), timeout=TIMEOUT_S)

    def stock(self):
        """(item, location) -> (on hand, reserved), of everything."""
        answer = self._inventory.ListStock(inventory.ListStockRequest(page_size=1000),
                                           timeout=TIMEOUT_S)
        return {(stock.item, stock.location): (stock.balances.on_hand, stock.balances.reserved)
                for stock in answer.stock}

    def sockets(self):
        directory = "/proc/%d/fd" % self.running.pid
        count = 0
        for name in os.listdir(directory):
            try:
                count += os.readlink(os.path.join(directory, name)).startswith("socket:")
            except FileNotFoundError:
                pass  # closed meanwhile
        return count

    def resident_kib(self):
        with open("/proc/%d/status" % self.running.pid, encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    def settle(self, sockets, subscribers):
        """Asks until it has noticed that the others have gone; what it held in the end."""
        end = time.monotonic() + PATIENCE_S
        while True:
            held = (self.sockets(), self.status().subscriber_count)
            if held[0] <= sockets and held[1] <= subscribers or time.monotonic() > end:
                return held


def audit(directory):
    """What `atpctl audit` says of the data directory, and whether it is content."""
    done = subprocess.run(["tools/atpctl/atpctl", "audit", os.path.join(directory, "data")],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def find_faults(server, good, subscriber, before):
    """What is not as if the rubbish had never come."""
    faults = good.faults + subscriber.faults
    status = server.status()
    changes = good.changes - good.changes_at_opening
    if status.durable_sequence != before.durable_sequence + changes:
        faults.append("the ledger is at %d, the good client made %d changes after %d" %
                      (status.durable_sequence, changes, before.durable_sequence))
    if changes == 0:
        faults.append("the good client got nowhere")
    expected = {(item, PLACE): (quantity, good.reserved(item))
                for item, quantity in good.on_hand.items()}
    if server.stock() != expected:
        faults.append("stock is %s instead of %s" % (server.stock(), expected))
    if not subscriber.wait_for(status.durable_sequence):
        faults.append("the subscriber heard of %d and no more" % subscriber.last)
    return faults


def run(seed, connections, directory):
    running = RunningServer("server/atpd", directory)
    server = Server(running)
    good = GoodClient(running.channel, random.Random(seed))
    subscriber = GoodSubscriber(running.channel)
    subscriber.start()
    good.open_shop()
    before, memory_before = server.status(), server.resident_kib()
    sockets_before = server.sockets()
    good.start()
    throwers = [Thrower(running.address, random.Random("%d.%d" % (seed, i)), connections // THROWERS)
                for i in range(THROWERS)]
    for thrower in throwers:
        thrower.start()
    for thrower in throwers:
        thrower.join()
    for thrower in throwers:
        thrower.close()
    good.stop()
    good.join()
    faults = find_faults(server, good, subscriber, before)
    sockets_after, subscribers_after = server.settle(sockets_before, 1)
    if sockets_after > sockets_before or subscribers_after > 1:
        faults.append("%d sockets and %d subscribers are left" % (sockets_after, subscribers_after))
    memory_after = server.resident_kib()
    subscriber.stop()
    subscriber.join()
    if running.stop() != 0:
        faults.append("atpd did not end with 0 on SIGTERM")
    is_content, words = audit(directory)
    if not is_content:
        faults.append("audit: " + words)

    thrown = sum((thrower.thrown for thrower in throwers), collections.Counter())
    for name, count in sorted(thrown.items()):
        print("%6d %s" % (count, name))
    for fault in faults:
        print("FAULT " + fault)
    print("memory %d -> %d KiB" % (memory_before, memory_after))
    print("%d connections of rubbish, %d good answers, %d faults, sockets %d -> %d, seed %d" %
          (sum(thrown.values()), good.calls, len(faults), sockets_before, sockets_after, seed))
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=int(os.environ.get("ATP_SEED", "1")))
    parser.add_argument("--connections", type=int, default=600)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # of what rubbish is, as it is made
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as directory:
        return run(arguments.seed, arguments.connections, directory)


if __name__ == "__main__":
    sys.exit(main())
