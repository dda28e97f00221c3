# SPDX-License-Identifier: EUPL-1.2
"""D02, D03, D04, D10: a FastCGI peer that is not nginx, on the workers' own sockets."""
import os
import pwd
import struct
import uuid

import fastcgi
from fastcgi import PARAMS, STDIN, begin, record
from registry import attack
from world import require

POOLS = ("grantee", "submit", "agency", "public")


def one_user():
    """Run by an ordinary user, everything is that user's, and nothing can be told apart."""
    return os.geteuid() != 0


def nginx_user():
    who = pwd.getpwnam("www-data")
    return (None, None) if one_user() else (who.pw_uid, who.pw_gid)


def victim(w, person="applicant-1"):
    with open(w.pki.of(person).certificate, encoding="ascii") as file:
        return fastcgi.escaped(file.read())


def send(w, pool, params, user=None, group=None):
    """(the worker's answer, its log record) of one forged request."""
    request_id = dict(params).get("REQUEST_ID", "")
    plain = fastcgi.connect(w.socket(pool), user, group)
    text, _ = fastcgi.output(fastcgi.talk(plain, fastcgi.request(params)))
    return text, w.worker_record(request_id)


def refused(w, text, record_seen, status, refusal, reason):
    require(text.startswith(b"Status: %d" % status), "answered %r" % text[:200])
    require(b"Set-Cookie" not in text, "a cookie was set")
    found = (record_seen["status"], record_seen.get("refusal"), record_seen.get("reason"))
    require(found == (status, refusal, reason), "the worker logged %s" % (found,))
    require(record_seen["person"] == 0, "a person was named")


@attack("D02")
def another_user_on_the_socket(w):
    """The mode keeps others out; who gets past it (root does) is told by the kernel's word."""
    for pool in POOLS:
        path = w.socket(pool)
        if one_user():
            require(os.stat(path).st_mode & 0o007 == 0, "others may open %s" % path)
            continue
        others = ["nobody", "postgres", "tilsagn-attest", "tilsagn-seq", "tilsagn-sign", "tilsagn-public",
                  "tilsagn-agency", "tilsagn-grantee"]
        others.remove(pwd.getpwuid(os.stat(path).st_uid).pw_name)
        for name in others:
            who = pwd.getpwnam(name)
            try:
                fastcgi.connect(path, who.pw_uid, who.pw_gid).close()
                require(False, "%s opened the socket of %s" % (name, pool))
            except PermissionError:
                pass
        owner = pwd.getpwuid(os.stat(path).st_uid)
        for user, group in ((None, None), (owner.pw_uid, owner.pw_gid)):
            w.mark()
            params = fastcgi.forged(victim(w), uuid.uuid4().hex)
            text, seen = send(w, pool, params, user, group)
            refused(w, text, seen, 403, "certificate", "the peer is not nginx")


@attack("D03")
def verdicts_that_are_not_success(w):
    """As nginx's own user, so that only the parameter is wrong."""
    for value in (None, "", "success", "SUCCESS ", " SUCCESS", "FAILED:SUCCESS", "NONE", "SUCCESSS"):
        w.mark()
        params = fastcgi.forged(victim(w), uuid.uuid4().hex, SSL_CLIENT_VERIFY=value)
        refused(w, *send(w, "grantee", params, *nginx_user()), 403, "certificate", "not_verified")
    for name in ("SSL_CLIENT_VERIFY", "SSL_CLIENT_CERT", "REQUEST_URI", "DOCUMENT_URI"):
        w.mark()
        params = fastcgi.forged(victim(w), uuid.uuid4().hex)
        twice = params + [(name, dict(params)[name])]
        refused(w, *send(w, "grantee", twice, *nginx_user()), 400, "malformed",
                "a parameter comes twice")
    w.mark()
    text, seen = send(w, "grantee", fastcgi.forged(victim(w), uuid.uuid4().hex), *nginx_user())
    require(text.startswith(b"Status: 200") and seen["person"] > 0, "the control: %r" % text[:200])


@attack("D04")
def certificates_that_are_none(w):
    good = victim(w)
    pem = open(w.pki.of("applicant-1").certificate, encoding="ascii").read()
    issuing = open(w.pki.folder + "/issuing.crt", encoding="ascii").read()
    quote = fastcgi.escaped
    for value, status, refusal, reason in (
            (None, 403, "certificate", "missing"), ("", 403, "certificate", "missing"),
            ("garbage", 403, "certificate", "pem"), (good + good, 403, "certificate", "pem"),
            (quote(pem + issuing), 403, "certificate", "pem"),
            (quote(issuing + pem), 403, "certificate", "pem"),
            (good + "%00", 403, "certificate", "encoding"), (good + "%", 403, "certificate", "encoding"),
            (good.replace("%0A", "%0a"), 403, "certificate", "encoding"),
            (pem.replace("\n", " "), 403, "certificate", "encoding"),
            (quote("text before\n" + pem), 403, "certificate", "pem"),
            (quote(pem + "text behind"), 403, "certificate", "pem"),
            (quote("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), 403,
             "certificate", "der"),
            ("x" * 17000, 413, "too-large", "a header is too long")):
        w.mark()
        params = fastcgi.forged(value, uuid.uuid4().hex)
        refused(w, *send(w, "grantee", params, *nginx_user()), status, refusal, reason)


def overflows(params):
    """Lengths whose sum is no int: libfcgi then asks for an absurd amount and stops by its own
    assertion. Only Debian's later versions refuse them."""
    huge = struct.pack(">I", 0xFFFFFFFE)
    yield "name of 2 GB", begin() + record(PARAMS, huge + b"\x01a=b")
    yield "value of 2 GB", begin() + record(PARAMS, b"\x01" + huge + b"a" + params)
    yield "both of INT_MAX - 1", begin() + record(PARAMS, huge + huge + b"ab" * 100) + record(PARAMS)


@attack("D12")
def another_pools_routes(w):
    """A request that nginx would send elsewhere: each pool has its own routes, whatever comes."""
    for pool, person, path in (("grantee", "officer-1", "/api/v1/agency/calls"),
                               ("submit", "applicant-1", "/api/v1/applications"),
                               ("agency", "applicant-1", "/api/v1/applications"),
                               ("public", "applicant-1", "/api/v1/me"),
                               ("public", "officer-1", "/api/v1/agency/calls")):
        w.mark()
        params = fastcgi.forged(victim(w, person), uuid.uuid4().hex, path, POOL="agency")
        text, seen = send(w, pool, params, *nginx_user())
        require(text.startswith(b"Status: 404") and b"Set-Cookie" not in text,
                "%s %s: %r" % (pool, path, text[:200]))
        require((seen["status"], seen["refusal"]) == (404, "not-found"), str(seen))


def malformed(params):
    """Streams that are no request; libfcgi reads them before any line of ours runs."""
    good = begin() + record(PARAMS, params) + record(PARAMS)
    yield "nothing", b""
    yield "half a header", b"\x01\x01\x00"
    yield "only begin", begin()
    yield "lengths cut off", begin() + record(PARAMS, b"\x80\x00") + record(PARAMS)
    yield "value longer than the record", begin() + record(PARAMS, b"\x01\x7fab") + record(PARAMS)
    yield "length of content lies", begin() + record(PARAMS, b"abc", length=65535)
    yield "all padding", begin(padding=255) + record(PARAMS, params, padding=255) + record(
        PARAMS, padding=255) + record(STDIN, padding=255)
    yield "version 2", begin(version=2) + good
    yield "version 0", record(PARAMS, params, version=0)
    yield "role authorizer", begin(role=fastcgi.AUTHORIZER) + record(PARAMS, params)
    yield "role 9", begin(role=9) + record(PARAMS, params) + record(PARAMS)
    yield "abort", begin() + record(PARAMS, params) + record(fastcgi.ABORT)
    yield "abort before begin", record(fastcgi.ABORT) + good
    yield "two begins", begin() + begin() + record(PARAMS, params) + record(PARAMS)
    yield "another request's records", begin() + record(PARAMS, params, request=2) + record(PARAMS)
    yield "begin for request 0", begin(request=0) + good
    yield "get values", record(fastcgi.GET_VALUES, fastcgi.pairs([("FCGI_MAX_CONNS", "")]), request=0)
    yield "unknown management record", record(77, b"x" * 64, request=0)
    yield "unknown record inside", begin() + record(200, b"x" * 64) + record(PARAMS, params)
    yield "standard input first", begin() + record(STDIN, b"body") + record(PARAMS, params)
    yield "data record", good + record(fastcgi.DATA, b"x") + record(STDIN)
    yield "begin of 3 bytes", record(fastcgi.BEGIN, b"\0\1\0") + record(PARAMS, params)
    yield "ten thousand empty records", begin() + record(PARAMS) * 10000
    yield "noise", os.urandom(4096)


# A whole request of nginx's own user all the same: what libfcgi skips, or reads no more.
WHOLE = ("abort", "two begins", "data record")


def offer(w, what, stream):
    """One stream by a peer whom the kernel vouches for: dropped or refused, others are served."""
    plain = fastcgi.connect(w.socket("grantee"), *nginx_user())
    text, _ = fastcgi.output(fastcgi.talk(plain, stream, finish=True))
    require(text.startswith(b"Status: 200") == (what in WHOLE) and b"Set-Cookie" not in text,
            "%s: %r" % (what, text[:200]))
    w.good()


@attack("D10")
def malformed_records(w):
    # A certificate that is let in, so that a stream taken for a request would be answered.
    params = fastcgi.pairs(fastcgi.forged(victim(w), uuid.uuid4().hex))
    before = w.worker_processes("grantee")
    for what, stream in malformed(params):
        offer(w, what, stream)
    require(w.worker_processes("grantee") == before, "a worker ended")
    for what, stream in overflows(params):
        offer(w, what, stream)
    w.workers_are_back("grantee", len(before))
    w.good()
