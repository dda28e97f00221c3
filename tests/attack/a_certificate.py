# SPDX-License-Identifier: EUPL-1.2
"""A: certificates. What nginx stops, no worker sees; what passes nginx, the worker refuses."""
import datetime

import der
import pki
from registry import attack
from world import require

CLIENT_AUTH, SERVER_AUTH = "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"
ANY_PURPOSE = "2.5.29.37.0"
VICTIM = "applicant-1"
OTHER = "applicant-3"


def stopped_by_nginx(w, credential, status=403):
    w.mark()
    w.refused_by_nginx(w.ask(credential), status)


def stopped_by_worker(w, credential, reason, status=403, refusal="certificate"):
    w.mark()
    w.refused_by_worker(w.ask(credential), status, reason, refusal)


def with_extensions(w, **changed):
    return w.pki.issue(w.pki.subject(VICTIM), w.pki.extensions(**changed))


def with_subject(w, **changed):
    return w.pki.issue(w.pki.subject(VICTIM, **changed))


@attack("A00")
def control(w):
    """The same maker, nothing wrong: it is let in, so each refusal below has its own reason."""
    w.let_in(w.ask(w.pki.issue(w.pki.subject(VICTIM))), VICTIM)
    w.let_in(w.ask(with_extensions(w, purpose=der.extended_key_usage(CLIENT_AUTH))), VICTIM)


@attack("A01")
def no_certificate(w):
    stopped_by_nginx(w, None)


@attack("A02")
def self_signed(w):
    subject = w.pki.subject(VICTIM)
    signer = pki.Signer(w.pki.key, subject, pki.ECDSA_SHA256, ("-sha256",))
    stopped_by_nginx(w, w.pki.issue(subject, signer=signer))


@attack("A03")
def other_ca(w):
    stopped_by_nginx(w, w.pki.of("foreign-1"))
    signer, authority = w.pki.authority("other", der.name(der.attribute("CN", "Other CA")))
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer, chain=[authority]))


@attack("A04")
def ca_of_the_same_name(w):
    signer, authority = w.pki.authority("same-name", w.pki.issuing.subject)
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer, chain=[authority]))
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer))


@attack("A05")
def issued_by_an_employee(w):
    employee = w.pki.of(OTHER)
    subject = pki.Fields(employee.raw).subject
    signer = pki.Signer(employee.key, subject, pki.ECDSA_SHA256, ("-sha256",))
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer, chain=[employee.raw]))


@attack("A06")
def expired(w):
    stopped_by_nginx(w, w.pki.of("expired-1"))
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), begin=pki.now() - pki.DAY,
                                    end=pki.now() - pki.MINUTE))


@attack("A07")
def not_yet_valid(w):
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), begin=pki.now() + pki.DAY,
                                    end=pki.now() + 2 * pki.DAY))


@attack("A08")
def revoked(w):
    stopped_by_nginx(w, w.pki.of("revoked-1"))


@attack("A12")
def expires_while_connected(w):
    """nginx looked at the certificate once, at the handshake; the worker looks at every request."""
    brief = w.pki.issue(w.pki.subject(VICTIM), end=pki.now() + datetime.timedelta(seconds=3))
    w.expires_on_open_connection(brief, VICTIM)


@attack("A13")
def server_purpose(w):
    stopped_by_nginx(w, with_extensions(w, purpose=der.extended_key_usage(SERVER_AUTH)))


@attack("A14")
def any_purpose(w):
    stopped_by_nginx(w, with_extensions(w, purpose=der.extended_key_usage(ANY_PURPOSE)))


@attack("A15")
def no_purpose_at_all(w):
    stopped_by_nginx(w, with_extensions(w, purpose=der.extended_key_usage()))


@attack("A16")
def not_for_signatures(w):
    stopped_by_nginx(w, with_extensions(w, usage=der.key_usage(1)))
    stopped_by_nginx(w, with_extensions(w, usage=der.key_usage(2)))


@attack("A17")
def no_key_usage(w):
    stopped_by_worker(w, with_extensions(w, usage=None), "key_usage")


@attack("A18")
def a_ca_as_client(w):
    """The issuing CA's own certificate cannot sign a handshake; an employee's made a CA can."""
    own = pki.Credential(w.pki.folder + "/issuing.crt", w.pki.folder + "/issuing.key",
                         w.pki.issuing.der)
    stopped_by_nginx(w, own)
    stopped_by_worker(w, with_extensions(
        w, basic=der.basic_constraints(True), usage=der.key_usage(0, 5),
        more=der.extension("2.5.29.14", der.tlv(der.OCTET_STRING, bytes(20)))), "ca")


@attack("A19")
def company_certificate(w):
    stopped_by_worker(w, w.pki.of("system-1"), "other_kind")


@attack("A20")
def company_policy_on_a_person(w):
    stopped_by_worker(w, with_extensions(w, policies=der.policies(pki.COMPANY_POLICY)),
                      "other_kind")


@attack("A21")
def employee_policy_on_a_company(w):
    serial = w.pki.people["system-1"]["serial_number"]
    stopped_by_worker(w, with_subject(w, serialNumber=serial), "serial_number")


@attack("A22")
def both_policies(w):
    stopped_by_worker(w, with_extensions(w, policies=der.policies(
        pki.EMPLOYEE_POLICY, pki.COMPANY_POLICY)), "other_kind")


@attack("A23")
def no_policy(w):
    stopped_by_worker(w, with_extensions(w, policies=None), "policy")


@attack("A24")
def policy_of_similar_text(w):
    stopped_by_worker(w, with_extensions(w, policies=der.policies(pki.EMPLOYEE_POLICY + "0")),
                      "policy")
    w.let_in(w.ask(with_extensions(w, policies=der.policies(pki.EMPLOYEE_POLICY + ".1"))), VICTIM)


@attack("A25")
def any_policy(w):
    stopped_by_worker(w, with_extensions(w, policies=der.policies("2.5.29.32.0")), "policy")


@attack("A47")
def unknown_critical_extension(w):
    more = der.extension("1.3.6.1.4.1.99999.1", b"\x05\x00", True)
    stopped_by_nginx(w, with_extensions(w, more=more))


@attack("A48")
def weak_keys_and_hashes(w):
    weak = w.pki.new_key("rsa1024", "RSA", "rsa_keygen_bits:1024")
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), key=weak))
    for algorithm, name in ((pki.SHA1_RSA, "-sha1"), (pki.MD5_RSA, "-md5")):
        signer = pki.Signer(w.pki.issuer.key, w.pki.issuer.issuer, algorithm, (name,))
        stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer))


@attack("A49")
def explicit_curve(w):
    """TLS 1.3 has no name for such a key, so the handshake itself ends."""
    odd = w.pki.new_key("explicit", "EC", "ec_paramgen_curve:P-256", "ec_param_enc:explicit")
    answer = w.ask(w.pki.issue(w.pki.subject(VICTIM), key=odd))
    w.no_cookie(answer)
    require(answer.status in (None, 403), "let in: %s" % answer)
    require(not w.workers_saw() or w.worker_record()["refusal"] == "certificate", "not refused")


@attack("A50")
def pss_signed_rsa_key(w):
    """A control: the shape of every real OCES3 certificate."""
    w.let_in(w.ask(w.pki.of("applicant-2")), "applicant-2")
    key = w.pki.new_key("rsa3072", "RSA", "rsa_keygen_bits:3072")
    w.let_in(w.ask(w.pki.issue(w.pki.subject(VICTIM), key=key)), VICTIM)


@attack("A52")
def test_environment(w):
    """The real test CAs differ from the real ones in one word, and in their keys."""
    subject = der.name(der.attribute("CN", "Tilsagn demonstration udstedende-CA 1"),
                       der.attribute("OU", "Test - cti"),
                       der.attribute("O", "Tilsagn demonstration"), der.attribute("C", "DK"))
    signer, authority = w.pki.authority("cti", subject)
    stopped_by_nginx(w, w.pki.issue(w.pki.subject(VICTIM), signer=signer, chain=[authority]))


@attack("A53")
def forged_twin(w):
    """Issuer and serial of a good certificate, signed by a key of the attacker's."""
    good = pki.Fields(w.pki.of(VICTIM).raw)
    key = w.pki.new_key("forger", "RSA", "rsa_keygen_bits:2048")
    signer = pki.Signer(key, good.issuer, good.algorithm, pki.PSS_SHA256)
    stopped_by_nginx(w, w.pki.issue(good.subject, signer=signer, serial=good.serial))


@attack("A54")
def leaf_alone(w):
    """A control: people send the leaf alone, the issuing CA is in our file."""
    w.let_in(w.ask(w.pki.of(VICTIM)), VICTIM)
