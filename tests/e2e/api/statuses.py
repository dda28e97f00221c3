# SPDX-License-Identifier: EUPL-1.2
"""Every documented status of every operation that the walk itself did not meet."""
import json
import os
import subprocess
import tempfile
import urllib.parse

import life
import walk
from client import new_key
from harness import NOBODY
from spec import METHODS

ABSENT = {"application": 999999999, "entry": 999999999, "version": 99, "proposal": 999999999,
          "instalment": 999999999, "statement": 999999999, "line": 999999999, "year": 2099, "alarm": 999999999, "result": 999999999, "batch": 999999999, "call": "no-such-call", "slot": "no_such_slot",
          "person": 999999999, "hold": 999999999, "request": 999999999, "pending": 999999999, "act": "no_such_act", "stream": "grant:999999999", "month": "2020-13", "sha256": "0" * 64}
HEX = "0" * 64
BINARY = {"Content-Type": "application/octet-stream", "X-File-Name": "form.pdf"}
PEOPLE = {"signOffAccounts": "management-1", "confirmProposal": "finance-1",
          "approveInstalment": "finance-1", "listApprovals": "finance-1", "approveInstalments": "finance-1", "readMonth": "finance-3", "releaseBatch": "finance-2",
          "listSecondFactors": "administrator-1", "proposeSecondFactor": "administrator-1",
          "confirmSecondFactor": "administrator-2",
          "readSignature": "finance-2", "readSignatureRequest": "finance-2",
          "readGranteeSignature": "management-1", "readGranteeSignatureRequest": "management-1",
          "sendGranteeSignature": "management-1", "requestAmendment": "management-1", "acceptTransfer": "management-1",
          "sendSignature": "finance-2", "readPaymentFile": "finance-2",
          **{name: "finance-3" for name in ("listStatements", "readStatement", "importStatement", "bookPayments",
                                            "bookRepayment", "listAlarms", "explainAlarm", "closeAlarm")},
          **{name: "management-1" for name in ("listAccessRequests", "grantAccess", "refuseAccess",
                                               "listPeople", "readPerson", "changeRole", "setUnit")},
          **{name: "administrator-1" for name in (
              "listAllAccessRequests", "refuseAccessAsAdministrator", "listAllPeople", "readAnyPerson",
              "readAccessReview", "listOrganisations", "block", "proposeRegister", "stopRecovery",
              "readErasure", "holdErasure", "liftHold")},
          **{name: "external-auditor-1" for name in ("listAudits", "keepAuditReport", "endorseAccounts")},
          "appointAuditor": "management-1", "withdrawAuditor": "management-1",
          "decideSettlement": "finance-3", "proposeInterest": "finance-1", "decideInterest": "finance-2",
          "proposePeriod": "finance-1", "decidePeriod": "finance-2",
          "proposeYear": "finance-1", "decideYear": "finance-2",
          "askAccess": "newcomer-2", "askAgencyAccess": "newcomer-3", "shareDraft": "newcomer-1"}
ASKING = ("askAccess", "askAgencyAccess")
WITHDRAWING = ("withdrawApplication", "proposeWithdrawal", "confirmWithdrawal", "retractWithdrawal")
CODED = (*WITHDRAWING[:3], "signOffAccounts", "approveInstalment", "approveInstalments",
         "decideSettlement")  # need a code before the case is looked at
KEYED = {"$ref": "#/components/parameters/IdempotencyKey"}
SCORES = [{"criterion": code, "points": 5, "reason": "Godt."} for code in walk.ANSWERS]


def person_of(operation):
    if operation.id in PEOPLE:
        return PEOPLE[operation.id]
    if "Audit" in operation.item["tags"]:
        return "auditor-1"
    return "officer-1" if operation.path.startswith(walk.AGENCY) else "applicant-1"


def valid_body(run, operation):
    """A body of the right form, so that only what is tried is wrong."""
    known = run.known
    return {
        "createApplication": {"call": walk.CALL},
        "saveDraft": walk.content("Sammen om job"),
        "submitApplication": {"version": 1, "sha256": HEX},
        "withdrawApplication": {"submission_entry": known["submission"], "reason": None},
        "proposeWithdrawal": {"submission_entry": known["submission"], "reason": None},
        "confirmWithdrawal": {"proposal_entry": known["late_withdrawal"]},
        "retractWithdrawal": {"proposal_entry": known["late_withdrawal"]},
        "submitAccounts": {"kind": "part", "period_to": "2020-10-31", "note": "", "vat": "excluded",
                           "lines": [{"line": 1, "actual_ore": 1, "own_funding_ore": 0, **walk.DAYS}]},
        "signOffAccounts": {"sha256": known["accounts_sha256"]},
        "confirmProposal": {"sha256": known["proposal_sha256"]},
        "proposeWeights": {"weights": [{"criterion": code, "weight_bp": 2000}
                                       for code in walk.ANSWERS]},
        "confirmWeights": {"proposal_entry": known["weights_proposal"]},
        "openApplications": {},
        "proposeAllocation": known["allocation"],
        "decideAllocation": known["allocation_decision"],
        "proposeRuling": known["ruling"],
        "confirmRuling": known["ruling_confirmation"],
        "proposeNotice": known["notice"],
        "decideNotice": known["notice_decision"],
        "proposeAdmission": known["admission"],
        "confirmAdmission": known["admission_confirmation"],
        "declareImpartiality": {"declared": "impartial", "ground": None},
        "openHearing": {"facts": "Registret siger tre.", "answer_by": "2030-01-01"},
        "answerHearing": known["hearing_answer"],
        "proposeRefusal": known["refusal"],
        "decideRefusal": known["refusal_decision"],
        "scoreApplication": {"scores": SCORES},
        "proposeAward": walk.award_body(),
        "decideAward": {"proposal_entry": known["award_proposal"], "decision": "award",
                        "reason": "Som indstillet."},
        "prepareInstalment": {"accounts_version": known["version"], "amount_ore": 50000000},
        "approveInstalment": {"amount_ore": 50000000},
        "approveInstalments": {"instalments": [{"instalment": known["instalment"], "amount_ore": 50000000}], "count": 1, "total_ore": 50000000},
        "releaseBatch": {"instalments": [known["instalment"]], "total_ore": 50000000},
        "importStatement": known["statement_file"],
        "bookPayments": known["booking"],
        "bookRepayment": {"application": known["application"], "amount_ore": 100000},
        "explainAlarm": {"reason": "Bankens fejl."},
        "closeAlarm": {"proposal_entry": known["explanation"]},
        "confirmReceipt": {"amount_ore": 50000000},
        "recordResult": {"code": "work_or_education", "numerator": 15, "denominator": 100,
                         "period": "2020-09", "first_week": None, "source_sha256": walk.SOURCE},
        "confirmResult": {"source_sha256": walk.SOURCE},
        "sendSignature": {"cms": "AAAA"}, "sendGranteeSignature": {"cms": "AAAA"},
        "requestAmendment": {"amount_ore": 120000000, "reason": "Flere deltagere."},
        "proposeAmendment": known["amendment_body"],
        "decideAmendment": {"proposal_entry": known["amendment"], "decision": "amend",
                            "reason": "Som ønsket."},
        "askAccess": {}, "askAgencyAccess": {"unit": None}, "stopRecovery": {},
        "grantAccess": {"proof": "lønnummer 4711", "roles": ["applicant"]},
        "refuseAccess": {"reason": "left"}, "refuseAccessAsAdministrator": {"reason": "left"},
        "changeRole": {"role": "management", "granted": True},
        "setUnit": {"unit": "Jobcenter Nord"}, "shareDraft": {"shared": True},
        "block": {"person": known["blocked"], "reason": "lost"},
        "holdErasure": known["hold_body"], "liftHold": {},
        "proposeRegister": {"subject": "x", "title": "x", "document": {"v": 1}},
        "submitReport": {"report": "status", "period_to": "2020-10-31", "text": "Tre møder.",
                         "topics": []},
        "closeGrant": {"returned_ore": 0}, "remindObligation": {"what": "part_accounts"},
        "makeSecondFactorSeed": {}, "makeAgencySecondFactorSeed": {}, "confirmSecondFactor": {},
        "activateSecondFactor": {"proposal": known["factor_proposal"]},
        "activateAgencySecondFactor": {"proposal": known["factor_proposal"]},
        "proposeSecondFactor": {"person": known["factor_person"], "change": "enrol"},
        **life.bodies(run),
    }[operation.id]


def takes_json(operation):
    return "application/json" in operation.item.get("requestBody", {}).get("content", {})


def takes_file(operation):
    return "requestBody" in operation.item and not takes_json(operation)


def headers_of(operation):
    """What the operation demands beside its body."""
    headers = {}
    if operation.method == "post":
        headers["Idempotency-Key"] = new_key()
    if operation.method in ("put", "delete"):
        headers["If-Match"] = '"1"'
    if takes_file(operation):
        headers.update(BINARY)
    return headers


def body_of(run, operation):
    if takes_file(operation):
        return walk.PDF
    return valid_body(run, operation) if takes_json(operation) else None


def tried(run, operation, status, body=None, headers=None, problem=None, who=None, **instead):
    given = {**headers_of(operation), **(headers or {})}
    if operation.id == "confirmSecondFactor":
        instead.setdefault("proposal", run.known["factor_proposal"])
    if operation.id in CODED and status in (404, 409, 412):
        given["Tilsagn-Code"] = run.code(who or person_of(operation))
    return run.expect(status, who or person_of(operation), operation.method.upper(),
                      run.path_of(operation, **instead), body, given, problem)


def reads(run):
    """200 and 304 of every GET, HEAD like GET, and 406 of everything."""
    for operation in run.spec.operations.values():
        person = person_of(operation)
        if operation.method == "get":
            path = run.path_of(operation)
            answer = run.need(200, person, "GET", path)
            head = run.send(person, "HEAD", path)
            run.check(head.status == 200 and head.body == b"", "HEAD %s: %s" % (path, head))
            if 304 in operation.statuses:
                not_modified(run, operation, path, answer.headers["etag"])
        tried(run, operation, 406, body_of(run, operation), {"Accept": "image/png"},
              "not-acceptable")


def not_modified(run, operation, path, etag):
    """A page about people changes when somebody was seen, perhaps the one who reads it: then again."""
    for _ in range(5):
        again = run.ask(person_of(operation), "GET", path, None,
                        {**headers_of(operation), "If-None-Match": etag})
        if again.status == 304:
            break
        etag = again.headers["etag"]
    run.check(again.status == 304, "%s: expected 304: %s" % (path, again))
    run.check(again.headers.get("etag") == etag, "304 of %s has another ETag" % path)


def strangers(run):
    """403 of everything for a certificate that is not let in; 405 of every path."""
    for operation in run.spec.operations.values():
        tried(run, operation, 403, body_of(run, operation), problem="certificate", who=NOBODY)
    for path, item in run.spec.paths().items():
        allowed = {method for method in METHODS if method in item}
        other = next(method for method in METHODS if method not in allowed)
        operation = run.spec.operations[item[min(allowed)]["operationId"]]
        answer = run.send(person_of(operation), other.upper(), run.path_of(operation))
        named = {name.strip().lower() for name in answer.headers.get("allow", "").split(",")}
        run.check(answer.status == 405 and named == allowed | ({"head"} if "get" in allowed else set()),
                  "%s %s: %s, Allow %s" % (other, path, answer, answer.headers.get("allow")))


def bodies(run):
    """400, 413, 415, 422, 428 and 412: what is wrong before anything is asked of the database."""
    for operation in run.spec.operations.values():
        if takes_json(operation):
            tried(run, operation, 400, b"{", {"Content-Type": "application/json"}, "malformed")
            tried(run, operation, 415, b"{}", {"Content-Type": "text/plain"},
                  "unsupported-media-type")
            tried(run, operation, 413, b" " * (1024 * 1024 + 1),
                  {"Content-Type": "application/json"}, "too-large")
            answer = tried(run, operation, 422, {"surplus": 1}, None, "invalid-content")
            found = answer.json().get("violations", [])
            run.check({"/surplus"} <= {v["pointer"] for v in found if v["code"] == "unknown"},
                      "%s: the surplus member is not named: %s" % (operation.id, found))
        if takes_file(operation):
            named = {"$ref": "#/components/parameters/FileName"} in operation.item.get("parameters", [])
            tried(run, operation, 400, walk.PDF if named else b"", {"X-File-Name": ""}, "malformed")
            tried(run, operation, 415, b"{}", {"Content-Type": "application/json"},
                  "unsupported-media-type")
            tried(run, operation, 413, b"%PDF" + b" " * (20 * 1024 * 1024), None, "too-large")
        if operation.method == "post" and KEYED in operation.item.get("parameters", []):
            for key in ("", "short", "with space in it"):
                tried(run, operation, 400, valid_body(run, operation), {"Idempotency-Key": key},
                      "idempotency-key-missing")
        if 428 in operation.statuses:
            headers = headers_of(operation)
            del headers["If-Match"]
            run.expect(428, person_of(operation), operation.method.upper(),
                       run.path_of(operation), body_of(run, operation), headers,
                       "precondition-required")
            tried(run, operation, 412, body_of(run, operation), {"If-Match": 'W/"1"'}, "stale")
            tried(run, operation, 412, body_of(run, operation), {"If-Match": '"1"'}, "stale")


def files(run):
    """What is no document, and a slot that the call does not have, are violations."""
    operation = run.spec.operations["putAttachment"]
    newest = run.need(200, "applicant-1", "GET",
                      "/api/v1/applications/%d/draft" % run.known["application"])
    current = {"If-Match": newest.headers["etag"]}
    tried(run, operation, 422, b"GIF89a not a document", current, "invalid-content")
    tried(run, operation, 422, walk.PDF, current, "invalid-content", slot="no_such_slot")
    run.need(200, "applicant-1", "DELETE", run.path_of(operation), None, current)
    tried(run, run.spec.operations["keepAuditReport"], 422, b"GIF89a not a report", None, "invalid-content")
    tried(run, run.spec.operations["keepVoucher"], 422, b"GIF89a not a voucher", None, "invalid-content")


def absent(run):
    """404 of every path with a parameter."""
    for operation in run.spec.operations.values():
        if 404 in operation.statuses and operation.id != "readLogFile":  # its parameter is no part of the path
            body = body_of(run, operation)
            if operation.id == "createApplication":
                body = {"call": "no-such-call"}
            if operation.id.startswith("activate"):
                body = {"proposal": 999999999}
            if operation.id == "proposeSecondFactor":
                body = {"person": 999999999, "change": "enrol"}
            if operation.id == "releaseBatch":
                body = {"instalments": [999999999], "total_ore": 1}
            if operation.id == "proposeYear":
                body = {**body, "year": 2099}
            if operation.id in ("decideInterest", "decidePeriod", "decideYear"):
                body = {**body, "proposal_entry": 999999999}
            if operation.id == "approveInstalments":
                body = {"instalments": [{"instalment": 999999999, "amount_ore": 1}], "count": 1, "total_ore": 1}
            if operation.id == "block":
                body = {"person": 999999999, "reason": "lost"}
            if operation.id == "holdErasure":
                body = {**body, "person": 999999999}
            # the other pool's newcomer: their organisation is not registered here
            other = {"askAccess": "newcomer-3", "askAgencyAccess": "newcomer-2"}.get(operation.id)
            tried(run, operation, 404, body, None, "not-found", who=other, **ABSENT)
    for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/agency/nothing", "/api/v1/calls/%2e%2e"):
        answer = run.send("applicant-1", "GET", path)
        run.check(answer.status in (400, 403, 404), "%s: %s" % (path, answer))


def conflicts(run):
    """409 and 412 of acts: the case has moved on, or a version is not the newest."""
    state = {"createApplication": "applicant-1", "submitAccounts": "applicant-3",
             "requestAmendment": "management-2", "askAccess": "applicant-1", "askAgencyAccess": "officer-1",
             "submitReport": "applicant-3", "answerHearing": "applicant-3"}
    cases = {"submitAccounts": {"application": run.known["other"]},
             "decideNotice": {"call": "ressource-2019"},
             "recordResult": {"application": run.known["other"]},
             "decideRefusal": {"application": run.known["other"]},
             "openHearing": {"application": run.known["other"]},
             "answerHearing": {"application": run.known["other"]},
             "requestAmendment": {"application": run.known["other"]},
             "submitReport": {"application": run.known["other"]},
             "shareDraft": {"application": run.known["unit_draft"]},
             "stopRecovery": {"proposal": run.known["recovery"]}}
    for operation in run.spec.operations.values():
        if operation.method != "post" or 409 not in operation.statuses:
            continue
        if operation.id in life.bodies(run):  # met on the way of that grant
            continue
        instead = cases.get(operation.id, {})
        if operation.id not in ("submitApplication", "confirmProposal", "sendSignature",
                                "sendGranteeSignature", "grantAccess", "bookRepayment"):
            tried(run, operation, 409, valid_body(run, operation), None, "state",
                  who=state.get(operation.id), **instead)
    tried(run, run.spec.operations["bookRepayment"], 409, {"application": run.known["application"],
          "amount_ore": 100001}, None, "computation-differs")
    tried(run, run.spec.operations["submitApplication"], 412, {"version": 1, "sha256": HEX},
          None, "stale")
    tried(run, run.spec.operations["signOffAccounts"], 412, {"sha256": HEX}, None, "stale")
    tried(run, run.spec.operations["confirmProposal"], 412, {"sha256": HEX}, None, "stale")


def keys(run):
    """409: a key that was used for something else, here for a submission and a confirmation."""
    key = new_key()
    reply, path, body = walk.submit(run, "applicant-1", run.known["application"], key)
    run.check(reply["verdict"] == "late", "long after the deadline: %s" % reply["verdict"])
    run.act("applicant-1", path, {**body, "sha256": HEX}, key, status=409,
            problem="idempotency-conflict")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"v": 1, "id": "17.46.64.20-2020", "account": "17.46.64.20", "year": 2020,
                   "amount_ore": 100}, file)
        file.flush()
        os.chmod(file.name, 0o644)
        program = os.path.join(run.state, "program", "bin", "tilsagn")
        said = subprocess.run([program, "--state", run.state, "appropriation", "load", file.name],
                              check=True, capture_output=True, text=True).stdout.split()
    path = walk.AGENCY + "/proposals/%s/confirmations" % said[1]
    reply = run.act("finance-1", path, {"sha256": said[2]}, key).json()
    run.check(reply["verdict"] == "confirmed", "the first confirmation: %s" % reply)
    run.act("finance-1", path, {"sha256": HEX}, key, status=409, problem="idempotency-conflict")
    run.act("finance-1", path, {"sha256": said[2]}, status=403)
    reply = run.act("finance-2", path, {"sha256": said[2]}).json()
    run.check(reply["verdict"] == "effective", "the second confirmation: %s" % reply)


def older_versions(run):
    """412 of acts that name what is no longer the newest; they need a case of their own."""
    grant = "/api/v1/grants/%d" % run.known["application"]
    accounts = {"kind": "part", "period_to": "2020-10-31", "note": "Rettet.", "vat": "excluded",
                "lines": [{"line": 1, "actual_ore": 56000000, "own_funding_ore": 0, **walk.DAYS}]}
    run.act("applicant-1", grant + "/accounts", accounts)
    tried(run, run.spec.operations["prepareInstalment"], 412,
          {"accounts_version": run.known["version"], "amount_ore": 50000000}, None, "stale")


def queries(run):
    """400 of what the auditors' list cannot read."""
    for operation, twice in (("listEntries", "kind=submit"), ("exportEntries", "kind=submit"),
                             ("listReads", "scope=case"), ("exportReads", "scope=case"),
                             ("exportEntriesAsLines", "kind=submit"), ("exportReadsAsLines", "scope=case"),
                             ("listBalances", "size=3"), ("exportBalances", "size=3"), ("exportBalancesAsLines", "size=3")):
        path = run.path_of(run.spec.operations[operation])
        for query in ("colour=1", "to=24-10-2019", twice + "&" + twice):
            answer = run.expect(400, "auditor-1", "GET", path + "?" + query, problem="malformed")
            run.check(answer.json()["violations"][0]["pointer"].startswith("/query/"),
                      "%s does not name the parameter: %s" % (query, answer))


def log_files(run):
    """400 and 404 of what is no file of the log, whatever it would lead to."""
    path = walk.AGENCY + "/log/file"
    for name in ("../signer/head", "tile/entries/../../config/sequencer.conf", "/etc/passwd", "documents/", "tile/0/1000",
                 "numbers/000.p/5", "documents/" + "0" * 64, "tile/entries/x999/x999/999"):
        run.expect(404, "auditor-1", "GET", path + "?name=" + urllib.parse.quote(name), problem="not-found")
    for query in ("/log/file?names=checkpoint", "/log/file?name=checkpoint&name=log.vkey", "/log/files?from=-1", "/log/files?from="):
        run.expect(400, "auditor-1", "GET", walk.AGENCY + query, problem="malformed")


def long_query(run):
    """400 of a search that is longer than any name, and of a place in a list that is none."""
    for operation, name in (("listSecondFactors", "q"), ("listPeople", "name"), ("listAllPeople", "unit"),
                            ("listOrganisations", "name"), ("readFindings", "query")):
        operation = run.spec.operations[operation]
        path = run.path_of(operation)
        run.expect(400, person_of(operation), "GET", "%s?%s=%s" % (path, name, "x" * 101), problem="malformed")
        if name != "q":
            run.expect(400, person_of(operation), "GET", path + "?cursor=x", problem="malformed")


def refusals(run):
    """429: each refused attempt is an entry; the twenty-first within the hour is one too many."""
    limited = [o for o in run.spec.operations.values() if 429 in o.statuses and o.id not in ASKING]
    counts = {"state-auditor-1": 0, "applicant-2": 0, "external-auditor-1": 0}
    for operation in limited:
        person = "state-auditor-1" if operation.path.startswith(walk.AGENCY) else "applicant-2"
        if operation.id in ("confirmReceipt", "confirmStatement", "disputeStatement", *WITHDRAWING):  # applicants may
            person = "external-auditor-1"
        while counts[person] < 20:
            tried(run, operation, 403, valid_body(run, operation), None, "forbidden", who=person)
            counts[person] += 1
        tried(run, operation, 429, valid_body(run, operation), None, "too-many-refusals",
              who=person)
    listed = run.read("auditor-1", walk.AGENCY + "/entries?kind=record_refusal&limit=200")
    run.check(listed["total_count"] >= 40, "%d refusals are recorded" % listed["total_count"])


def outage(run):
    """503 of everything while the database is away; nothing is lost when it is back."""
    run.database_away()
    try:
        for operation in run.spec.operations.values():
            tried(run, operation, 503, body_of(run, operation), None, "unavailable")
    finally:
        run.database_back()
    run.wait_until("the portal's return", lambda: run.send(
        "applicant-1", "GET", "/api/v1/me").status == 200)
