# SPDX-License-Identifier: EUPL-1.2
"""Requests byte by byte over TLS: with any certificate, any name, any request line."""
import socket
import ssl


class Answer:
    """What came back. `status` is None when no HTTP answer came; `failure` then says why."""

    def __init__(self, raw, failure=None):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        good = words[0].startswith("HTTP/1.") and len(words) > 1 and words[1].isdigit()
        self.status = int(words[1]) if good else None
        self.headers = [(name.strip().lower(), value.strip()) for name, _, value
                        in (line.partition(":") for line in lines[1:])]
        self.raw, self.failure = raw, failure

    def header(self, name):
        return next((value for one, value in self.headers if one == name), None)

    def __str__(self):
        return "%s %s %r" % (self.status, self.failure or "", self.body[:300])


def context(root, credential=None, versions=(None, None)):
    """A client context; the security level is lowered so that weak certificates can be shown."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.load_verify_locations(root)
    tls.set_ciphers("ALL:@SECLEVEL=0")
    if versions[0] is not None:
        tls.minimum_version = versions[0]
    if versions[1] is not None:
        tls.maximum_version = versions[1]
    if credential is not None:
        tls.load_cert_chain(credential.certificate, credential.key)
    return tls


class Connection:
    """One TLS connection that may carry several requests."""

    def __init__(self, port, tls, name="localhost", session=None, timeout=15):
        plain = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        try:
            self.socket = tls.wrap_socket(plain, server_hostname=name, session=session)
        except (ssl.SSLError, OSError):
            plain.close()
            raise

    def send(self, data):
        self.socket.sendall(data)

    def receive(self):
        """One answer by its Content-Length, or everything until the end."""
        raw = b""
        while b"\r\n\r\n" not in raw:
            more = self.socket.recv(65536)
            if not more:
                return Answer(raw, "closed")
            raw += more
        answer = Answer(raw)
        length = answer.header("content-length")
        while length is None or len(answer.body) < int(length):
            more = self.socket.recv(65536)
            if not more:
                break
            raw += more
            answer = Answer(raw)
        return answer

    def ask(self, data):
        self.send(data)
        return self.receive()

    def ended(self, timeout=10):
        """Whether the other side closes within the time."""
        self.socket.settimeout(timeout)
        try:
            return self.socket.recv(1) == b""
        except (ConnectionError, ssl.SSLError):
            return True
        except TimeoutError:
            return False

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def request(path="/api/v1/me", method="GET", host="localhost", headers=(), body=b"",
            version="HTTP/1.1", close=True):
    """The bytes of an ordinary request; what is odd is given by the caller."""
    lines = ["%s %s %s" % (method, path, version)]
    if host is not None:
        lines.append("Host: " + host)
    lines += ["%s: %s" % one for one in headers]
    if body or method == "POST":
        lines.append("Content-Length: %d" % len(body))
    if close:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ask(port, tls, data, name="localhost", session=None):
    """One request on a connection of its own; a refused handshake is an answer too."""
    try:
        with Connection(port, tls, name, session) as connection:
            try:
                return connection.ask(data)
            except (ssl.SSLError, ConnectionError, TimeoutError) as error:
                return Answer(b"", "after the handshake: %s" % error)
    except (ssl.SSLError, ConnectionError) as error:
        return Answer(b"", "handshake: %s" % error)
