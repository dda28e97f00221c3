#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The sequencer, the signer and the database's process killed at every step, beside a real database.

usage: kills.py SOURCE BINARIES SHIM ROUNDS       (by tests/support/ledger.sh)

Each round arms one point of tests/fault/kill_log_shim.c, appends entries, and starts again what was
killed. Holds after each: the backlog is drained, the log has every entry once and without a gap, the
database's checks of the log are silent, no checkpoint that was ever seen has become another. Where the
killed one is PostgreSQL's process of the sequencer, the whole server recovers beneath it, and what it had
confirmed to anybody is there; one round of these takes some points, more rounds take all. At the end
a second sequencer with a folder of its own takes over from one that is killed, and tilsagn-verify finds
both folders in order.
"""
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.abspath(sys.argv[1]) if len(sys.argv) == 5 else ""
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))

from act import attest  # noqa: E402  pylint: disable=wrong-import-position

POINTS = ("batch_read", "rows_written", "before_commit", "after_commit", "before_hashing", "before_asking", "signed",
          "stored", "before_tile", "before_publish", "after_publish", "before_head", "after_head", "before_answer")
BACKEND_POINTS = ("batch_read", "rows_written", "before_commit", "after_commit", "before_hashing", "signed", "stored")
BACKEND_POINTS_OF_ONE = 3
PATIENCE_S = 60
ORIGIN = "test.tilsagn.example" # also the name under which the attest process signs
CHECKS = ("06_queue", "07_log", "71_log_hash", "72_checkpoint")

# An act of no consequence, for the system, so that the log can be filled.
FILLER = """
create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply language plpgsql security definer as $$
declare v ledger.act_context; begin
    v := ledger.begin_act('close_call', p_request, p_attest, array['system']);
    return next ledger.append(v, 'system', '{}'); end $$;
set session_replication_role = replica;
update meta.setting set value = '%s' where name = 'origin';
""" % ORIGIN


def psql(script, user="postgres"):
    """What the statements answer; any failure ends the test."""
    done = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", user], input=script,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def acts(count):
    """A script of that many attested entries, each in a transaction of its own."""
    socket = os.path.join(os.environ["TILSAGN_ATTEST"], "system")
    script = []
    for _ in range(count):
        request = json.dumps({
            "v": 1, "act": "close_call", "audience": "system", "request_id": secrets.token_hex(16), "person": None,
            "role": None, "certificate": None, "actor": {"program": "tilsagn-sequencer"}, "received_us": None,
            "duration_us": None, "idem": None, "second_factor": None, "params": {"call": "x"}}, separators=(",", ":"))
        script.append("select entry from act.close_call('%s', '%s', null);" % (
            request, attest(socket, request.encode())))
    return "\n".join(script)


def append(count):
    psql(acts(count), "tilsagn_sequencer")


def confirmed(count):
    """The numbers of those entries that were confirmed, also when the database is lost on the way."""
    done = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", "tilsagn_sequencer"],
                          input=acts(count), capture_output=True, text=True, check=False)
    return done.stdout.split()


def answers():
    """Whether the database is there."""
    return subprocess.run(["psql", "-X", "-q", "-c", "select 1"], capture_output=True, check=False).returncode == 0


class World:
    """Signer and sequencer, started again when they end."""

    def __init__(self, binaries, shim):
        self.folder = tempfile.mkdtemp(prefix="tilsagn-kills-")
        self.binaries = binaries
        self.points = self.path("points")
        self.environment = dict(os.environ, LD_PRELOAD=shim, TILSAGN_KILL_DIR=self.points)
        self.seen = {}
        self.killed = 0
        self.backends = 0
        os.mkdir(self.points)
        key = self.path("key.pem")
        subprocess.run([self.program("tilsagn-signer"), "--create-key", "--key", key], check=True)
        self.commands = {
            "signer": [self.program("tilsagn-signer"), "--key", key, "--origin", ORIGIN, "--head", self.path("head"),
                       "--listen", self.path("socket"), "--uid", str(os.getuid()), "--first"],
            "sequencer": self.sequencer("log")}
        self.running = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def program(self, name):
        return os.path.join(self.binaries, name)

    def sequencer(self, folder):
        """The command of a sequencer that publishes into `folder`."""
        os.mkdir(self.path(folder))
        config = self.path(folder + ".conf")
        with open(config, "w", encoding="ascii") as file:
            file.write("database = %s user=tilsagn_sequencer\nattest = %s/system\nsigner = %s\nlog = %s\n"
                       "interval_ms = 20\n" % (os.environ["TILSAGN_DATABASE"], os.environ["TILSAGN_ATTEST"],
                                               self.path("socket"), self.path(folder)))
        return [self.program("tilsagn-sequencer"), "--config", config]

    def start(self, name):
        with open(self.path("words"), "ab") as words:
            self.running[name] = subprocess.Popen(  # pylint: disable=consider-using-with
                self.commands[name], env=self.environment, stdout=words, stderr=words)

    def look(self):
        """Starts again what has ended."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                if process.returncode != -signal.SIGKILL:
                    raise RuntimeError("%s ended with %d: %s" % (name, process.returncode, self.words()))
                self.killed += 1
                self.start(name)

    def words(self):
        with open(self.path("words"), encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]

    def size(self, folder="log"):
        """The published size, also remembering each checkpoint that the folder shows."""
        for name in self.checkpoints(folder):
            with open(os.path.join(self.path(folder), "checkpoints", name), "rb") as file:
                note = file.read()
            if self.seen.setdefault(name, note) != note:
                raise RuntimeError("two checkpoints of size " + name)
        try:
            with open(os.path.join(self.path(folder), "checkpoint"), encoding="utf-8") as file:
                return int(file.read().split("\n")[1])
        except FileNotFoundError:
            return 0

    def checkpoints(self, folder):
        try:
            return [name for name in os.listdir(os.path.join(self.path(folder), "checkpoints")) if name.isdigit()]
        except FileNotFoundError:
            return []

    def wait(self, what, ready):
        until = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > until:
                raise RuntimeError("%s: not within %d s: %s" % (what, PATIENCE_S, self.words()))
            self.look()
            time.sleep(0.01)

    def drained(self, folder="log"):
        """Everything that is recorded is published, and nothing contradicts anything."""
        count = int(psql("select count(*) from ledger.entry"))
        self.wait("%d entries published" % count, lambda: self.size(folder) == count)
        for name in CHECKS:
            with open(os.path.join(SOURCE, "sql", "checks", name + ".sql"), encoding="utf-8") as file:
                found = psql(file.read())
            if found:
                raise RuntimeError("check %s: %s" % (name, found))

    def round(self, point):
        """Kills at the point, or says that nothing came there."""
        armed = os.path.join(self.points, point)
        with open(armed, "w", encoding="ascii"):
            pass
        killed = self.killed
        append(random.choice((1, 3, 20)))
        self.wait(point + " reached", lambda: not os.path.exists(armed))
        self.wait(point + " killed", lambda: self.killed > killed)
        self.drained()

    def backend_round(self, point):
        """Kills the database's process at the point: nothing that was confirmed is lost."""
        armed = os.path.join(self.points, point + ".backend")
        with open(armed, "w", encoding="ascii"):
            pass
        entries = confirmed(random.choice((1, 3, 20)))
        if not entries:
            raise RuntimeError(point + ": nothing was confirmed")
        self.wait(point + " reached", lambda: not os.path.exists(armed))
        self.wait(point + " recovered", answers)
        found = psql("select count(*) from ledger.entry where entry in (%s)" % ",".join(entries))
        if found != str(len(entries)):
            raise RuntimeError("%s: %s of %d confirmed entries are there" % (point, found, len(entries)))
        self.backends += 1
        self.drained()

    def take_over(self):
        """Another host's sequencer waits while the first has the signer, and goes on when that is dead."""
        self.commands["second"] = self.sequencer("second")
        self.start("second")
        append(5)
        self.drained()
        first = self.running.pop("sequencer")
        first.kill()
        first.wait()
        append(40)
        self.drained("second")

    def verify(self, folder):
        done = subprocess.run([self.program("tilsagn-verify"), self.path(folder)], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError("%s: %s" % (folder, done.stdout))

    def stop(self):
        for process in self.running.values():
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder)


def main():
    if len(sys.argv) != 5:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    seed = int(os.environ.get("TILSAGN_SEED", secrets.randbelow(10**6)))
    random.seed(seed)
    psql(FILLER)
    psql("alter system set synchronous_commit = on") # what was confirmed is written, as in production
    psql("select pg_reload_conf()")
    world = World(sys.argv[2], sys.argv[3])
    try:
        world.start("signer")
        world.wait("signer", lambda: os.path.exists(world.path("socket")))
        world.start("sequencer")
        append(250) # a tile becomes whole on the way
        world.drained()
        for _ in range(int(sys.argv[4])):
            for point in POINTS:
                world.round(point)
        for _ in range(int(sys.argv[4])):
            some = BACKEND_POINTS_OF_ONE if sys.argv[4] == "1" else len(BACKEND_POINTS)
            for point in random.sample(BACKEND_POINTS, some):
                world.backend_round(point)
        world.take_over()
        for folder in ("log", "second"):
            world.verify(folder)
    except RuntimeError as error:
        print("kills.py: seed %d: %s" % (seed, error), file=sys.stderr)
        return 1
    finally:
        world.stop()
    print("%d points, %d kills, %d of the database's process, %d entries, %d checkpoints, seed %d" % (
        len(POINTS), world.killed, world.backends, int(psql("select count(*) from ledger.entry")), len(world.seen), seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
