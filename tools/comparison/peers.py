"""The peers: what one would otherwise use, each in the best configuration that still keeps its word.

Both acknowledge a reservation only once it is synced, as atpd does. Both remember the request, so
that a repetition is known. Neither does what else atpd does (days, deltas, deadlines, refusals
that are remembered); that is to their advantage.
"""

import os
import shutil
import subprocess

from tools.comparison.processes import Failed, Server, free_port, is_listening, resident_bytes, run, say

POSITIONS = 1_000_000
CLIENTS = "64"
POSTGRES_BIN = "/usr/lib/postgresql/15/bin"


def install(package, program):
    """True if `program` is there, after an attempt to install it; otherwise says why not."""
    if shutil.which(program) or os.path.exists(program):
        return True
    say(f"installing {package}")
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    # RUNLEVEL=1: the package shall not start a server of its own.
    command = as_root + ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-q", "install",
                         "-y", "--no-install-recommends", package]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
    except OSError as error:
        say(f"cannot install {package}: {error}")
        return False
    if done.returncode != 0:
        say(f"cannot install {package}: {done.stdout.strip()[-400:]}")
    return done.returncode == 0


class Redis:
    """Redis 7: a hash for each position, a key for each request, one Lua script.

    appendfsync always, no snapshots, no rewriting of the log meanwhile, no threads for I/O (there
    are two cores, and its own thread and the client take them).
    """

    # KEYS: position, request. ARGV: quantity. 1: promised, 0: too little, 2: a repetition.
    RESERVE = ("if redis.call('EXISTS', KEYS[2]) == 1 then return 2 end "
               "local free = redis.call('HGET', KEYS[1], 'free') "
               "if not free or tonumber(free) < tonumber(ARGV[1]) then return 0 end "
               "redis.call('HINCRBY', KEYS[1], 'free', -ARGV[1]) "
               "redis.call('SET', KEYS[2], KEYS[1] .. ' ' .. ARGV[1], 'EX', 86400) return 1")
    FILL = ("for k = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do "
            "redis.call('HSET', string.format('p:%012d', k), 'on_hand', 1000000, 'free', 1000000) end")
    # As many open reservations as positions, each of another position.
    FILL_RESERVATIONS = (
        "for k = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do "
        "local position = string.format('p:%012d', k) "
        "redis.call('HINCRBY', position, 'free', -1) "
        "redis.call('SET', string.format('r:b65f0c1a2b3c4-%012d', k), position .. ' 1', 'EX', 86400) end")

    def __init__(self, directory):
        if not install("redis-server", "redis-server") or not install("redis-tools", "redis-benchmark"):
            raise Failed("Redis cannot be installed")
        self._port = free_port()
        home = os.path.join(directory, "redis")
        os.makedirs(home)
        self._server = Server(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self._port), "--dir", home, "--save", "",
             "--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"],
            os.path.join(directory, "redis.log"))
        self._server.wait_until(lambda: is_listening(self._port), "Redis")
        self._fill(self.FILL)
        self._script = self._cli("SCRIPT", "LOAD", self.RESERVE).strip()

    def _cli(self, *words):
        return run(["redis-cli", "-p", str(self._port), *words])

    def _fill(self, script):
        step = 50_000
        for begin in range(0, POSITIONS, step):
            answer = self._cli("EVAL", script, "0", str(begin), str(begin + step))
            if "ERR" in answer:
                raise Failed("Redis: " + answer)

    def rate(self, pipeline, seconds):
        """Reservations a second of 64 clients, `pipeline` of each at once."""
        first = self._benchmark(pipeline, 20_000)
        return self._benchmark(pipeline, max(20_000, int(first * seconds)))

    def _benchmark(self, pipeline, requests):
        # Two random numbers: ids of requests must not repeat.
        output = run(["redis-benchmark", "-p", str(self._port), "-c", CLIENTS, "-P", str(pipeline),
                      "-n", str(requests), "-r", str(POSITIONS), "--csv", "EVALSHA", self._script, "2",
                      "p:__rand_int__", "r:__rand_int____rand_int__", "1"])
        lines = [line.split(",") for line in output.splitlines() if line.startswith('"')]
        column = [name.strip('"') for name in lines[0]].index("rps")
        return float(lines[-1][column].strip('"'))

    def memory_bytes(self):
        """Resident memory with as many open reservations as positions, on top of an empty server's."""
        self._cli("FLUSHALL")
        self._cli("MEMORY", "PURGE")
        empty = resident_bytes(self._server.pid)
        self._fill(self.FILL)
        self._fill(self.FILL_RESERVATIONS)
        return resident_bytes(self._server.pid) - empty

    def stop(self):
        self._server.stop()


class Postgres:
    """PostgreSQL 15: a row for each position, a row for each request, one function.

    Every commit is synced; commits that come together share a sync. The log is minimal, as there is no
    replica. Statements are prepared; 64 clients over two threads of pgbench.
    """

    SETTINGS = {
        "listen_addresses": "127.0.0.1", "fsync": "on", "synchronous_commit": "on",
        "commit_delay": "100", "commit_siblings": "5", "wal_level": "minimal", "max_wal_senders": "0",
        "shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min",
        "max_connections": "100", "wal_compression": "on",
    }
    SCHEMA = f"""
        CREATE TABLE position (id int PRIMARY KEY, on_hand bigint NOT NULL, free bigint NOT NULL)
            WITH (fillfactor = 70);
        CREATE TABLE reservation (request bigint PRIMARY KEY, position int NOT NULL, quantity bigint NOT NULL,
            made timestamptz NOT NULL DEFAULT now());
        INSERT INTO position SELECT k, 1000000, 1000000 FROM generate_series(1, {POSITIONS}) k;
        CREATE FUNCTION reserve(wanted int, units bigint, id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE position SET free = free - units WHERE position.id = wanted AND free >= units;
            IF NOT FOUND THEN RETURN false; END IF;
            INSERT INTO reservation (request, position, quantity) VALUES (id, wanted, units);
            RETURN true;
        END $$;
    """
    SCRIPT = (f"\\set wanted random(1, {POSITIONS})\n"
              "\\set request random(1, 9000000000000000000)\n"
              "SELECT reserve(:wanted, 1, :request);\n")

    def __init__(self, directory):
        if not (install("postgresql-15", POSTGRES_BIN + "/postgres") and
                install("postgresql-contrib", POSTGRES_BIN + "/pgbench")):
            raise Failed("PostgreSQL cannot be installed")
        self._port = free_port()
        home = os.path.join(directory, "postgres")
        os.makedirs(home)
        # It refuses to run as root.
        self._as_user = []
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
            os.chmod(directory, 0o711)
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = os.path.join(home, "data")
        run(self._as_user + [POSTGRES_BIN + "/initdb", "-D", data, "-U", "postgres", "-A", "trust"], cwd=home)
        settings = {**self.SETTINGS, "port": str(self._port), "unix_socket_directories": home}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._server = Server(self._as_user + [POSTGRES_BIN + "/postgres", "-D", data] + flags,
                              os.path.join(directory, "postgres.log"), cwd=home)
        self._connect = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "postgres"]
        self._server.wait_until(self._is_ready, "PostgreSQL")
        run(["psql", *self._connect, "-v", "ON_ERROR_STOP=1", "-q", "-c", self.SCHEMA, "postgres"], cwd=home)
        run(["psql", *self._connect, "-q", "-c", "VACUUM ANALYZE", "postgres"], cwd=home)
        run(["psql", *self._connect, "-q", "-c", "CHECKPOINT", "postgres"], cwd=home)
        self._script = os.path.join(directory, "reserve.sql")
        with open(self._script, "w", encoding="ascii") as file:
            file.write(self.SCRIPT)

    def _is_ready(self):
        return subprocess.run([POSTGRES_BIN + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)],
                              check=False).returncode == 0

    def rate(self, seconds):
        """Reservations a second."""
        output = run([POSTGRES_BIN + "/pgbench", *self._connect, "-n", "-f", self._script, "-c", CLIENTS,
                      "-j", "2", "-M", "prepared", "-T", str(max(1, round(seconds))), "postgres"])
        for line in output.splitlines():
            if line.startswith("tps = "):
                return float(line.split()[2])
        raise Failed("pgbench says no rate: " + output[-400:])

    def stop(self):
        self._server.stop()
