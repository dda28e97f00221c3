#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Database, signer and folder set back together, beside two witnesses that are not.

usage: set_back.py SOURCE BINARIES       (by tests/support/ledger.sh)

A snapshot of everything that this machine has is taken, the log goes on and is cosigned, and the snapshot
is put back: nothing here remembers what was signed. The witnesses do. First they are asked at once, then
only when the log has been filled again to the size that they had cosigned; nothing is signed on.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

SOURCE, BINARIES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, os.path.join(SOURCE, "tests", "ledger", "sequencer"))

import standby  # noqa: E402  pylint: disable=wrong-import-position

NAMES = ("one.test/w", "two.test/w")
RIGHTS = """revoke all on database ledger from public; grant connect on database ledger to tilsagn_grantee,
    tilsagn_agency, tilsagn_public, tilsagn_sequencer, tilsagn_operator"""


class World(standby.World):
    """Witnesses beside signer and sequencer."""

    def __init__(self, folder):
        super().__init__(folder)
        self.witnesses = []
        self.signing = None
        self.sequencing = None

    def program(self, name, *arguments):
        return subprocess.run([os.path.join(BINARIES, name)] + list(arguments), check=True, capture_output=True,
                              text=True).stdout.strip()

    def sign(self, *arguments):
        self.signing = self.start("tilsagn-signer", "--key", self.path("key.pem"), "--origin", standby.ORIGIN, "--head",
                                  self.path("head"), "--listen", self.path("socket"), "--uid", str(os.getuid()),
                                  *arguments)

    def begin(self):
        self.sequencing = self.sequencer(0, self.path("policy"))

    def end(self):
        self.stop(self.sequencing)
        self.stop(self.signing)

    def watch(self):
        """Two witnesses with keys of their own, and the policy that asks for both."""
        lines = []
        with open(self.path("logs"), "w", encoding="ascii") as file:
            file.write(self.program("tilsagn-signer", "--public-key", "--key", self.path("key.pem"), "--origin",
                                    standby.ORIGIN) + "\n")
        for number, name in enumerate(NAMES):
            key, heads = self.path("key%d.pem" % number), self.path("heads%d" % number)
            os.mkdir(heads, 0o700)
            self.program("tilsagn-witness", "--create-key", "--key", key)
            address = "127.0.0.1:%d" % free_port()
            lines.append("witness w%d %s http://%s/\n" % (number, self.program(
                "tilsagn-witness", "--public-key", "--key", key, "--name", name), address))
            self.witnesses.append(self.start("tilsagn-witness", "--key", key, "--name", name, "--logs",
                                             self.path("logs"), "--state", heads, "--listen", address, "--first"))
        with open(self.path("policy"), "w", encoding="ascii") as file:
            file.write("".join(lines) + "group outside all w0 w1\nquorum outside\n")

    def signal(self, number):
        for witness in self.witnesses:
            witness.send_signal(number)

    def snapshot(self):
        """With everything stopped: what a machine's backup holds."""
        standby.psql("create database former template ledger", database="postgres")
        shutil.copytree(self.path("log"), self.path("former.log"))
        shutil.copy2(self.path("head"), self.path("former.head"))

    def set_back(self):
        standby.psql("drop database ledger with (force)", database="postgres")
        standby.psql("create database ledger template former", database="postgres")
        standby.psql(RIGHTS, database="postgres")
        shutil.rmtree(self.path("log"))
        shutil.copytree(self.path("former.log"), self.path("log"))
        shutil.copy2(self.path("former.head"), self.path("head"))


def free_port():
    """A port that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def quorum():
    return int(standby.psql("select coalesce(max(size), 0) from ledger.checkpoint_quorum"))


def life(world):
    os.mkdir(world.path("log"))
    world.program("tilsagn-signer", "--create-key", "--key", world.path("key.pem"))
    standby.psql(standby.FILLER)
    world.watch()
    world.sign("--first")
    standby.append()
    world.begin()
    standby.until("both cosign", lambda: quorum() == 1)
    world.end()
    world.snapshot()

    world.sign()
    world.begin()
    standby.append()
    standby.append()
    standby.until("both cosign what came later", lambda: quorum() == 3)
    world.end()
    print("ok  two witnesses have cosigned three entries", flush=True)

    world.set_back()
    standby.append()
    world.sign()
    world.begin()
    standby.until("witnesses that have seen more", lambda: "witnesses have cosigned size 3, this log was signed up to 1"
                  in world.words())
    if world.signed() != 1:
        raise RuntimeError("signed on over what witnesses have cosigned")
    world.end()
    print("ok  set back: nothing is signed", flush=True)

    # Nobody answers until it has been filled again to that size; then each says that it has another root.
    world.set_back()
    world.signal(signal.SIGSTOP)
    standby.append()
    standby.append()
    world.sign()
    world.begin()
    standby.until("filled again", lambda: world.signed() == 3)
    if '"event":"quorum_missing"' not in world.words():
        raise RuntimeError("that the quorum is missing is not told")
    world.signal(signal.SIGCONT)
    standby.until("witnesses of another root", lambda: "the first 3 entries are not those that witnesses have cosigned"
                  in world.words())
    standby.append()
    standby.until("it is recorded", lambda: standby.psql("select count(*) from ledger.log_queue") == "1")
    if world.signed() != 3 or standby.psql("select max(size) from ledger.checkpoint") != "3":
        raise RuntimeError("signed on beside what witnesses have cosigned")
    if standby.psql("select bool_and(state = 'other_root') from (select distinct on (key_name) state from "
                    "ledger.witness_event order by key_name, event desc) s") != "t":
        raise RuntimeError("their answers are not told")
    world.end()
    print("ok  set back and filled again to the same size: nothing more is signed", flush=True)


def main():
    folder = tempfile.mkdtemp(prefix="tilsagn-set-back-")
    world = World(folder)
    try:
        life(world)
    finally:
        world.signal(signal.SIGCONT)
        for process in world.processes:
            process.terminate()
            process.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
