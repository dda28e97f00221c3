# SPDX-License-Identifier: EUPL-1.2
"""FastCGI records by hand, on a worker's socket, as any user of the system."""
import contextlib
import os
import socket
import struct
import urllib.parse

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES = 1, 2, 3, 4, 5, 6, 7, 8, 9
RESPONDER, AUTHORIZER, FILTER = 1, 2, 3


def record(kind, content=b"", request=1, version=1, padding=0, length=None):
    """One record; the stated length may lie."""
    size = len(content) if length is None else length
    return struct.pack(">BBHHBB", version, kind, request, size, padding, 0) + content + bytes(padding)


def begin(role=RESPONDER, flags=0, **options):
    return record(BEGIN, struct.pack(">HB5x", role, flags), **options)


def length(size):
    return struct.pack(">B", size) if size < 128 else struct.pack(">I", 0x80000000 | size)


def pairs(params):
    out = b""
    for name, value in params:
        name, value = (one if isinstance(one, bytes) else one.encode() for one in (name, value))
        out += length(len(name)) + length(len(value)) + name + value
    return out


def request(params, body=b""):
    """A whole, well-formed request."""
    encoded = pairs(params)
    parts = [encoded[at:at + 32768] for at in range(0, len(encoded), 32768)]
    return (begin() + b"".join(record(PARAMS, part) for part in parts) + record(PARAMS)
            + (record(STDIN, body) if body else b"") + record(STDIN))


def escaped(pem):
    """A certificate as nginx's $ssl_client_escaped_cert."""
    return urllib.parse.quote(pem, safe="-._~")


def forged(certificate, request_id, path="/api/v1/me", **changed):
    """What nginx would pass for a GET; parameters may be replaced, or left out with None."""
    params = {
        "REQUEST_METHOD": "GET", "REQUEST_URI": path, "DOCUMENT_URI": path, "QUERY_STRING": "",
        "CONTENT_TYPE": "", "CONTENT_LENGTH": "", "SERVER_NAME": "localhost",
        "REMOTE_ADDR": "127.0.0.1", "HTTPS": "on", "REQUEST_ID": request_id,
        "MSEC": "1700000000.000", "REQUEST_TIME": "0.000", "SSL_CLIENT_VERIFY": "SUCCESS",
        "SSL_CLIENT_CERT": certificate, "HTTP_HOST": "localhost", "HTTP_PROXY": "",
        "POOL": "grantee",
    }
    params.update(changed)
    return [(name, value) for name, value in params.items() if value is not None]


@contextlib.contextmanager
def as_user(user, group):
    """The kernel notes the effective user of who connects; groups count for opening the file."""
    groups = os.getgroups()
    os.setgroups([group])
    os.setegid(group)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def connect(path, user=None, group=None):
    """A connection to the socket, made as another user where one is given."""
    plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    plain.settimeout(10)
    try:
        if user is None:
            plain.connect(path)
        else:
            with as_user(user, group):
                plain.connect(path)
    except OSError:
        plain.close()
        raise
    return plain


def talk(plain, data, finish=False):
    """Sends everything (a peer that hangs up early is no error); all that comes back."""
    received = b""
    try:
        plain.sendall(data)
        if finish:
            plain.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    try:
        while more := plain.recv(65536):
            received += more
    except (ConnectionError, TimeoutError) as error:
        if isinstance(error, TimeoutError):
            raise
    plain.close()
    return received


def output(received):
    """What a worker wrote to standard output, and whether it ended the request."""
    text, ended = b"", False
    while len(received) >= 8:
        _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", received[:8])
        if kind == STDOUT:
            text += received[8:8 + size]
        ended = ended or kind == END
        received = received[8 + size + padding:]
    return text, ended


def read_pairs(data):
    """The list that pairs() made."""
    found, at = [], 0
    while at < len(data):
        sizes = []
        for _ in range(2):
            if data[at] & 0x80:
                sizes.append(struct.unpack(">I", data[at:at + 4])[0] & 0x7FFFFFFF)
                at += 4
            else:
                sizes.append(data[at])
                at += 1
        found.append((data[at:at + sizes[0]].decode(), data[at + sizes[0]:at + sum(sizes)].decode()))
        at += sum(sizes)
    return found


class Echo:
    """In the place of a pool's socket: what nginx would have told the worker."""

    def __init__(self, path):
        self.path, self.away = path, path + ".away"

    def __enter__(self):
        os.rename(self.path, self.away)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)
        self.socket.listen(8)
        self.socket.settimeout(10)
        return self

    def __exit__(self, *unused):
        self.socket.close()
        os.rename(self.away, self.path)

    def params(self):
        """Takes one request, answers 204, returns its parameters."""
        peer, _ = self.socket.accept()
        peer.settimeout(10)
        data, params, done = b"", b"", False
        while not done:
            data += peer.recv(65536)
            while len(data) >= 8:
                _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", data[:8])
                if len(data) < 8 + size + padding:
                    break
                if kind == PARAMS:
                    params += data[8:8 + size]
                done = done or (kind == STDIN and size == 0)
                data = data[8 + size + padding:]
        peer.sendall(record(STDOUT, b"Status: 204\r\n\r\n") + record(STDOUT)
                     + record(END, bytes(8)))
        peer.close()
        return read_pairs(params)
