#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# files.py SCANNER: the program with files as people make them and as attackers do: what it answers, that it
# answers in time, and that it is there for the next one.
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

ANSWER_S = 12
failures = []


def check(ok, text):
    if not ok:
        failures.append(text)
        print("failed:", text)


def pdf(pages, extra=b""):
    """A PDF of these content streams, each (bytes, is compressed already)."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", None, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for data in pages:
        packed = data if isinstance(data, bytes) else zlib.compress(data.encode("latin-1"))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n" + extra)
    for n, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def lines(*texts):
    return "BT /F 12 Tf 72 760 Td " + " ".join("(%s) Tj 0 -20 Td" % t for t in texts) + " ET"


def office(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def encrypted(data, *options):
    with tempfile.TemporaryDirectory() as work:
        plain, locked = work + "/plain.pdf", work + "/locked.pdf"
        open(plain, "wb").write(data)
        subprocess.run(["qpdf", "--encrypt", *options, "--", plain, locked], check=True)
        return open(locked, "rb").read()


def answers(path):
    """Waits until somebody listens: the socket is in its folder a moment before."""
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                return client.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.02)


def ask(path, data):
    fd = os.memfd_create("file")
    os.write(fd, data)
    began = time.monotonic()
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_S)
        client.connect(path)
        socket.send_fds(client, [b"F"], [fd])
        answer = b""
        while piece := client.recv(256):
            answer += piece
    os.close(fd)
    return answer.decode(), time.monotonic() - began


def bomb(inner):
    """Flate data that unpacks to `inner` a great many times."""
    pack = zlib.compressobj(9)
    piece = inner * 65536
    out = b"".join(pack.compress(piece) for _ in range(400_000_000 // len(piece)))
    return out + pack.flush()


def nested(depth):
    return b"[" * depth


packed = bomb(b"BT /F 1 Tf (x) Tj ET\n")
clean = pdf([lines("Budget", "Jobcenter 12345678", "Kontonummer 4183 0102034567890", "991390-1234")])
told = pdf([lines("Ansoegning"), lines("Deltagere", "Jens Jensen 010190-1234", "Side 2")])
word = {"[Content_Types].xml": "<Types/>", "docProps/app.xml": "<Pages>0101901234</Pages>"}

CASES = [
    ("a PDF without a number", clean, "nothing\n"),
    ("a PDF with one on its second page", told, "found\n2 2 010190\n"),
    ("a PDF with more than are told", pdf([lines(*("%02d0190-1234" % d for d in range(1, 10)))]),
     "found\n1 1 010190\n1 2 020190\n1 3 030190\n"),
    ("a PDF of a picture", pdf(["0 0 100 100 re f"]), "pictures\n"),
    ("a PDF with a page of a picture", pdf([lines("tekst"), "0 0 100 100 re f"]), "partly\n"),
    ("a PDF that only begins as one", b"%PDF-1.4\n% form\n%%EOF\n", "damaged\n"),
    ("a PDF cut off", told[:200], "damaged\n"),
    ("a PDF that needs a password", encrypted(told, "user", "owner", "256"), "locked\n"),
    ("a PDF whose text may not be copied", encrypted(told, "", "owner", "128", "--extract=n", "--use-aes=y"), "found\n2 2 010190\n"),
    ("a Word document without a number", office({**word, "word/document.xml": "<w:p><w:t>Budget</w:t></w:p>"}), "nothing\n"),
    ("a Word document that splits one", office({**word, "word/document.xml":
     "<w:p><w:r><w:t>010190-</w:t></w:r><w:proofErr/><w:r><w:t>1234</w:t></w:r></w:p>"}), "found 010190"),
    ("an Excel sheet with one as a number", office({**word, "xl/worksheets/sheet1.xml": "<row><c><v>3112991234</v></c></row>"}), "found 311299"),
    ("an encrypted OpenDocument file", office({"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": "\x01\x02"}), "locked\n"),
    ("an archive of nothing", office({}) + b"", "unknown\n"),
    ("a damaged archive", b"PK\x03\x04" + b"\x00" * 100, "damaged\n"),
    ("an older Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unknown\n"),
    ("nothing at all", b"", "unknown\n"),
    # hostile: what unpacks to 400 megabytes, and what nests for ever
    ("a PDF that is a bomb of text", pdf([packed]), "too_much\n"),
    ("a PDF with a bomb and a number before it", pdf([lines("010190-1234"), packed]), ("found\n1 1 010190\n", "too_much\n")),
    ("an archive that is a bomb", office({"content.xml": "x" * 200_000_000}), "too_much\n"),
    ("a PDF that nests for ever", pdf([zlib.compress(nested(5_000_000))], b"%" + nested(1_000_000) + b"\n"), ("pictures\n", "too_much\n", "damaged\n")),
]


def run(scanner, work):
    path = work + "/scanner.sock"
    program = subprocess.Popen([scanner, "--listen", path, "--uid", str(os.getuid())], stderr=subprocess.PIPE)
    answers(path)
    for name, data, wanted in CASES:
        answer, seconds = ask(path, data)
        if isinstance(wanted, str) and wanted.startswith("found "):  # where, in what has no pages, is not told to people
            answer = " ".join([answer.split("\n")[0], answer.split()[-1]])
        check(answer in ([wanted] if isinstance(wanted, str) else wanted), f"{name}: {answer!r}, not {wanted!r}")
        check(seconds < ANSWER_S, f"{name}: {seconds:.1f} s")
    # a client that says nothing and one that sends a pipe do not keep the others waiting
    silent = socket.socket(socket.AF_UNIX)
    silent.connect(path)
    read, write = os.pipe()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        socket.send_fds(client, [b"F"], [read])
        check(client.recv(256) == b"", "a pipe is no file")
    check(ask(path, told)[0].startswith("found"), "and the next one is answered")
    silent.close()
    program.send_signal(signal.SIGTERM)
    log = program.communicate(timeout=30)[1].decode()
    check(program.returncode == 0 and not os.path.exists(path), "it ends when told to")
    check("1234" not in log and "010190" not in log and "Jensen" not in log, "nothing of a file is in the log")
    others = subprocess.Popen([scanner, "--listen", path, "--uid", str(os.getuid() + 1)], stderr=subprocess.DEVNULL)
    answers(path)
    try:
        check(ask(path, told)[0] == "", "who is not named is not answered")
    except OSError:
        pass
    others.send_signal(signal.SIGTERM)
    others.wait(timeout=30)


with tempfile.TemporaryDirectory() as folder:
    run(sys.argv[1], folder)
print(len(CASES), "files,", len(failures), "failures")
sys.exit(1 if failures else 0)
