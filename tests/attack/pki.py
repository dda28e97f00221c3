# SPDX-License-Identifier: EUPL-1.2
"""Certificates of the demonstration's issuing CA, and of others, with anything in them.

openssl makes the keys and signs; what is signed is written here byte by byte, because most of it is
what openssl would not write."""
import base64
import datetime
import hashlib
import json
import os
import subprocess

import der

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)

PSS_SHA256 = ("-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
SHA1_RSA = der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.1.5"), b"\x05\x00")
MD5_RSA = der.tlv(der.SEQUENCE, der.oid("1.2.840.113549.1.1.4"), b"\x05\x00")
ECDSA_SHA256 = der.tlv(der.SEQUENCE, der.oid("1.2.840.10045.4.3.2"))

EMPLOYEE_POLICY = "1.2.208.169.1.1.1.2.7"
COMPANY_POLICY = "1.2.208.169.1.1.1.3.7"
ETSI_POLICY = "0.4.0.2042.1.1"

CONFIGURATION = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                             "../../nginx/pki/openssl.cnf")


def openssl(*arguments, data=None, env=None):
    done = subprocess.run(("openssl",) + arguments, input=data, capture_output=True, check=False,
                          env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise RuntimeError("openssl %s: %s" % (" ".join(arguments), done.stderr.decode()))
    return done.stdout


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def read_pem(path):
    """The first certificate of a PEM file as DER."""
    with open(path, encoding="ascii") as file:
        body = file.read().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return base64.b64decode(body)


def to_pem(certificate):
    text = base64.encodebytes(certificate).decode().replace("\n", "")
    lines = [text[at:at + 64] for at in range(0, len(text), 64)]
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n" % "\n".join(lines)


class Fields:
    """The parts of a certificate of ours that others are made from."""

    def __init__(self, certificate):
        self.der = certificate
        tbs = der.children(der.children(certificate)[0])
        self.serial, self.algorithm, self.issuer = tbs[1], tbs[2], tbs[3]
        self.subject, self.key = tbs[5], tbs[6]
        self.extensions = {}
        for one in der.children(der.children(tbs[7])[0]):
            self.extensions[der.children(one)[0]] = one

    def end(self):
        """notAfter in seconds since 1970; UTCTime, as all of ours have it."""
        validity = der.children(der.children(der.children(self.der)[0])[4])
        when = datetime.datetime.strptime(validity[1][2:].decode(), "%y%m%d%H%M%SZ")
        return when.replace(tzinfo=datetime.timezone.utc).timestamp()

    def extension(self, dotted):
        return self.extensions[der.oid(dotted)]


class Signer:
    """Who signs: key file, name as issuer, how."""

    def __init__(self, key, issuer, algorithm, options):
        self.key, self.issuer, self.algorithm, self.options = key, issuer, algorithm, options

    def sign(self, tbs):
        return openssl("dgst", *self.options, "-sign", self.key, data=tbs)


class Pki:
    """The demonstration's folder, and a folder of our own for what is made."""

    def __init__(self, folder, work):
        self.folder, self.work = folder, work
        os.makedirs(work, exist_ok=True)
        self.model = Fields(read_pem(self.person("applicant-1") + ".crt"))
        self.issuing = Fields(read_pem(os.path.join(folder, "issuing.crt")))
        self.issuer = Signer(os.path.join(folder, "issuing.key"), self.issuing.subject,
                             self.model.algorithm, PSS_SHA256)
        with open(os.path.join(folder, "people.json"), encoding="utf-8") as file:
            self.people = {one["id"]: one for one in json.load(file)["people"]}
        self.key = self.new_key("ec", "EC", "ec_paramgen_curve:P-256")
        self.count = 0

    def person(self, name):
        return os.path.join(self.folder, "people", name)

    def new_key(self, name, algorithm, *options):
        path = os.path.join(self.work, name + ".key")
        if not os.path.exists(path):
            words = [word for option in options for word in ("-pkeyopt", option)]
            openssl("genpkey", "-algorithm", algorithm, *words, "-out", path)
        return path

    def subject(self, person, **changed):
        """OCES3's subject of a person; each attribute may be replaced by text, bytes or None."""
        one = self.people[person]
        values = {"CN": person, "GN": person.rsplit("-", 1)[0], "SN": person.rsplit("-", 1)[1],
                  "serialNumber": one["serial_number"], "O": "Demokommune",
                  "organizationIdentifier": "NTRDK-" + one["organisation"], "C": "DK"}
        values.update(changed)
        rdns = []
        for name, value in values.items():
            if isinstance(value, list):
                rdns += value
            elif value is not None:
                rdns.append(der.attribute(name, value))
        return der.name(*rdns)

    def extensions(self, **changed):
        """An employee's extensions; each may be replaced, or left out with None."""
        values = {
            "basic": der.basic_constraints(False),
            "usage": der.key_usage(0, 1, 2),
            "purpose": None,
            "policies": der.policies(ETSI_POLICY, EMPLOYEE_POLICY),
            "authority": self.model.extension("2.5.29.35"),
            "more": None,
        }
        values.update(changed)
        return [value for value in values.values() if value is not None]

    def certificate(self, subject, extensions=None, key=None, signer=None, serial=None,
                    begin=None, end=None):
        """The DER of a certificate."""
        signer = signer or self.issuer
        if serial is None:
            serial = der.integer(int.from_bytes(b"\x40" + os.urandom(15), "big"))
        listed = self.extensions() if extensions is None else extensions
        tbs = der.tlv(
            der.SEQUENCE, der.tlv(0xA0, der.integer(2)), serial, signer.algorithm, signer.issuer,
            der.tlv(der.SEQUENCE, der.moment(begin or now() - MINUTE),
                    der.moment(end or now() + DAY)),
            subject, openssl("pkey", "-in", key or self.key, "-pubout", "-outform", "DER"),
            der.tlv(0xA3, der.tlv(der.SEQUENCE, *listed)) if listed else b"")
        return der.tlv(der.SEQUENCE, tbs, signer.algorithm,
                       der.tlv(der.BIT_STRING, b"\0", signer.sign(tbs)))

    def issue(self, subject, extensions=None, chain=(), **options):
        """A certificate in files: what the client loads."""
        made = self.certificate(subject, extensions, **options)
        self.count += 1
        path = os.path.join(self.work, "%d.crt" % self.count)
        with open(path, "w", encoding="ascii") as file:
            file.write("".join(to_pem(one) for one in (made, *chain)))
        return Credential(path, options.get("key") or self.key, made)

    def of(self, person):
        """A person's own certificate."""
        path = self.person(person)
        return Credential(path + ".crt", path + ".key", read_pem(path + ".crt"))

    def revoke(self, credential):
        """As nginx/pki/make does it: a new list of the issuing CA, not yet published."""
        config = ("-config", CONFIGURATION, "-name", "issuing")
        openssl("ca", *config, "-revoke", credential.certificate, env={"PKI": self.folder})
        new = os.path.join(self.folder, "issuing.crl.new")
        openssl("ca", *config, "-gencrl", *PSS_SHA256[1:], "-out", new, env={"PKI": self.folder})
        os.rename(new, new[:-4])

    def authority(self, name, subject, algorithm=None, options=PSS_SHA256):
        """A CA that nobody trusts: its signer and its own certificate."""
        key = self.new_key(name, "RSA", "rsa_keygen_bits:2048")
        signer = Signer(key, subject, algorithm or self.model.algorithm, options)
        listed = [der.basic_constraints(True), der.key_usage(5, 6)]
        return signer, self.certificate(subject, listed, key=key, signer=signer)


class Credential:
    """A certificate with its key, as files, and the certificate's bytes."""

    def __init__(self, certificate, key, raw):
        self.certificate, self.key, self.raw = certificate, key, raw

    def sha256(self):
        return hashlib.sha256(self.raw).hexdigest()

    def serial_hex(self):
        return der.children(der.children(self.raw)[0])[1][2:].hex().upper()
