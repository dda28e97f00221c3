#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Nothing is signed that only one server holds: sequencer and signer beside a primary with a real standby.

usage: standby.py SOURCE BINARIES       (by tests/support/ledger.sh)

The standby is a streaming replica of the throw-away cluster. It is stopped, made to fall behind while it
stays connected, replaced by a mere backup, and comes back; after each, entries that were recorded, what
was signed, what the database says to doctor and to the page of the log are compared. In the end it takes
over from a primary that had recorded more: the log goes on under the same name, and the former primary,
coming back with another history, signs nothing. Nor does a standby that takes over from a server that had signed
more, as none was required. On the way a changed schema and an entry that nobody attested are told.
"""
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE, BINARIES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))

from act import attest  # noqa: E402  pylint: disable=wrong-import-position

PG_BIN = os.environ.get("TILSAGN_PG_BIN", "/usr/lib/postgresql/15/bin")
PATIENCE_S = 60
ORIGIN = "test.tilsagn.example"

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


def psql(script, user="postgres", database=None):
    """What the statements answer; any failure ends the test."""
    done = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", user, "-d",
                           database or os.environ["PGDATABASE"]], input=script, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def as_server(*command, **options):
    """Runs a program of PostgreSQL, which refuses to be root."""
    front = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    return subprocess.run(front + [os.path.join(PG_BIN, command[0])] + list(command[1:]), cwd="/", check=True,
                          stdout=subprocess.DEVNULL, **options)


def question():
    """A request of that act."""
    return json.dumps({
        "v": 1, "act": "close_call", "audience": "system", "request_id": secrets.token_hex(16), "person": None,
        "role": None, "certificate": None, "actor": {"program": "tilsagn-sequencer"}, "received_us": None,
        "duration_us": None, "idem": None, "second_factor": None, "params": {"call": "x"}}, separators=(",", ":"))


def append(attested=None):
    """One entry; what the portal host attested is another request where one is given."""
    request = question()
    socket = os.path.join(os.environ["TILSAGN_ATTEST"], "system")
    return int(psql("select entry from act.close_call('%s', '%s', null);" % (
        request, attest(socket, (attested or request).encode())), "tilsagn_sequencer"))


class World:
    """A standby, a signer, a sequencer."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        self.names("")

    def path(self, name):
        return os.path.join(self.folder, name)

    def names(self, names):
        psql("alter system set synchronous_standby_names = '%s'" % names)
        psql("select pg_reload_conf()")

    def copy(self, name, folder="standby", sockets=""):
        """Makes a standby from the primary, as an operator does: its slot keeps what it has not taken."""
        as_server("pg_basebackup", "--pgdata", self.path(folder), "--write-recovery-conf", "--checkpoint=fast",
                  "--no-sync", "--wal-method=stream", "--create-slot", "--slot", name,
                  "--dbname", "host=%s port=%s user=postgres application_name=%s"
                  % (os.environ["PGHOST"], os.environ["PGPORT"], name))
        with open(self.path(folder + "/postgresql.auto.conf"), "a", encoding="ascii") as file:
            file.write("unix_socket_directories = '%s'\n" % self.path(sockets))

    def standby(self, action, folder="standby"):
        as_server("pg_ctl", "-D", self.path(folder), "-l", self.path(folder + ".log"), "-s", "-w", "-m", "fast",
                  action)

    def promote(self, folder="standby"):
        """It is stopped, and comes back as a server that knows of no other."""
        with open(self.path(folder + "/postgresql.auto.conf"), "a", encoding="ascii") as file:
            file.write("primary_conninfo = ''\nprimary_slot_name = ''\n")
        self.standby("start", folder)
        self.standby("promote", folder)

    def deployment(self):
        """What the schema is to be is recorded, by the operator's program."""
        at = "host=%s port=%s dbname=%s user=" % (os.environ["PGHOST"], os.environ["PGPORT"], os.environ["PGDATABASE"])
        with open(self.path("operator.conf"), "w", encoding="ascii") as file:
            file.write("database = %stilsagn_operator\nsuperuser = %spostgres\nattest = %s/operator\ntrust = x\n"
                       "crl = x\ncrl_table = x\nstate = x\n" % (at, at, os.environ["TILSAGN_ATTEST"]))
        subprocess.run([os.path.join(BINARIES, "tilsagn"), "--config", self.path("operator.conf"), "deployment",
                        "record", "v1"], check=True, stdout=subprocess.DEVNULL)

    def start(self, name, *arguments):
        words = open(self.path(name + ".log"), "ab")  # pylint: disable=consider-using-with
        process = subprocess.Popen([os.path.join(BINARIES, name)] + list(arguments), stdout=words,
                                   stderr=words)  # pylint: disable=consider-using-with
        self.processes.append(process)
        return process

    def sequencer(self, standbys, policy=None):
        """Starts it with this many required standbys, and a policy of witnesses."""
        with open(self.path("conf"), "w", encoding="ascii") as file:
            file.write("database = host=%s port=%s dbname=%s user=tilsagn_sequencer\nattest = %s/system\nsigner = %s\n"
                       "log = %s\ninterval_ms = 50\nstandbys = %d\n" % (
                           os.environ["PGHOST"], os.environ["PGPORT"], os.environ["PGDATABASE"],
                           os.environ["TILSAGN_ATTEST"], self.path("socket"), self.path("log"), standbys))
            if policy is not None:
                file.write("policy = %s\n" % policy)
        return self.start("tilsagn-sequencer", "--config", self.path("conf"))

    def stop(self, process):
        """By the signal that operators use; exit code 0."""
        process.terminate()
        if process.wait(PATIENCE_S) != 0:
            raise RuntimeError("ended with %d" % process.returncode)
        self.processes.remove(process)

    def signed(self):
        """The published size; the signer's and the database's are the same."""
        with open(self.path("log/checkpoint"), encoding="utf-8") as file:
            return int(file.read().split("\n")[1])

    def words(self):
        with open(self.path("tilsagn-sequencer.log"), encoding="utf-8") as file:
            return file.read()


def state():
    """What the page of the log shows, which is what doctor says."""
    return json.loads(psql("select read.published_log()", "tilsagn_public"))["replication"]


def until(what, ready):
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            if ready():
                return
        except FileNotFoundError:
            pass
        if time.monotonic() > end:
            raise RuntimeError("not within %d s: %s; %s" % (PATIENCE_S, what, state()))
        time.sleep(0.02)


def waits(world, why):
    """An entry that is recorded now is not signed, and everybody is told; its number."""
    before = world.signed()
    entry = append()
    until(why + ": told", lambda: state()["state"] == "waiting")
    time.sleep(1)  # twice what a turn waits, and many turns
    if world.signed() != before:
        raise RuntimeError("%s: signed size %d" % (why, world.signed()))
    if psql("select max(size) from ledger.checkpoint") != str(before):
        raise RuntimeError("%s: a head beyond the published one" % why)
    if psql("select count(*) from ledger.entry where entry = %d" % entry) != "1":
        raise RuntimeError("%s: not recorded" % why)
    print("ok  %s: recorded, not signed" % why, flush=True)


def goes_on(world, why):
    entries = int(psql("select count(*) from ledger.entry"))
    until(why, lambda: world.signed() == entries)
    until(why + ": told", lambda: state()["state"] == "replicated")
    print("ok  %s: signed, %d entries" % (why, entries), flush=True)


def behind(world):
    """The standby stays connected and takes nothing: being there is not holding it."""
    with open(world.path("standby/postmaster.pid"), encoding="ascii") as file:
        children = subprocess.run(["ps", "--no-headers", "-o", "pid,cmd", "--ppid", file.readline().strip()],
                                  capture_output=True, text=True, check=True).stdout
    receiver = [int(line.split()[0]) for line in children.splitlines() if "walreceiver" in line][0]
    os.kill(receiver, signal.SIGSTOP)
    try:
        waits(world, "a standby that is behind")
        if psql("select state from pg_stat_replication where application_name = 'second'") != "streaming":
            raise RuntimeError("it is not connected any more")
    finally:
        os.kill(receiver, signal.SIGCONT)
    goes_on(world, "it has caught up")


def backup(world):
    """A running backup takes the write-ahead log as a standby does, and keeps it for nobody."""
    front = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    world.names("*")
    process = subprocess.Popen(front + [os.path.join(PG_BIN, "pg_basebackup"), "--pgdata", world.path("backup"),
                                        "--max-rate=32", "--checkpoint=fast", "--no-sync"], cwd="/",
                               stderr=subprocess.DEVNULL)
    try:
        until("the backup takes the write-ahead log", lambda: psql(
            "select count(*) from pg_stat_replication where state = 'streaming' and flush_lsn is not null "
            "and sync_state <> 'async'") == "1")
        waits(world, "a backup and no standby")
    finally:
        psql("select pg_terminate_backend(pid) from pg_stat_replication where application_name = 'pg_basebackup'")
        process.wait(PATIENCE_S)
    world.names("second")


def failover(world, process):
    """The standby takes over without an entry that the primary had recorded and not signed."""
    primary = os.environ["PGHOST"]
    world.standby("stop")
    waits(world, "the standby is cut off")
    signed = world.signed()
    world.stop(process)
    world.promote()
    os.environ["PGHOST"] = world.folder
    if int(psql("select count(*) from ledger.entry")) != signed:
        raise RuntimeError("the standby does not hold what was signed")
    process = world.sequencer(0)
    append()
    until("the promoted standby's log goes on", lambda: world.signed() == signed + 1)
    if "log_stopped" in world.words():
        raise RuntimeError("it was stopped before")
    world.stop(process)
    print("ok  a standby takes over, and the log goes on", flush=True)

    os.environ["PGHOST"] = primary
    process = world.sequencer(0)
    until("the former primary signs nothing", lambda: "the first %d entries are not those that were" % (signed + 1)
          in world.words())
    if world.signed() != signed + 1:
        raise RuntimeError("the former primary went on")
    world.stop(process)
    print("ok  the former primary signs nothing", flush=True)


def lagging(world):
    """No standby is required: one takes over that lacks what was signed, and says what is missing."""
    os.environ["PGHOST"] = world.folder
    os.mkdir(world.path("third.socket"))
    if os.getuid() == 0:
        shutil.chown(world.path("third.socket"), "postgres")
    world.copy("third", "third", "third.socket")
    process = world.sequencer(0)
    append(question())
    until("what nobody attested is told", lambda: '"event":"entry_kept_out"' in world.words())
    held = world.signed()
    world.standby("start", "third")
    world.standby("stop", "third")
    for _ in range(3):
        append()
    until("three more are signed", lambda: world.signed() == held + 3)
    world.stop(process)
    world.promote("third")
    os.environ["PGHOST"] = world.path("third.socket")
    process = world.sequencer(0)
    until("the standby that fell behind signs nothing", lambda:
          "size %d has been published, the database holds %d: entries %d to %d are missing; nothing is signed until they "
          "are back" % (held + 3, held, held, held + 2) in world.words())
    append()
    time.sleep(0.5)  # ten turns
    if world.signed() != held + 3 or psql("select max(size) from ledger.checkpoint") != str(held):
        raise RuntimeError("the standby that fell behind went on")
    world.stop(process)
    world.standby("stop", "third")
    print("ok  a standby that lacks what was signed signs nothing, and says what is missing", flush=True)


def life(world):
    os.mkdir(world.path("log"))
    subprocess.run([os.path.join(BINARIES, "tilsagn-signer"), "--create-key", "--key", world.path("key.pem")],
                   check=True)
    world.start("tilsagn-signer", "--key", world.path("key.pem"), "--origin", ORIGIN, "--head", world.path("head"),
                "--listen", world.path("socket"), "--uid", str(os.getuid()), "--first")
    psql(FILLER)
    world.deployment()
    psql("create function rule.planted() returns int language sql as 'select 1'")
    append()
    process = world.sequencer(0)
    until("one server alone signs", lambda: world.signed() == int(psql("select count(*) from ledger.entry")))
    if state()["state"] != "single":
        raise RuntimeError("the page does not say that no standby is required")
    world.stop(process)
    psql("drop function rule.planted()")
    if '"event":"CATALOGUE_CHANGED"' not in world.words():
        raise RuntimeError("a function that was added to the schema is not told")

    world.copy("second")
    world.standby("start")
    process = world.sequencer(1)
    waits(world, "a standby that is not named")
    world.names("second")
    goes_on(world, "it is named")
    behind(world)
    world.standby("stop")
    waits(world, "the standby is stopped")
    backup(world)
    world.standby("start")
    goes_on(world, "the standby is back")
    for event in ('"event":"standby_missing"', '"event":"standby_back"'):
        if event not in world.words():
            raise RuntimeError("the sequencer's log has no " + event)
    failover(world, process)
    lagging(world)


def main():
    folder = tempfile.mkdtemp(prefix="tilsagn-standby-")
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    world = World(folder)
    try:
        life(world)
    finally:
        for process in world.processes:
            process.terminate()
            process.wait()
        for name in ("standby", "third"):
            if os.path.exists(world.path(name + "/postmaster.pid")):
                world.standby("stop", name)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
