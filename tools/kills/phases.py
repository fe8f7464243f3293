"""What the server is doing when it is killed.

A phase brings the server there, and says afterwards whether the kill fell into it: one that came too
late counts as a kill under load, for that is what the server was under.
"""

import glob
import os
import subprocess
import time

LOAD = "under load"
RECOVERY = "during recovery"

# A client's call that is under way when the server is killed: what it is called in the counts, and
# the arguments of atpctl. {rows}: a file of stock rows; {id}: a new name;
# {sequence}: where the ledger was before, since a call that is repeated must say the same.
# Another call to be killed in is another line here.
CALLS = {
    "during a checkpoint": ["checkpoint"],
    "during a snapshot push": ["--request-id", "push-{id}", "snapshot", "push", "{rows}", "--source",
                               "kill_test", "--id", "{id}", "--reflects", "{sequence}"],
    "during a backup": ["backup", "create"],
}

# Where the files of a checkpoint are seen while they are written.
CHECKPOINT_FILES = ("ROWS.new", "APPLIED.new")


def known_calls(atpctl):
    """Those of CALLS that this atpctl has."""
    shown = subprocess.run([atpctl, "--help"], stdout=subprocess.PIPE, text=True, check=False).stdout
    commands = {line.split()[0] for line in shown.splitlines() if line.startswith("  ") and line.split()}
    return [name for name, arguments in CALLS.items() if commands & set(arguments)]


def wait_ms(milliseconds):
    time.sleep(milliseconds / 1000)


def wait_for(is_so, patience_s):
    """Asks every millisecond; False when patience has run out."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


class Call:
    """A call of atpctl that runs while the server is killed."""

    def __init__(self, name, atpctl, address, places):
        words = [word.format(**places) for word in CALLS[name]]
        self._name = name
        self._command = [atpctl, "--server", address, "-o", "json"] + words
        self._process = None

    def begin(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL)

    def is_under_way(self):
        return self._process.poll() is None

    def end(self):
        """Its output if it was answered before the kill, else None."""
        output, _ = self._process.communicate()
        return output if self._process.returncode == 0 else None

    def again(self):
        """Repeats it until it is answered; a call with a request id may be."""
        done = subprocess.run(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(self._command)}: {done.stderr.decode()}")
        return done.stdout

    def wait_until_busy(self, data, dice):
        """Returns at a random moment of what the server does for it."""
        if self._name == "during a checkpoint":
            def is_writing():
                return not self.is_under_way() or any(
                    glob.glob(os.path.join(data, name)) for name in CHECKPOINT_FILES)
            wait_for(is_writing, patience_s=60)
            wait_ms(dice.choice([0, dice.uniform(0, 3), dice.uniform(0, 30)]))
        else:
            wait_ms(dice.uniform(10, 200))
