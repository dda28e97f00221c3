# SPDX-License-Identifier: EUPL-1.2
"""D: between nginx and the workers, seen from outside: headers, bodies, paths, limits."""
import threading
import time

import client
import fastcgi
from registry import attack
from world import require

APPLICANT = "applicant-1"


def ask_through(w, headers=(), **options):
    """A request by applicant-1, and the parameters that nginx made of it for the worker."""
    seen = {}
    with fastcgi.Echo(w.socket("grantee")) as echo:
        thread = threading.Thread(target=lambda: seen.update(params=echo.params()))
        thread.start()
        answer = w.ask(w.pki.of(APPLICANT), headers=headers, **options)
        thread.join(15)
    require(answer.status == 204 and "params" in seen, "the echo was not asked: %s" % answer)
    return seen["params"]


def values(params, name):
    return [value for one, value in params if one == name]


@attack("D01")
def forged_headers(w):
    officer = w.pki.of("officer-1")
    with open(officer.certificate, encoding="ascii") as file:
        pem = fastcgi.escaped(file.read())
    headers = [("SSL-Client-Verify", "SUCCESS"), ("SSL_CLIENT_VERIFY", "SUCCESS"),
               ("SSL-Client-Cert", pem), ("SSL_CLIENT_CERT", pem), ("X-SSL-Client-Cert", pem),
               ("X-Client-Cert", pem), ("Remote-User", "officer-1"), ("REMOTE_USER", "officer-1"),
               ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "http"),
               ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"),
               ("Request-Id", "0" * 32), ("Pool", "agency"), ("X-Real-IP", "10.0.0.1"),
               ("X-Original-URL", "/agency/"), ("X-Rewrite-URL", "/agency/")]
    w.let_in(w.ask(w.pki.of(APPLICANT), headers=headers), APPLICANT)
    w.mark()
    w.refused_by_nginx(w.ask(None, headers=headers), 403)
    params = ask_through(w, headers)
    with open(w.pki.of(APPLICANT).certificate, encoding="ascii") as file:
        own = fastcgi.escaped(file.read())
    for name, value in (("SSL_CLIENT_VERIFY", "SUCCESS"), ("SSL_CLIENT_CERT", own),
                        ("REMOTE_ADDR", "127.0.0.1"), ("HTTP_HOST", "localhost"),
                        ("POOL", "grantee"), ("REMOTE_USER", None), ("HTTPS", "on")):
        require(values(params, name) == ([] if value is None else [value]),
                "%s is %s" % (name, values(params, name)))
    require(values(params, "HTTP_SSL_CLIENT_VERIFY") == ["SUCCESS"], "the header with dashes only")


@attack("D06")
def path_tricks(w):
    """One reading of the path, or none: nginx chooses the pool, the worker the right."""
    own = w.pki.of(APPLICANT)
    for path in ("/api/v1/x/..%2fagency/calls", "/api/v1/%2e%2e/v1/agency/calls",
                 "/api/v1/agency%2fcalls", "//api/v1/agency/calls", "/api//v1/agency/calls",
                 "/api/v1/./agency/calls", "/api/v1/me/../agency/calls", "/api/v1/agency;/calls",
                 "/api/v1/agency/calls;x=1", "/api/v1/%61gency/calls", "/API/v1/agency/calls",
                 "/api/v1/agency/calls%00", "/api/v1/agency/calls%0a", "/api/v1/%c0%ae%c0%ae/x",
                 "/api/v1/agency/calls/", "/api/v1/agency\\calls", "/api/v1/agency/calls%5c",
                 "/api/v1/%2561gency/calls", "/api/v1/agency/calls?/../me", "/agency/%2e%2e/",
                 "/s/..%2f..%2fpki/root.key", "/s/../../pki/root.key", "/s/%2e%2e/%2e%2e/x"):
        w.mark()
        answer = w.ask(own, path)
        w.no_cookie(answer)
        require(answer.status in (400, 403, 404, 405), "%s: %s" % (path, answer))
    w.let_in(w.ask(w.pki.of("officer-1"), "/api/v1/agency/calls"))
    w.let_in(w.ask(own, "/api/v1/%6de"), APPLICANT)


@attack("D07")
def proxy_header(w):
    params = ask_through(w, [("Proxy", "http://evil.example:8080/")])
    require(values(params, "HTTP_PROXY") == [], "HTTP_PROXY is %s" % values(params, "HTTP_PROXY"))


@attack("D08")
def huge_headers(w):
    own = w.pki.of(APPLICANT)
    for headers in ([("X-Large", "x" * 100000)], [("X-%d" % n, "x" * 1000) for n in range(100)],
                    [("Cookie", "a=" + "x" * 9000)], [("X-%d" % n, "1") for n in range(5000)]):
        w.mark()
        answer = w.ask(own, headers=headers)
        w.no_cookie(answer)
        require(answer.status in (None, 400, 413, 414), str(answer))
        require(w.nginx_saw(1) and not w.workers_saw(), "a worker saw it")
    w.mark()
    many = [("X-%d" % n, "1") for n in range(300)]
    w.refused_by_worker(w.ask(own, headers=many), 413, "too many parameters", "too-large")
    w.mark()
    answer = w.ask(own, "/api/v1/me?" + "x" * 9000)
    w.refused_by_nginx(answer, 414)


def raw(w, data):
    return w.raw(data, w.pki.of(APPLICANT))


@attack("D05")
def smuggling(w):
    """Two lengths, or a header that two readers would read differently."""
    post = b"POST /api/v1/applications HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    chunk = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for lines in (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                  b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                  b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding: chunked, gzip\r\n",
                  b"Content-Length: 4\r\nContent-Length: 9\r\n", b"Content-Length: -1\r\n",
                  b"Content-Length: 4\r\nContent-Length: 4\r\n", b"Content-Length: 0x4\r\n",
                  b"Content-Length: 99999999999999999999\r\n",
                  b"Content-Length : 4\r\n", b"X-A: b\r\n folded: c\r\n",
                  b"X-A: b\0c\r\n", b"Host: evil.example\r\n"):
        w.mark()
        answer = raw(w, post + lines + b"\r\n" + chunk)
        w.no_cookie(answer)
        require(answer.status in (400, 413, 501), "%r: %s" % (lines, answer))
        require(not w.workers_saw(), "%r: a worker saw it" % lines)
        require("/smuggled" not in [one.get("path") for one in w.nginx_saw(1)], "smuggled")
    w.mark()
    answer = raw(w, b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\rX-A: b\r\nConnection: close\r\n\r\n")
    w.no_cookie(answer)
    require(answer.status in (400, 421) and not w.workers_saw(), "bare CR: %s" % answer)
    w.good()


@attack("D09")
def endless_bodies(w):
    """nginx has the whole body before a worker hears of it; each body has its location's limit."""
    own = w.pki.of(APPLICANT)
    post = client.request("/api/v1/applications", "POST").replace(b"Content-Length: 0\r\n", b"%s")
    w.refused_by_nginx(w.raw(post % b"Content-Length: 1073741824\r\n", own), 413)
    w.mark()
    with client.Connection(w.port, w.tls(own)) as endless:
        endless.send(post % b"Transfer-Encoding: chunked\r\n")
        for _ in range(20):
            endless.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        answer = endless.receive()
    w.refused_by_nginx(answer, 413)
    w.mark()
    with client.Connection(w.port, w.tls(own)) as slow:
        slow.send(post % b"Content-Length: 1000\r\n" + b"x")
        begin = time.monotonic()
        for _ in range(20):
            w.good()
        require(time.monotonic() - begin < 10, "others wait for a slow body")
        require("/api/v1/applications" not in [one["route"] for one in w.workers_saw()],
                "a worker waits for it")
    cut_off = [one["status"] for one in w.nginx_saw(21) if one["path"] == "/api/v1/applications"]
    require(cut_off == ["400"], "the slow body was answered %s" % cut_off)
    require("/api/v1/applications" not in [one["route"] for one in w.workers_saw()],
            "a worker was sent the half body")


@attack("D11")
def refusals_run_no_worker(w):
    """Every location that runs a worker, with every certificate that nginx refuses."""
    for path in ("/", "/agency/", "/api/v1/me", "/api/v1/agency/calls", "/applications/1/submit",
                 "/applications/1/attachments", "/api/v1/applications/1/submissions",
                 "/api/v1/applications/1/attachments", "/unreadable", "/%00"):
        for credential in (None, w.pki.of("revoked-1"), w.pki.of("foreign-1")):
            w.mark()
            answer = w.ask(credential, path, method="POST", body=b"{}")
            w.no_cookie(answer)
            require(answer.status in (400, 403), "%s: %s" % (path, answer))
            require(w.nginx_saw(1) and not w.workers_saw(), "%s: a worker saw it" % path)
            api = path.startswith("/api/")
            kind = answer.header("content-type")
            require(kind == ("application/problem+json" if api else "text/html; charset=utf-8"),
                    "%s: %s" % (path, kind))
