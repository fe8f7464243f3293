"""The atpd that is killed and started again, always on the same data directory and port."""

import json
import os
import subprocess
import time

from tools.comparison.processes import Failed, run
from tools.kills.phases import wait_for

PATIENCE_S = 120


class Server:
    """`data` is its directory, `address` where it serves. What it logs is kept in `log`."""

    def __init__(self, atpd, atpctl, address, data, log):
        self._atpd = atpd
        self._atpctl = atpctl
        self._log = log
        self._log_begin = 0
        self._process = None
        self.address = address
        self.data = data
        self.backups = data + "-backups"
        self.recovery_ms = 0  # of the last start that was waited for

    def start(self):
        """Begins to start it; wait_until_serving() or kill() comes next."""
        self._log_begin = os.path.getsize(self._log) if os.path.exists(self._log) else 0
        # An ATPD_ variable of the machine would change the server under test.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ATPD_")}
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [self._atpd, "--address", self.address, "--data-dir", self.data, "--backup-dir",
                 self.backups], stdout=log, stderr=log, env=environment)

    def wait_until_recovering(self):
        self._wait_until_logged(b"recovering from")
        self._recovering_since = time.monotonic()

    def wait_until_serving(self):
        self.wait_until_recovering()
        self._wait_until_logged(b"atpd serving on")
        self.recovery_ms = 1000 * (time.monotonic() - self._recovering_since)

    def is_recovering(self):
        """By its own words: it has begun to recover and does not serve."""
        said = self._said()
        return b"recovering from" in said and b"atpd serving on" not in said

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        """As an operator would; it must end well."""
        self._process.terminate()
        if self._process.wait(PATIENCE_S) != 0:
            raise Failed("atpd did not stop cleanly: " + self._said().decode()[-2000:])

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def durable_sequence(self):
        status = run([self._atpctl, "--server", self.address, "-o", "json", "status"])
        return int(json.loads(status)["durable_sequence"])

    def _said(self):
        with open(self._log, "rb") as log:
            log.seek(self._log_begin)
            return log.read()

    def _wait_until_logged(self, words):
        if not wait_for(lambda: words in self._said() or not self.is_running(), PATIENCE_S) or (
                words not in self._said()):
            raise Failed("atpd does not serve: " + self._said().decode()[-2000:])
