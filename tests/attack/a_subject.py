# SPDX-License-Identifier: EUPL-1.2
"""A26 to A46, A51: who the certificate says it is. nginx passes all of these."""
import uuid

import der
from a_certificate import OTHER, VICTIM, stopped_by_nginx, stopped_by_worker, with_subject
from e_session import Browser
from registry import attack
from world import require


def stranger(w, **changed):
    serial = "UI:DK-E:G:%s" % uuid.uuid4()
    return w.pki.issue(w.pki.subject(VICTIM, serialNumber=serial, **changed))


@attack("A26")
def unregistered(w):
    """Not neutral: a person of a known organisation is told how to ask for access."""
    stopped_by_worker(w, stranger(w), "unknown_person", refusal="unknown-person")


@attack("A29")
def unknown_organisation(w):
    stopped_by_worker(w, stranger(w, organizationIdentifier="NTRDK-99999999"),
                      "unknown_organisation")


@attack("A30")
def other_organisation(w):
    cvr = w.pki.people[OTHER]["organisation"]
    stopped_by_worker(w, with_subject(w, organizationIdentifier="NTRDK-" + cvr),
                      "other_organisation")


@attack("A27", prepares=True)
def blocked_person(w):
    person = w.database.ask("select person from identity.person where serial_number = '%s'"
                            % w.pki.people[OTHER]["serial_number"])
    with w.blocked("person", person):
        with w.nothing_changes():
            stopped_by_worker(w, w.pki.of(OTHER), "blocked")
            stopped_by_worker(w, w.pki.issue(w.pki.subject(OTHER)), "blocked")
            w.good()
    w.good(OTHER)


@attack("A28", prepares=True)
def blocked_certificate(w):
    """Only that card: another one of the same person still works."""
    lost = w.pki.issue(w.pki.subject(VICTIM))
    w.let_in(w.ask(lost), VICTIM)
    with w.blocked("certificate", lost.sha256()):
        with w.nothing_changes():
            stopped_by_worker(w, lost, "blocked")
            w.good()
    w.let_in(w.ask(lost), VICTIM)


@attack("A31")
def renewed(w):
    """A control: the same subject in a new certificate is the same person."""
    w.good(VICTIM)
    w.mark()
    second = w.pki.issue(w.pki.subject(VICTIM))
    w.let_in(w.ask(second), VICTIM)
    person = w.worker_record()["person"]
    require(person > 0, "the log does not say who came in")
    new = [(one["person"], one["certificate"], one["kind"])
           for one in w.workers_saw("certificate_new")]
    require(new == [(person, second.sha256(), "renewed")], "new certificates: %s" % new)
    w.mark()
    w.let_in(w.ask(second), VICTIM)
    require(not w.workers_saw("certificate_new"), "the same certificate was new twice")


@attack("A32")
def serial_number_in_the_name(w):
    """A name holding another's serialNumber: what a search in the printed subject would find."""
    text = "X,serialNumber=" + w.pki.people[VICTIM]["serial_number"]
    w.let_in(w.ask(w.pki.issue(w.pki.subject(OTHER, CN=text))), OTHER)
    w.let_in(w.ask(w.pki.issue(w.pki.subject(OTHER, O=text, GN=text, SN=text))), OTHER)
    w.mark()
    alone = der.name(der.attribute("CN", text), der.attribute("C", "DK"))
    stopped_by_worker(w, w.pki.issue(alone), "subject")


def both(w, name, first, second):
    return [der.attribute(name, first), der.attribute(name, second)]


@attack("A33")
def two_serial_numbers(w):
    own, victim = (w.pki.people[one]["serial_number"] for one in (OTHER, VICTIM))
    for first, second in ((own, victim), (victim, own), (victim, victim)):
        stopped_by_worker(w, with_subject(w, serialNumber=both(w, "serialNumber", first, second)),
                          "subject")


@attack("A34")
def two_organisations(w):
    twice = both(w, "organizationIdentifier", "NTRDK-10000001", "NTRDK-10000009")
    stopped_by_worker(w, with_subject(w, organizationIdentifier=twice), "subject")


@attack("A35")
def two_in_one_rdn(w):
    own, victim = (w.pki.people[one]["serial_number"] for one in (OTHER, VICTIM))
    twice = [both(w, "serialNumber", own, victim)]
    stopped_by_worker(w, with_subject(w, serialNumber=twice), "subject")


def serial_of_type(w, tag, value):
    return with_subject(w, serialNumber=[der.attribute("serialNumber", value, tag)])


@attack("A36")
def embedded_nul(w):
    serial = w.pki.people[VICTIM]["serial_number"].encode()
    for tag in (der.UTF8, der.PRINTABLE):
        stopped_by_worker(w, serial_of_type(w, tag, serial + b"\0.evil"), "subject")


@attack("A37")
def other_string_types(w):
    serial = w.pki.people[VICTIM]["serial_number"]
    for tag, value in ((der.BMP, serial.encode("utf-16-be")), (der.T61, serial.encode()),
                       (der.UNIVERSAL, serial.encode("utf-32-be")), (der.IA5, serial.encode())):
        stopped_by_worker(w, serial_of_type(w, tag, value), "subject")


@attack("A38")
def spaces_around(w):
    serial = w.pki.people[VICTIM]["serial_number"]
    for text in (serial + " ", " " + serial, serial.replace("-", " -", 1)):
        stopped_by_worker(w, with_subject(w, serialNumber=text), "serial_number")


@attack("A39")
def upper_case(w):
    serial = w.pki.people[VICTIM]["serial_number"]
    upper = serial[:10] + serial[10:].upper()
    require(upper != serial, "the identity has no letter to turn")
    stopped_by_worker(w, with_subject(w, serialNumber=upper), "serial_number")


@attack("A40")
def full_width_digits(w):
    serial = w.pki.people[VICTIM]["serial_number"]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in serial)
    stopped_by_worker(w, serial_of_type(w, der.UTF8, wide), "serial_number")


@attack("A41")
def unknown_letter(w):
    """Seen in the wild, meaning unknown: refused, and the log says why to the operator."""
    serial = w.pki.people[VICTIM]["serial_number"].replace("UI:DK-E:G:", "UI:DK-E:C:")
    stopped_by_worker(w, with_subject(w, serialNumber=serial), "serial_unknown")
    hints = w.workers_saw("serial_number_unknown")
    require(len(hints) == 1 and hints[0]["count"] > 0 and hints[0]["hint"], "hints: %s" % hints)


@attack("A42")
def forged_log_line(w):
    line = 'X\n<6>{"event":"request","request":"0","status":200,"person":1}'
    stopped_by_worker(w, with_subject(w, CN=line), "subject")
    everything = "".join(log.text() for log in w.workers + w.nginx)
    require('"person":1}' not in everything, "the line stands in a log")


@attack("A43", prepares=True)
def markup_in_the_name(w):
    """Pages show the register's name; only who is not in it sees the certificate's, as text."""
    odd = {"CN": "<script>alert(1)</script>", "O": "\"><img src=x>"}
    credential = with_subject(w, **odd)
    w.let_in(w.ask(credential), VICTIM)
    browser = Browser(w, VICTIM, credential).login()
    for path in ("/", "/session", "/applications", "/api/v1/me"):
        answer = browser.get(path)
        require(answer.status == 200 and VICTIM.encode() in answer.body,
                "%s does not say who it is: %s" % (path, answer))
        require(b"alert(1)" not in answer.body and b"img src=x" not in answer.body, str(answer))
    nobody = stranger(w, **odd)
    with w.nothing_changes():
        answer = w.ask(nobody, "/access")
        require(b"&lt;script&gt;alert(1)" in answer.body, "the name is not shown: %s" % answer)
        require(b"<script>alert" not in answer.body and b"<img" not in answer.body, str(answer))


@attack("A44")
def long_name(w):
    stopped_by_worker(w, with_subject(w, CN="x" * 5000), "subject")


@attack("A45")
def right_to_left(w):
    stopped_by_worker(w, with_subject(w, CN="rotcepsni\u202eX"), "subject")


@attack("A46")
def huge_certificate(w):
    """Larger than the worker reads: its 413 says nothing about why. Larger than one FastCGI record
    of parameters: nginx's 500. Either way the next request is served."""
    for count, expect in ((400, 413), (1500, 500)):
        mails = ["%04d@%s.example" % (number, "x" * 20) for number in range(count)]
        credential = w.pki.issue(w.pki.subject(VICTIM),
                                 w.pki.extensions(more=der.alternative_names(*mails)))
        if expect == 413:
            stopped_by_worker(w, credential, "a header is too long", 413, "too-large")
        else:
            stopped_by_nginx(w, credential, 500)
    w.good()


@attack("A51")
def oces2_shape(w):
    """The profile of the demonstration is OCES3's: the older shape is nobody."""
    own = "CVR:10000001-RID:12345678"
    for pair in (["CN", "serialNumber"], ["serialNumber", "CN"]):
        values = {"CN": VICTIM, "serialNumber": own}
        rdn = [der.attribute(name, values[name]) for name in pair]
        subject = der.name(der.attribute("C", "DK"),
                           der.attribute("O", "Demokommune A // CVR:10000001"), rdn)
        extensions = w.pki.extensions(policies=der.policies("1.2.208.169.1.1.1.2.4"),
                                      usage=der.key_usage(0, 1, 2, 3, 4))
        stopped_by_worker(w, w.pki.issue(subject, extensions), "policy")
        stopped_by_worker(w, w.pki.issue(subject), "subject")
