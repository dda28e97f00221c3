# SPDX-License-Identifier: EUPL-1.2
"""C: TLS and which server a request reaches. None of these gets as far as a worker."""
import os
import socket
import ssl
import subprocess
import time

import client
from registry import attack
from world import require

OTHER_NAME = "evil.example"
NAME_ALERT, VERSION_ALERT = "UNRECOGNIZED_NAME", "ALERT_PROTOCOL_VERSION"
EARLY = "/early"
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"  # where an ordinary user's shell finds no nginx


def refused_with(w, answer, status):
    w.refused_by_nginx(answer, status)
    require(b"nginx" not in answer.body.lower(), "a stock page: %s" % answer)


def as_applicant(w, data, name="localhost", **options):
    """One request with a good certificate, so that nothing but its transport can be wrong."""
    tls = w.tls(w.pki.of("applicant-1"), **options)
    return client.ask(w.port, tls, data, name)


@attack("C00")
def control(w):
    """The same raw client, nothing wrong."""
    w.let_in(as_applicant(w, client.request()), "applicant-1")
    require(w.nginx_saw(1)[0]["ssl"] == "TLSv1.3/.", "not a fresh TLS 1.3 session")


@attack("C01")
def other_name_in_the_handshake(w):
    for port in (w.port, w.port + 1):
        tls = w.tls(w.pki.of("applicant-1"))
        w.refused_in_handshake(client.ask(port, tls, client.request(), OTHER_NAME), NAME_ALERT)


@attack("C02")
def other_host_in_the_request(w):
    for host in (OTHER_NAME, OTHER_NAME + ":%d" % w.port, "localhost.evil.example", "[::1]"):
        w.mark()
        refused_with(w, as_applicant(w, client.request(host=host)), 421)


@attack("C03")
def no_name_in_the_handshake(w):
    w.refused_in_handshake(as_applicant(w, client.request(), name=None), NAME_ALERT)


@attack("C04")
def session_of_the_public_site(w):
    """A session made where no certificate is asked for, offered where one is."""
    tls = w.tls()
    session = w.session(w.port + 1, tls)
    w.refused_by_nginx(client.ask(w.port, tls, client.request(), session=session), 403)
    w.not_resumed(w.port, tls, session)
    w.not_resumed(w.port + 1, tls, session)


@attack("C12")
def the_alarm(w):
    """A second nginx with our configuration, but with sessions switched on: its alarm has a line."""
    folder, port = os.path.join(w.pki.work, "nginx"), w.port + 7
    os.makedirs(os.path.join(folder, "tmp"))
    changes = ((os.path.join(w.state, "nginx"), folder), (os.path.join(w.state, "log"), folder),
               (os.path.join(w.run, "nginx.pid"), os.path.join(folder, "pid")),
               (":%d " % (w.port + 1), ":%d " % (port + 1)), (":%d " % w.port, ":%d " % port),
               ("ssl_session_cache off", "ssl_session_cache shared:alarm:1m"),
               ("ssl_session_tickets off", "ssl_session_tickets on"))
    for name in os.listdir(os.path.join(w.state, "nginx")):
        if name.endswith(".conf"):
            with open(os.path.join(w.state, "nginx", name), encoding="utf-8") as file:
                text = file.read()
            for old, new in changes:
                text = text.replace(old, new)
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
    nginx = subprocess.Popen(["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf"), "-e",
                              os.path.join(folder, "error.log")], env={"PATH": PATH})
    try:
        tls = w.tls(w.pki.of("applicant-1"))
        session = w.until(lambda: first_session(port, tls))
        with client.Connection(port, tls, session=session) as again:
            require(again.socket.session_reused, "nothing was resumed: the test shows nothing")
            again.ask(client.request())
        alarm = os.path.join(folder, "nginx-alarm.log")
        w.until(lambda: os.path.exists(alarm) and "/r verify=" in open(alarm, encoding="utf-8").read())
    finally:
        nginx.terminate()
        nginx.wait()


def first_session(port, tls):
    """None while nobody listens yet."""
    try:
        with client.Connection(port, tls) as first:
            first.ask(client.request(close=False))
            return first.socket.session
    except ConnectionError:
        return None


@attack("C05")
def old_protocols(w):
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        for port in (w.port, w.port + 1):
            tls = w.tls(w.pki.of("applicant-1"), versions=(version, version))
            w.refused_in_handshake(client.ask(port, tls, client.request()), VERSION_ALERT)


@attack("C06")
def tls_1_2(w):
    version = ssl.TLSVersion.TLSv1_2
    answer = as_applicant(w, client.request(), versions=(version, version))
    w.refused_in_handshake(answer, VERSION_ALERT)


def s_client_words(w, port, *options):
    own = w.pki.of("applicant-1")
    return ("openssl", "s_client", "-connect", "127.0.0.1:%d" % port, "-servername", "localhost",
            "-cert", own.certificate, "-key", own.key, "-ign_eof", "-tls1_3") + options


def s_client(w, port, *options):
    return subprocess.run(s_client_words(w, port, *options), input=client.request(),
                          capture_output=True, timeout=15, check=False).stdout


def session_with_early_data(w, path):
    """A server of our own with the portal's key gives what the portal never does: such a ticket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    files = [os.path.join(w.pki.folder, "server." + kind) for kind in ("crt", "key")]
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", "127.0.0.1:%d" % port, "-cert", files[0], "-key",
         files[1], "-early_data", "-max_early_data", "16384", "-tls1_3"], **quiet)
    taker = None
    until = time.monotonic() + 10
    while time.monotonic() < until and not os.path.exists(path):
        if taker is None or taker.poll() is not None:
            taker = subprocess.Popen(s_client_words(w, port, "-sess_out", path), **quiet)
        time.sleep(0.05)
    for process in (taker, server):
        process.kill()
        process.communicate()
    require(os.path.exists(path), "no session to attack with")


@attack("C07")
def early_data(w):
    """Data sent before the handshake could be replayed; it is not even looked at."""
    path, data = os.path.join(w.pki.work, "session"), os.path.join(w.pki.work, "early")
    words = s_client(w, w.port, "-sess_out", path)
    require(b"Max Early Data: 0" in words, "the portal offers early data: %s" % words[-500:])
    if os.path.exists(path):
        os.unlink(path)
    session_with_early_data(w, path)
    with open(data, "wb") as file:
        file.write(client.request(EARLY))
    w.mark()
    words = s_client(w, w.port, "-sess_in", path, "-early_data", data)
    require(b"Early data was rejected" in words, "early data: %s" % words[-500:])
    # What follows in the connection is an ordinary request: it came, and the early one did not.
    require([one["path"] for one in w.nginx_saw(1)] == ["/api/v1/me"], "nginx saw %s" % w.nginx_saw())
    require(b"set-cookie" not in words.lower(), "a cookie was set")
    os.unlink(path)


@attack("C08")
def plain_http(w):
    for port in (w.port, w.port + 1):
        w.mark()
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            plain.sendall(client.request())
            refused_with(w, client.Answer(plain.recv(65536)), 400)


@attack("C09")
def absolute_form(w):
    refused_with(w, as_applicant(w, client.request("https://%s/api/v1/me" % OTHER_NAME)), 421)
    w.mark()
    answer = as_applicant(w, client.request("https://%s/api/v1/me" % OTHER_NAME, host=OTHER_NAME))
    refused_with(w, answer, 421)
    w.mark()
    answer = as_applicant(w, client.request("https://localhost/api/v1/me", host=OTHER_NAME))
    w.no_cookie(answer)
    require(answer.status in (200, 400), "routed by something else: %s" % answer)


@attack("C10")
def no_host(w):
    refused_with(w, as_applicant(w, client.request(version="HTTP/1.0", host=None)), 421)
    w.mark()
    refused_with(w, as_applicant(w, client.request(host=None)), 400)
    w.mark()
    answer = as_applicant(w, b"GET /api/v1/me\r\n")
    require(b"Forkert adresse" in answer.raw, "not the page of 421: %r" % answer.raw[:200])
    require(not w.workers_saw(), "a worker saw it")


@attack("C11")
def coalesced_http2(w):
    """The connection was made for us; a stream on it names somebody else's authority."""
    own = w.pki.of("applicant-1")
    base = ("curl", "--silent", "--http2", "--cacert", w.authority, "--cert", own.certificate,
            "--key", own.key, "--output", "/dev/null", "--write-out",
            "%{http_version} %{http_code} %header{set-cookie}")
    url = "https://localhost:%d/api/v1/me" % w.port
    words = subprocess.run(base + ("--header", "Host: " + OTHER_NAME, url), capture_output=True,
                           text=True, check=False).stdout
    require(words == "2 421 ", words)
    require(not w.workers_saw(), "a worker saw it")
    words = subprocess.run(base + (url,), capture_output=True, text=True, check=False).stdout
    require(words == "2 200 ", "the control: " + words)
