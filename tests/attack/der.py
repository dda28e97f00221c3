# SPDX-License-Identifier: EUPL-1.2
"""Just enough DER to write certificates that no honest tool would write, and to read our own."""

SEQUENCE, SET, INTEGER, BIT_STRING, OCTET_STRING, BOOLEAN, OID = 0x30, 0x31, 2, 3, 4, 1, 6
UTF8, PRINTABLE, T61, IA5, BMP, UNIVERSAL = 12, 19, 20, 22, 30, 28
UTC_TIME, GENERALIZED_TIME = 23, 24


def tlv(tag, *parts):
    """One value; the parts are joined."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value):
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = [int(part) for part in dotted.split(".")]
    content = bytearray()
    for arc in [first * 40 + second] + rest:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        content += bytes(reversed(septets))
    return tlv(OID, bytes(content))


def header(der):
    """(tag, start of content, end) of the value at the beginning."""
    size, start = der[1], 2
    if size & 0x80:
        start = 2 + (size & 0x7F)
        size = int.from_bytes(der[2:start], "big")
    return der[0], start, start + size


def children(der):
    """The values inside a constructed one, each with its header."""
    _, at, end = header(der)
    found = []
    while at < end:
        size = header(der[at:])[2]
        found.append(der[at:at + size])
        at += size
    return found


def extension(dotted, value, critical=False):
    flag = tlv(BOOLEAN, b"\xff") if critical else b""
    return tlv(SEQUENCE, oid(dotted), flag, tlv(OCTET_STRING, value))


def key_usage(*bits):
    """The named bits, 0 (digitalSignature) to 7."""
    byte = 0
    for bit in bits:
        byte |= 0x80 >> bit
    unused = 7 - max(bits)
    return extension("2.5.29.15", tlv(BIT_STRING, bytes([unused, byte])), True)


def extended_key_usage(*purposes):
    return extension("2.5.29.37", tlv(SEQUENCE, *[oid(purpose) for purpose in purposes]))


def policies(*dotted):
    return extension("2.5.29.32", tlv(SEQUENCE, *[tlv(SEQUENCE, oid(one)) for one in dotted]))


def basic_constraints(is_ca):
    return extension("2.5.29.19", tlv(SEQUENCE, tlv(BOOLEAN, b"\xff") if is_ca else b""), True)


def alternative_names(*mails):
    return extension("2.5.29.17", tlv(SEQUENCE, *[tlv(0x81, mail.encode()) for mail in mails]))


ATTRIBUTES = {
    "CN": "2.5.4.3", "SN": "2.5.4.4", "serialNumber": "2.5.4.5", "C": "2.5.4.6", "O": "2.5.4.10",
    "OU": "2.5.4.11", "GN": "2.5.4.42", "organizationIdentifier": "2.5.4.97",
}


def attribute(name, value, tag=None):
    """A text in its usual type, or exactly these bytes with this tag."""
    if tag is None:
        tag = PRINTABLE if name in ("C", "serialNumber") else UTF8
    raw = value.encode() if isinstance(value, str) else value
    return tlv(SEQUENCE, oid(ATTRIBUTES[name]), tlv(tag, raw))


def name(*rdns):
    """Each RDN is an attribute or, for a multi-valued one, a list of them (sorted as DER wants)."""
    sets = [sorted(rdn) if isinstance(rdn, list) else [rdn] for rdn in rdns]
    return tlv(SEQUENCE, *[tlv(SET, *rdn) for rdn in sets])


def moment(when):
    """A datetime in UTC."""
    if when.year < 2050:
        return tlv(UTC_TIME, when.strftime("%y%m%d%H%M%SZ").encode())
    return tlv(GENERALIZED_TIME, when.strftime("%Y%m%d%H%M%SZ").encode())
