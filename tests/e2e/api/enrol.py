# SPDX-License-Identifier: EUPL-1.2
"""From a certificate that nobody knows to the first draft; blocks, and lost administrators."""
import json
import os
import subprocess
import tempfile

import walk
from client import new_key

ROOT = "/api/v1"


def request_of(run, decider, where, name):
    """The open request of that name."""
    listed = run.read(decider, where + "/access-requests")["requests"]
    return next(row for row in listed if row["name"] == name)


def person_of(run, name):
    listed = run.read("administrator-1", walk.AGENCY + "/people?name=" + name)["people"]
    return next(row["person"] for row in listed if row["name"] == name)


def ask(run):
    """Nobody is enrolled: everything but asking is refused, and asking twice is asking once."""
    run.expect(403, "newcomer-1", "GET", ROOT + "/me", problem="unknown-person")
    run.expect(403, "newcomer-1", "GET", ROOT + "/nothing", problem="unknown-person")
    known = run.read("newcomer-1", ROOT + "/access")
    run.check((known["person"], known["audience"], known["access"]) == (None, "grantee", None),
              "who is not enrolled: %s" % known)
    elsewhere = run.read("newcomer-3", ROOT + "/access")
    run.check((elsewhere["organisation"], elsewhere["audience"]) == (None, "agency"),
              "the agency's newcomer: %s" % elsewhere)
    for person, where in (("newcomer-1", ROOT), ("newcomer-2", ROOT), ("newcomer-3", walk.AGENCY)):
        first = run.need(201, person, "POST", where + "/access", {"unit": "Jobcenter"}).json()
        again = run.need(201, person, "POST", where + "/access", {}).json()
        run.check(first["created"] and not again["created"]
                  and first["request"] == again["request"], "asked: %s, %s" % (first, again))


def grant(run):
    """A manager enrols: the same again is the same act, something else under the key is none."""
    request = request_of(run, "management-1", ROOT, "newcomer-1")
    path = ROOT + "/access-requests/%d/grants" % request["request"]
    body = {"proof": "lønnummer 4711", "roles": ["applicant"], "unit": "Jobcenter", "until": None}
    key = new_key()
    run.act("management-2", path, body, status=404)
    known = run.act("management-1", path, {**body, "proof": "demonstration applicant-1"}, status=422)
    run.check(known.json()["violations"][0]["code"] == "belongs_to_enrolled_human",
              "somebody else's proof: %s" % known)
    first = run.act("management-1", path, body, key)
    again = run.act("management-1", path, body, key).json()
    run.check(again["replayed"] and again["entry"] == first.json()["entry"], "twice: %s" % again)
    run.act("management-1", path, {**body, "roles": ["management"]}, key, status=409,
            problem="idempotency-conflict")
    person = first.json()["result"]["person"]
    run.check(first.headers["location"].endswith("/people/%d" % person), "Location: %s" % first.headers)
    me = run.read("newcomer-1", ROOT + "/me")
    run.check((me["person"], me["roles"], me["unit"]) == (person, ["applicant"], "Jobcenter"),
              "the first request: %s" % me)
    run.known.update(person=person, request=request["request"])


def decide(run):
    """Roles and units of colleagues, never of oneself and never elsewhere."""
    path = ROOT + "/people/%d" % run.known["person"]
    deputy = {"role": "management", "granted": True, "until": "2019-11-30",
              "deputy_for": person_of(run, "management-1")}
    run.act("management-1", path + "/roles", {**deputy, "until": None}, status=422)
    run.act("management-1", path + "/roles", deputy)
    held = {row["role"]: row for row in run.read("management-1", path)["roles"]}
    run.check(held["management"]["until"] == "2019-11-30"
              and held["management"]["deputy_for"]["name"] == "management-1", "roles: %s" % held)
    run.act("management-1", path + "/roles", {"role": "management", "granted": False})
    own = run.read("management-1", ROOT + "/me")["person"]
    run.act("management-1", ROOT + "/people/%d/roles" % own,
            {"role": "applicant", "granted": True}, status=403, problem="separation-of-duties")
    other = person_of(run, "applicant-3")
    run.act("management-1", ROOT + "/people/%d/unit" % other, {"unit": "x"}, status=403)
    run.expect(404, "management-1", "GET", ROOT + "/people/%d" % other)
    run.act("management-1", path + "/unit", {"unit": "Jobcenter Nord"})
    units = run.read("management-1", ROOT + "/units")["units"]
    run.check(units == [{"unit": "Jobcenter Nord", "people": 1}], "units: %s" % units)


def share(run):
    """A unit's draft is seen by others of the organisation when it is shared."""
    made = run.need(201, "newcomer-1", "POST", ROOT + "/applications", {"call": walk.CALL}).json()
    path = ROOT + "/applications/%d" % made["application"]
    run.expect(404, "applicant-1", "GET", path)
    run.need(200, "newcomer-1", "POST", path + "/sharing", {"shared": True})
    run.need(200, "applicant-1", "GET", path)
    run.known["unit_draft"] = made["application"]


def too_many(run):
    """Five requests of one person in a month; more ask in vain."""
    for _ in range(5):
        run.need(201, "newcomer-2", "POST", ROOT + "/access", {})
        number = request_of(run, "management-1", ROOT, "newcomer-2")["request"]
        run.act("management-1", ROOT + "/access-requests/%d/refusals" % number,
                {"reason": "unknown_here"})
    run.expect(429, "newcomer-2", "POST", ROOT + "/access", {}, problem="too-many-refusals")
    path = walk.AGENCY + "/access-requests/%d/refusals"
    for _ in range(5):
        run.need(201, "newcomer-3", "POST", walk.AGENCY + "/access", {})
        number = request_of(run, "administrator-1", walk.AGENCY, "newcomer-3")["request"]
        run.act("administrator-1", path % number, {"reason": "other"})
    run.expect(429, "newcomer-3", "POST", walk.AGENCY + "/access", {}, problem="too-many-refusals")


def register(run, asked):
    """A role in the agency: put up by one administrator, waiting for two signatures."""
    document = {"v": 1, "organisations": [], "people": [{
        "profile": asked["profile"], "serial_number": asked["serial_number"],
        "organisation": asked["organisation"]["cvr"], "name": asked["name"],
        "proof": "lønnummer 4712", "roles": ["officer"], "linked_to": None, "unit": None}]}
    body = {"subject": "newcomer", "title": "En ny medarbejder", "document": document}
    reply = run.act("administrator-1", walk.AGENCY + "/proposals", body)
    path = walk.AGENCY + "/proposals/%d" % reply.json()["result"]["proposal"]
    run.check(reply.headers["location"] == path, "Location: %s" % reply.headers)
    proposed = run.read("administrator-2", path)["proposal"]
    run.check(proposed["act"] == "grant_agency_role", "a role in the agency: %s" % proposed)
    run.act("administrator-2", path + "/confirmations", {"sha256": proposed["sha256"]}, status=403,
            problem="signature-required")
    run.known.update(agency_role=proposed["proposal"], agency_role_sha256=proposed["sha256"])


def block(run):
    number = person_of(run, "expired-1")
    run.known["blocked"] = number
    run.act("administrator-1", walk.AGENCY + "/blocks", {
        "person": number, "certificate": None, "reason": "stolen"})
    run.act("administrator-1", walk.AGENCY + "/blocks", {"reason": "stolen"}, status=400)
    review = run.read("auditor-1", walk.AGENCY + "/access-review")
    run.check(review["counts"]["blocked"] == 1, "the review: %s" % review["counts"])


def holds(run):
    """What is held back from erasing: by one at once, let go by two."""
    body = {"person": run.known["blocked"], "application": None, "cause": "police", "reference": "4700-1/19"}
    run.act("finance-1", walk.AGENCY + "/holds", body, status=403)
    run.act("administrator-1", walk.AGENCY + "/holds", {**body, "application": 1}, status=400)
    run.act("administrator-1", walk.AGENCY + "/holds", {**body, "reference": "Ole Olsen"}, status=400)
    for cause in ("complaint", "police"):
        run.act("officer-1", walk.AGENCY + "/holds", {**body, "cause": cause})
    held = run.read("auditor-1", walk.AGENCY + "/erasure")["holds"]
    run.check([row["cause"] for row in held] == ["police", "complaint"] and not held[0]["actions"], "held: %s" % held)
    path = walk.AGENCY + "/holds/%d/lifts" % held[1]["hold"]
    run.act("officer-1", path, {})
    run.act("officer-1", path, {}, status=403, problem="separation-of-duties")
    run.act("administrator-1", path, {})
    held = run.read("officer-1", walk.AGENCY + "/erasure")["holds"]
    run.check([row["state"] for row in held] == ["held", "lifted"], "lifted: %s" % held)
    run.known.update(hold=held[1]["hold"], hold_body=body)


def recovery(run):
    """Everyone is told that the administrators are said to be lost; one of them stops it."""
    run.check(run.read("applicant-1", ROOT + "/notice")["notice"] is None, "told without a reason")
    item = {"profile": "oces3-employee", "organisation": "10000009"}
    document = {"v": 1, "reason": "Begge kort er væk", "administrators": [
        {**item, "serial_number": "UI:%d" % n, "name": "ny %d" % n, "proof": "ny %d" % n}
        for n in (1, 2)]}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        os.chmod(file.name, 0o644)
        program = os.path.join(run.state, "program", "bin", "tilsagn")
        subprocess.run([program, "--state", run.state, "administrators", "recover", file.name],
                       check=True, stdout=subprocess.DEVNULL)
    proposal = next(row for row in run.read("officer-1", walk.AGENCY + "/proposals")["proposals"]
                    if row["kind"] == "recovery")
    path = walk.AGENCY + "/proposals/%d" % proposal["proposal"]
    signed = {"sha256": proposal["sha256"]}
    run.act("administrator-1", path + "/confirmations", signed, status=403)
    run.act("officer-1", path + "/confirmations", signed)
    run.act("officer-2", path + "/confirmations", signed, status=403, problem="separation-of-duties")
    run.act("finance-1", path + "/confirmations", signed)
    for person, where in (("applicant-1", ROOT), ("auditor-1", walk.AGENCY), ("newcomer-2", ROOT)):
        told = run.read(person, where + "/notice")["notice"]
        run.check(told["state"] == "scheduled", "%s is told %s" % (person, told))
    run.act("administrator-1", path + "/stops", {})
    run.check(run.read("applicant-1", ROOT + "/notice")["notice"]["state"] == "stopped", "not stopped")
    run.known["recovery"] = proposal["proposal"]


def enrol(run):
    run.clock("2019-10-21T08:00:00Z")
    ask(run)
    asked = request_of(run, "administrator-1", walk.AGENCY, "newcomer-3")
    grant(run)
    decide(run)
    share(run)
    too_many(run)
    register(run, asked)
    block(run)
    holds(run)
    recovery(run)
