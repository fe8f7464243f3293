"""Programs that the comparison starts, and stops whatever happens."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

PATIENCE_S = 120


class Failed(Exception):
    """A measurement could not be made; the text says why."""


def say(text):
    print("compare: " + text, file=sys.stderr, flush=True)


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


def stop_on_sigterm():
    """From now on SIGTERM ends this program by way of its `finally`s, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def run(arguments, **options):
    """Standard output of a program that ends well."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, arguments[:3]))} ... ended with {done.returncode}: "
                     f"{(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


class Server:
    """A program that serves on a port of loopback until stop(). Its output goes to `log`."""

    def __init__(self, arguments, log, **options):
        self._log = log
        with open(log, "ab") as output:
            self._process = subprocess.Popen(arguments, stdout=output, stderr=output, **options)
        self.pid = self._process.pid

    def wait_until(self, is_ready, what):
        """Asks again until it is ready."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                with open(self._log, encoding="utf-8", errors="replace") as log:
                    raise Failed(f"{what} does not serve: {log.read()[-400:]}")
            time.sleep(0.02)

    def stop(self, kill=False):
        if self._process.poll() is not None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def resident_bytes(pid):
    """Resident memory of a process and its children."""
    total = 0
    for directory in [d for d in os.listdir("/proc") if d.isdigit()]:
        try:
            with open(f"/proc/{directory}/status", encoding="ascii", errors="replace") as file:
                fields = dict(line.split(":", 1) for line in file if ":" in line)
        except OSError:
            continue  # it has ended
        if int(directory) == pid or int(fields.get("PPid", "0")) == pid:
            total += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    return total


def load_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
