# SPDX-License-Identifier: EUPL-1.2
"""F: files offered as a person's own signature under a role in the agency, which waits for one. Each
is refused for its own reason and leaves everything as it was; the request goes on waiting."""
import base64
import json
import os
import secrets
import time

import der
import pki
from a_revoked import IN_FORCE_S
from registry import attack
from world import require

LOOK_S = 1.1  # a worker looks for a new list once a second: one that refuses does not speak for the others
SIGNER, FIRST, ROLE = "administrator-2", "administrator-1", "/api/v1/agency/"
CADES = ("-cades", "-md", "sha256")


def post(w, person, path, body):
    headers = [("Content-Type", "application/json"), ("Idempotency-Key", secrets.token_hex(16))]
    return w.ask(w.pki.of(person), ROLE + path, method="POST", headers=headers,
                 body=json.dumps(body).encode())


def waiting(w):
    """(number, bytes to sign) of a new request of SIGNER's that waits for the signature."""
    serial = "UI:DK-E:G:%s-0000-4000-8000-%s" % (secrets.token_hex(4), secrets.token_hex(6))
    document = {"v": 1, "organisations": [], "people": [{
        "profile": "oces3-employee", "serial_number": serial, "organisation": "10000009", "name": "Ny",
        "proof": serial, "roles": ["officer"], "linked_to": None, "unit": None}]}
    answer = post(w, FIRST, "proposals", {"subject": "ny", "title": "En ny", "document": document})
    require(answer.status == 201, "no proposal: %s" % answer)
    number = json.loads(answer.body)["result"]["proposal"]
    known = json.loads(w.ask(w.pki.of(SIGNER), ROLE + "proposals/%d" % number).body)["proposal"]["sha256"]
    answer = post(w, SIGNER, "proposals/%d/confirmations" % number, {"sha256": known})
    require(answer.status == 403, "no signature was asked for: %s" % answer)
    pending = json.loads(answer.body)["details"]["pending"]
    return pending, w.ask(w.pki.of(SIGNER), ROLE + "signatures/%d/request" % pending).body


def cms(w, data, *options, signer=None, command=("-sign",)):
    """What `openssl cms` makes of the bytes."""
    who = signer or w.pki.of(SIGNER)
    words = ("-signer", who.certificate, "-inkey", who.key, "-certfile",
             os.path.join(w.pki.folder, "issuing.crt")) if command == ("-sign",) else ()
    return pki.openssl("cms", *command, "-binary", "-outform", "DER", *words, *options, data=data)


def offer(w, pending, file):
    return post(w, SIGNER, "signatures/%d" % pending, {"cms": base64.b64encode(file).decode()})


def refused(w, pending, file, code):
    w.mark()
    answer = offer(w, pending, file)
    w.no_cookie(answer)
    require(answer.status == 422, "not refused: %s" % answer)
    found = json.loads(answer.body)["violations"][0]["code"]
    require(found == code, "refused as %s, not %s" % (found, code))
    seen = [(one["request"], one["person"] > 0, one["reason"])
            for one in w.workers_saw("signature_refused")]
    require(seen == [(w.nginx_saw(1)[0]["request"], True, code)], "the worker logged %s" % seen)


def each(w, *rows):
    """Every (file, code) against one waiting request; then the good file is taken, once."""
    pending, data = waiting(w)
    with w.nothing_changes():
        for make, code in rows:
            refused(w, pending, make(data), code)
    answer = offer(w, pending, cms(w, data, *CADES))
    require(answer.status == 201, "the control was refused: %s" % answer)


def by(w, **options):
    """Another certificate of SIGNER's own name and key."""
    return w.pki.issue(w.pki.subject(SIGNER), **options)


@attack("F00", prepares=True)
def control(w):
    """ECDSA or RSA as the card is, SHA-512 too; one request is one act, and has one answer."""
    pending, data = waiting(w)
    first = offer(w, pending, cms(w, data, "-cades", "-md", "sha512"))
    require(first.status == 201, "the control was refused: %s" % first)
    pending, data = waiting(w)
    card = by(w)
    require(offer(w, pending, cms(w, data, *CADES, signer=card)).status == 201, "a renewed card")


@attack("F01", prepares=True)
def one_byte(w):
    each(w, (lambda data: cms(w, data[:-1] + b" ", *CADES), "wrong"),
         (lambda data: cms(w, data + b"\n", *CADES), "wrong"))


@attack("F02", prepares=True)
def another_record(w):
    _, other = waiting(w)
    each(w, (lambda _: cms(w, other, *CADES), "wrong"))


@attack("F03", prepares=True)
def older_version(w):
    """The same confirmation asked for twice: what is signed holds the key of its own request."""
    pending, data = waiting(w)
    body = json.loads(data)["params"]
    again = post(w, SIGNER, "proposals/%d/confirmations" % body["proposal"], {"sha256": body["sha256"]})
    newer = json.loads(again.body)["details"]["pending"]
    require(newer != pending, "one request for two")
    with w.nothing_changes():
        refused(w, newer, cms(w, data, *CADES), "wrong")


@attack("F04", prepares=True)
def used_again(w):
    """The same file again is the same act, with the first answer."""
    pending, data = waiting(w)
    file = cms(w, data, *CADES)
    first = json.loads(offer(w, pending, file).body)
    with w.nothing_changes():
        again = json.loads(offer(w, pending, file).body)
        require(again["replayed"] and again["entry"] == first["entry"], "a second act: %s" % again)


@attack("F05", prepares=True)
def attributes(w):
    """F05 to F07: none at all, none that names the certificate, one that names it by SHA-1."""
    each(w, (lambda data: cms(w, data, "-md", "sha256", "-noattr"), "attributes"))


@attack("F06", prepares=True)
def certificate_not_named(w):
    each(w, (lambda data: cms(w, data, "-md", "sha256"), "attributes"))


@attack("F07", prepares=True)
def named_by_sha1(w):
    each(w, (lambda data: cms(w, data, "-cades", "-md", "sha1"), "digest"))


@attack("F08", prepares=True)
def another_certificate_named(w):
    """Signed with one certificate and sent with another of the same key, which its number fits too."""
    listed = w.pki.extensions(more=der.extension("2.5.29.14", der.tlv(der.OCTET_STRING, bytes(20))))
    one, other = by(w, extensions=listed), by(w, extensions=listed)
    each(w, (lambda data: cms(w, data, *CADES, "-keyid", "-nocerts", "-certfile", other.certificate,
                              signer=one), "wrong"))


@attack("F09", prepares=True)
def another_employee(w):
    each(w, (lambda data: cms(w, data, *CADES, signer=w.pki.of("officer-1")), "other_person"))


@attack("F10", prepares=True)
def company(w):
    each(w, (lambda data: cms(w, data, *CADES, signer=w.pki.of("system-1")), "not_an_employee"))


@attack("F11", prepares=True)
def not_for_signing(w):
    card = by(w, extensions=w.pki.extensions(usage=der.key_usage(0, 2)))
    each(w, (lambda data: cms(w, data, *CADES, signer=card), "key_usage"))


@attack("F12", prepares=True)
def server_purpose(w):
    purpose = der.extended_key_usage("1.3.6.1.5.5.7.3.1")
    card = by(w, extensions=w.pki.extensions(purpose=purpose))
    each(w, (lambda data: cms(w, data, *CADES, signer=card), "certificate"))


@attack("F13", prepares=True)
def not_valid_now(w):
    cards = [w.pki.of("revoked-1"), w.pki.of("expired-1"),
             by(w, begin=pki.now() + pki.DAY, end=pki.now() + 2 * pki.DAY)]
    each(w, *[(lambda data, one=card: cms(w, data, *CADES, signer=one), "certificate") for card in cards])


@attack("F14", prepares=True)
def revoked_before_it_came(w):
    card = by(w)
    pending, data = waiting(w)
    file = cms(w, data, *CADES, signer=card)
    w.revoke(card)
    w.until(lambda: w.ask(card).status == 403, IN_FORCE_S)
    time.sleep(LOOK_S)
    with w.nothing_changes():
        refused(w, pending, file, "certificate")


@attack("F15", prepares=True)
def two_signers(w):
    second = w.pki.of("officer-1")
    each(w, (lambda data: cms(w, data, *CADES, "-signer", second.certificate, "-inkey", second.key),
             "signers"))


@attack("F16", prepares=True)
def no_signer(w):
    issuing = os.path.join(w.pki.folder, "issuing.crt")
    each(w, (lambda _: pki.openssl("crl2pkcs7", "-nocrl", "-certfile", issuing, "-outform", "DER"),
             "signers"))


@attack("F17", prepares=True)
def content_inside(w):
    each(w, (lambda data: cms(w, data, *CADES, "-nodetach"), "attached"))


@attack("F18", prepares=True)
def other_content_type(w):
    each(w, (lambda data: cms(w, data, *CADES, "-econtent_type", "1.2.840.113549.1.9.16.1.4"), "type"))


@attack("F19", prepares=True)
def enveloped(w):
    """For somebody, for somebody and authenticated, and PKCS7 in PKCS7: as signed content and as data."""
    to = w.pki.of("applicant-2").certificate
    each(w, (lambda data: cms(w, data, "-aes256", to, command=("-encrypt",)), "type"),
         (lambda data: cms(w, data, "-aes-256-gcm", to, command=("-encrypt",)), "type"),
         (lambda data: cms(w, cms(w, data, *CADES), *CADES, "-econtent_type", "pkcs7-signedData"), "type"),
         (lambda data: cms(w, cms(w, data, *CADES), command=("-data_create",)), "type"))


@attack("F20", prepares=True)
def weak_digest(w):
    card = by(w, key=w.pki.new_key("rsa2048", "RSA", "rsa_keygen_bits:2048"))
    small = by(w, key=w.pki.new_key("rsa1024", "RSA", "rsa_keygen_bits:1024"))
    each(w, (lambda data: cms(w, data, "-cades", "-md", "sha1"), "digest"),
         (lambda data: cms(w, data, "-md", "md5", signer=card), "digest"),
         (lambda data: cms(w, data, *CADES, signer=small), "certificate"))


def certificates(w, count):
    """A file with so many certificates and no signer."""
    path = os.path.join(w.pki.work, "many.pem")
    with open(os.path.join(w.pki.folder, "issuing.crt"), encoding="ascii") as one, \
            open(path, "w", encoding="ascii") as many:
        many.write(one.read() * count)
    return pki.openssl("crl2pkcs7", "-nocrl", "-certfile", path, "-outform", "DER")


@attack("F21", prepares=True)
def odd_files(w):
    """Nested without an end, cut off, followed by more, as text, too long; and the next is served."""
    each(w, (lambda data: cms(w, data, *CADES) + b"x", "not_der"),
         (lambda data: cms(w, data, *CADES)[:300], "not_der"),
         (lambda _: b"\x30\x80" * 15000, "not_der"),
         (lambda data: pki.openssl("cms", "-sign", "-binary", "-outform", "PEM", "-signer",
                                   w.pki.of(SIGNER).certificate, "-inkey", w.pki.of(SIGNER).key,
                                   data=data), "not_der"))
    pending, _ = waiting(w)
    with w.nothing_changes():
        answer = offer(w, pending, bytes(10000000))
        require(answer.status == 413, "ten million bytes: %s" % answer)
        begin = time.monotonic()
        for count in (1000, 10000):
            answer = offer(w, pending, certificates(w, count))
            require(answer.status == 413, "%d certificates: %s" % (count, answer))
        refused(w, pending, certificates(w, 40), "signers")
        require(time.monotonic() - begin < 30, "certificates keep the worker busy")
    w.good()


@attack("F22", prepares=True)
def forged_authority(w):
    """CAs that come along are not trusted, whatever they are called."""
    signer, authority = w.pki.authority("forged", w.pki.issuing.subject)
    path = os.path.join(w.pki.work, "forged.pem")
    with open(path, "w", encoding="ascii") as file:
        file.write(pki.to_pem(authority))
    each(w, (lambda data: cms(w, data, *CADES, "-certfile", path, signer=by(w, signer=signer)), "wrong"))


@attack("F24", prepares=True)
def other_time(w):
    """The file says that it was signed an hour before there was a request."""
    pending, data = waiting(w)
    file = cms(w, data, *CADES)
    w.database.ask("update ledger.pending_request set made = made + interval '1 hour', "
                   "expires = expires + interval '1 hour' where pending = %d" % pending)
    with w.nothing_changes():
        refused(w, pending, file, "time")
