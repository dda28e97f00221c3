# SPDX-License-Identifier: EUPL-1.2
"""A09 to A11: revoked while nginx still has the old list, while a session is kept, while connected."""
import time

import client
from registry import attack
from world import require

VICTIM = "applicant-1"
IN_FORCE_S = 10  # a published list counts within this time, without nginx


def refused_within(w, ask):
    """Asks until the worker refuses; the last answer is in the logs alone."""
    until = time.monotonic() + IN_FORCE_S
    while True:
        w.mark()
        answer = ask()
        if answer.status != 200:
            return answer
        require(time.monotonic() < until, "still let in after %d s" % IN_FORCE_S)
        w.nginx_saw(1)
        time.sleep(0.2)


@attack("A09", prepares=True)
def revoked_without_reload(w):
    card = w.pki.issue(w.pki.subject(VICTIM))
    with w.nothing_changes():
        w.let_in(w.ask(card), VICTIM)
        w.revoke(card)
        w.refused_by_worker(refused_within(w, lambda: w.ask(card)), 403, "revoked")
        w.good()


@attack("A11", prepares=True)
def revoked_while_connected(w):
    """Refused on the open connection; the reload that brings nginx the list ends the connection."""
    card = w.pki.issue(w.pki.subject(VICTIM))
    ask = client.request(close=False)
    with w.nothing_changes():
        with client.Connection(w.port, w.tls(card)) as connection:
            w.let_in(connection.ask(ask), VICTIM)
            w.revoke(card)
            w.refused_by_worker(refused_within(w, lambda: connection.ask(ask)), 403, "revoked")
            w.reload_nginx(card)
            require(connection.ended(), "the connection outlives the reload")
        w.good()


@attack("A10", prepares=True)
def revoked_and_resumed(w):
    """What the client kept of its old session is worth nothing: there is a new handshake."""
    card = w.pki.issue(w.pki.subject(VICTIM))
    tls = w.tls(card)
    with w.nothing_changes():
        session = w.session(w.port, tls)
        w.not_resumed(w.port, tls, session)
        w.revoke(card)
        w.reload_nginx(card)
        w.mark()
        w.refused_by_nginx(client.ask(w.port, tls, client.request(), session=session), 403)
        w.not_resumed(w.port, tls, session)
        require(w.nginx_saw(1)[0]["ssl"] == "TLSv1.3/.", "resumed")
        w.good()

