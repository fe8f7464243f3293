"""The load: atpreplay, again and again, whose books say whether anything was oversold."""

import json
import subprocess

from tools.comparison.processes import Failed


class Replays:
    """One replay at a time; each is followed by another. Their verdicts add up."""

    def __init__(self, command, seed, work):
        self._command = command
        self._seed = seed
        self._work = work
        self._round = 0
        self._process = None
        self.oversold = 0

    def start(self, traffic):
        """`traffic`: its flags, given the seed of this round."""
        self._round += 1
        self._out = f"{self._work}/replay-{self._round}"
        with open(self._out + ".json", "wb") as out, open(self._out + ".log", "wb") as log:
            self._process = subprocess.Popen(
                self._command + traffic(self._seed + self._round), stdout=out, stderr=log)

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def finish(self):
        """Waits for its end. Its exit code says whether anything was lost, oversold, or missing in
        the stream of deltas, seen from the clients."""
        code = self._process.wait()
        self._process = None
        with open(self._out + ".json", encoding="utf-8") as out:
            lines = out.read().splitlines()
        if code != 0 or not lines:
            with open(self._out + ".log", encoding="utf-8", errors="replace") as log:
                raise Failed(f"replay {self._round} ended with exit code {code}: "
                             f"{log.read()[-3000:]}\n{lines[-1:]}")
        summary = json.loads(lines[-1])
        self.oversold += summary["oversold_units"]
        return summary

    def kill(self):
        if self.is_running():
            self._process.kill()
            self._process.wait()
