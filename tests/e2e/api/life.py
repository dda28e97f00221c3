# SPDX-License-Identifier: EUPL-1.2
"""A grant of opkval-2017 to its end: allocated, given line by line, audited, disputed, paid, claimed, closed.

Award 600,000.00, lowered to 500,000.00 before its second line is given. Final accounts of 520,000.00: all of
500,000.00 is paid. Corrected accounts of 450,000.00: 50,000.00 is claimed back, repaid, and the grant is closed.
It is reopened and closed
again. Another grant of the call goes over to who came in the place of its grantee, and is ended before its time.
"""
import bank
import walk
from client import new_key

CALL = "opkval-2017"
ROOT = "/api/v1"
DAYS = {"first": "2018-03-01", "last": "2018-12-31", "before_award_ore": 0}
FIRM = "10000004"  # Demorevision
NUMBER = "demonstration external-auditor-1"
REASON = "Fordi det følger af teksten."
ABSENT_ORE = 10 ** 14  # more than anybody was ever paid


def office(run, rest):
    return walk.AGENCY + "/grants/%d%s" % (run.known["closing_grant"], rest)


def own(run, rest):
    return ROOT + "/grants/%d%s" % (run.known["closing_grant"], rest)


def decision(entry, choice):
    return {"proposal_entry": entry, "decision": choice, "reason": REASON}


def apply(run):
    """Two apply: one whose grant goes to its end, and one whose grant is ended before its time."""
    run.known["closing_grant"] = applied(run, "applicant-1")
    run.known["ended_grant"] = applied(run, "applicant-3")


def applied(run, person):
    """One line of 600,000 kr. in each form that the call asks for; its number."""
    made = run.need(201, person, "POST", ROOT + "/applications", {"call": CALL})
    application = made.json()["application"]
    content = {
        "v": 1, "title": "Kurser for alle", "description": "Syv kurser.", "parties": [], "unit_hours": [],
        "applied_ore": 60000000, "answers": [{"code": "activities", "text": "Syv kurser."}],
        "budget": [{"line": 1, "category": "transport", "text": "Kurser", "note": "Syv kurser",
                    "own_funding_ore": 0, "amounts": [{"year": 2018, "amount_ore": 60000000}]}]}
    saved = run.need(200, person, "PUT", ROOT + "/applications/%d/draft" % application, content,
                     {"If-Match": made.headers["etag"]})
    for slot in ("form", "budget"):
        saved = walk.attach(run, person, application, slot, saved.headers["etag"], person.encode())
    reply = walk.submit(run, person, application)[0]
    run.check(reply["verdict"] == "on_time", "the verdict is %s" % reply["verdict"])
    return application


def allocate(run):
    """The pool is shared out by a key: here everyone gets what was applied for."""
    run.clock("2017-10-31T11:02:30Z")
    path = walk.AGENCY + "/calls/" + CALL
    run.wait_until("close_call", lambda: run.read("officer-1", path)["state"] == "closed")
    for operation in ("readAllocation", "proposeAllocation", "decideAllocation"):
        run.own[operation] = {"call": CALL}
    run.act("officer-1", path + "/opening", {})
    pool = run.read("officer-1", path)["pool"]["available_ore"]
    body = {"pool_ore": pool, "reason": "Efter nøglen."}
    run.act("officer-1", path + "/allocation", {**body, "pool_ore": pool - 1}, status=409,
            problem="computation-differs")
    older = run.act("officer-1", path + "/allocation", body).json()["entry"]
    entry = run.act("officer-1", path + "/allocation", body).json()["entry"]
    run.act("officer-2", path + "/allocation/decisions", decision(older, "allocate"), status=412,
            problem="stale")
    agreed = decision(entry, "allocate")
    run.act("officer-1", path + "/allocation/decisions", agreed, status=403,
            problem="separation-of-duties")
    run.act("officer-2", path + "/allocation/decisions", agreed)
    decided = run.read("officer-3", path + "/allocation")["allocation"]
    run.check(decided["decision"] == "allocate" and decided["report"]["outcome"] == "fits",
              "the allocation is %s" % decided)
    run.known.update(allocation=body, allocation_decision=agreed)


def award(run):
    run.clock("2017-11-15T09:00:00Z")
    lines = [{"year": 2017, "amount_ore": 10000000}, {"year": 2018, "amount_ore": 50000000}]
    for application in (run.known["closing_grant"], run.known["ended_grant"]):
        path = walk.AGENCY + "/applications/%d" % application
        proposed = run.act("officer-1", path + "/award-proposals", {
            "amount_ore": 60000000, "lines": lines, "part_accounts_due": None,
            "final_accounts_due": "2019-03-31", "reason": REASON, "deviation_reason": None}).json()
        run.act("officer-2", path + "/award-decisions", decision(proposed["entry"], "award"))


def lower(run, amount):
    """The line of 2018 is lowered so far that the award is `amount`, as two officers find right."""
    changes = run.read("officer-3", office(run, "/changes"))
    entry = run.act("officer-3", office(run, "/amendment-proposals"), {
        "request_entry": None, "amount_ore": amount,
        "lines": [{"year": 2017, "amount_ore": 10000000}, {"year": 2018, "amount_ore": amount - 10000000}],
        "period_to": "2018-12-31", "part_accounts_due": None, "final_accounts_due": "2019-03-31",
        "budget": changes["budget"], "reason": REASON, "unheard_reason": REASON}).json()["entry"]
    run.act("officer-4", office(run, "/amendment-decisions"), decision(entry, "amend"))


def give(run):
    """The line of 2018: proposed, overtaken by an amendment, declined, proposed again and given."""
    run.clock("2018-01-10T09:00:00Z")
    path, body = office(run, "/lines"), {"year": 2018, "amount_ore": 50000000, "reason": REASON}
    run.act("officer-3", path, {**body, "amount_ore": 50000001}, status=409, problem="computation-differs")
    first = run.act("officer-3", path, body).json()["entry"]
    run.act("officer-4", path, body, status=409, problem="state")
    run.act("officer-3", path + "/decisions", decision(first, "give"), status=403,
            problem="separation-of-duties")
    lower(run, 50000000)
    run.act("officer-4", path + "/decisions", decision(first, "give"), status=412, problem="stale")
    run.act("officer-4", path + "/decisions", decision(first, "decline"))
    body["amount_ore"] = 40000000
    entry = run.act("officer-3", path, body).json()["entry"]
    given = decision(entry, "give")
    key = new_key()
    run.act("officer-4", path + "/decisions", given, key)
    again = run.act("officer-4", path + "/decisions", given, key).json()
    run.check(again["replayed"], "giving twice: %s" % again)
    run.act("officer-4", path + "/decisions", given, status=409, problem="state")
    lines = run.read("applicant-1", own(run, ""))["lines"]["computation"]
    run.check(lines["all_given"] and lines["given_ore"] == 50000000, "the lines are %s" % lines)
    run.known.update(line_body=body, line_decision=given)


def move(run):
    """The other grant goes over to the municipality that the register has in the place of its own: by a signature."""
    grant = run.known["ended_grant"]
    case, mine = walk.AGENCY + "/grants/%d" % grant, ROOT + "/grants/%d" % grant
    body = {"successor": "10000001", "reason": "Kommunerne er lagt sammen."}
    run.act("officer-3", case + "/transfer-proposals", body, status=409, problem="state")
    document = {"v": 1, "organisations": [], "people": [], "changes": [
        {"change": "successor", "cvr": "10000002", "successor": "10000001", "reason": "Lov om sammenlægning"}]}
    put_up = run.act("administrator-1", walk.AGENCY + "/proposals", {
        "subject": "merger", "title": "Sammenlægning", "document": document}).json()["result"]["proposal"]
    path = walk.AGENCY + "/proposals/%d" % put_up
    agreed = {"sha256": run.read("administrator-2", path)["proposal"]["sha256"]}
    for person in ("administrator-1", "administrator-2"):
        run.act(person, path + "/confirmations", agreed)
    run.expect(404, "applicant-1", "GET", mine)
    entry = run.act("officer-3", case + "/transfer-proposals", body).json()["entry"]
    run.act("officer-3", case + "/transfer-proposals", body, status=409, problem="state")
    moved = decision(entry, "transfer")
    run.act("officer-4", case + "/transfer-decisions", moved, status=409, problem="state")
    asked = run.read("applicant-1", mine)
    run.check(asked["actions"] == [], "the successor acts before it is asked to")
    run.check([(file["slot"], file["readable"]) for file in asked["files"]] == [("budget", False), ("form", False)],
              "the files are %s" % asked["files"])
    run.expect(404, "applicant-1", "GET", mine + "/attachments/form", problem="not-found")
    accepted = {"proposal_entry": entry}
    run.act("management-2", mine + "/transfer-acceptances", accepted, status=404, problem="not-found")
    key = new_key()
    pending = run.act("management-1", mine + "/transfer-acceptances", accepted, key, status=403,
                      problem="signature-required").json()["details"]["pending"]
    waiting = ROOT + "/signatures/%d" % pending
    request = run.need(200, "management-1", "GET", waiting + "/request").body
    signed = run.act("management-1", waiting, {"cms": run.sign("management-1", request)}).json()["entry"]
    again = run.act("management-1", mine + "/transfer-acceptances", accepted, key).json()
    run.check(again["entry"] == signed, "the first step again: %s" % again)
    run.act("management-1", mine + "/transfer-acceptances", accepted, status=409, problem="state")
    run.act("officer-3", case + "/transfer-decisions", moved, status=403, problem="separation-of-duties")
    run.act("officer-4", case + "/transfer-decisions", moved)
    run.act("officer-4", case + "/transfer-decisions", moved, status=409, problem="state")
    held, former = run.read("applicant-1", mine), run.read("applicant-3", mine)
    run.check((held["organisation"]["cvr"], held["former"][0]["organisation"]["cvr"]) == ("10000001", "10000002"),
              "the grant is of %s, was of %s" % (held["organisation"], held["former"]))
    run.check("submit_accounts" in held["actions"] and former["actions"] == [], "who may: %s" % held["actions"])
    for person in ("applicant-1", "management-1", "applicant-3"):
        sent = run.need(200, person, "GET", mine + "/attachments/form").body
        run.check(sent == walk.PDF + b"formapplicant-3", "%s gets another file: %s" % (person, sent))
    run.expect(404, "applicant-1", "GET", mine + "/attachments/no_such_slot", problem="not-found")
    run.expect(404, "clinical-1", "GET", mine + "/attachments/form", problem="not-found")
    listed = {row["application"]: row for row in run.read("applicant-3", ROOT + "/grants")["grants"]}[grant]
    run.check((listed["transferred"]["organisation"]["cvr"], listed["next_due"]) == ("10000001", None), "it lists %s" % listed)
    letter = run.read("applicant-3", mine + "/changes")["transfer"]["letters"][0]
    run.check((letter["successor"]["cvr"], letter["award_ore"], letter["committed_ore"]) == ("10000001", 60000000, 60000000),
              "the letter is %s" % letter)
    for operation in ("proposeTransfer", "acceptTransfer", "decideTransfer"):
        run.own[operation] = {"application": grant}
    run.known.update(transfer=body, transfer_acceptance=accepted, transfer_decision=moved)


def end(run):
    """The other grant is ended before its time: not unheard, not by its proposer, not twice; its grantee reads why."""
    grant = run.known["ended_grant"]
    case, mine = walk.AGENCY + "/grants/%d" % grant, ROOT + "/grants/%d" % grant
    pool = run.read("officer-1", walk.AGENCY + "/calls/" + CALL)["pool"]["available_ore"]
    body = {"ground": "Opslagets punkt 12", "reason": "Ingen kurser er begyndt."}
    declined = decision(run.act("officer-3", case + "/termination-proposals", body).json()["entry"], "decline")
    run.act("officer-4", case + "/termination-decisions", declined)
    run.act("officer-4", case + "/termination-decisions", declined, status=409, problem="state")
    ended = decision(run.act("officer-3", case + "/termination-proposals", body).json()["entry"], "terminate")
    run.act("officer-3", case + "/termination-proposals", body, status=409, problem="state")
    run.act("officer-4", case + "/termination-decisions", ended, status=409, problem="state")
    heard = {"facts": "Der er ingen deltagere.", "answer_by": "2018-01-24"}
    hearing = run.act("officer-3", walk.AGENCY + "/applications/%d/hearings" % grant, heard).json()["entry"]
    run.act("officer-4", case + "/termination-decisions", ended, status=409, problem="state")
    run.check(run.read("applicant-3", mine + "/changes")["termination"]["proposals"] == [], "the grantee sees a proposal")
    run.act("applicant-1", ROOT + "/applications/%d/hearing-answers" % grant, {"hearing": hearing, "answer": "Nej."})
    run.act("officer-3", case + "/termination-decisions", ended, status=403, problem="separation-of-duties")
    key = new_key()
    run.act("officer-4", case + "/termination-decisions", ended, key)
    run.check(run.act("officer-4", case + "/termination-decisions", ended, key).json()["replayed"], "ended twice")
    run.act("officer-4", case + "/termination-decisions", ended, status=409, problem="state")
    letter = run.read("applicant-3", mine + "/changes")["termination"]["letter"]
    run.check((letter["ground"], letter["reason"], letter["remark"], letter["paid_ore"], letter["complaint"]["by"]) ==
              (body["ground"], body["reason"], REASON, 0, "2018-02-07"), "the letter is %s" % letter)
    now = run.read("officer-1", walk.AGENCY + "/calls/" + CALL)["pool"]["available_ore"]
    held = run.read("applicant-3", mine)
    run.check(held["terminated"] and held["balances"]["committed_ore"] == 0 and now - pool == letter["returned_ore"] > 0,
              "of the grant: %s, of the pool: %d after %d" % (held["balances"], now, pool))
    run.expect(404, "clinical-1", "GET", mine + "/changes")
    for operation in ("proposeTermination", "decideTermination"):
        run.own[operation] = {"application": grant}
    run.known.update(termination=body, termination_decision=ended)


def appoint(run):
    """Management appoints a firm, ends that, and appoints it again; until then it sees nothing."""
    run.clock("2019-01-20T09:00:00Z")
    path = own(run, "/auditor")
    run.act("management-1", path, {"firm": "10000009"}, status=422, problem="invalid-content")
    run.expect(404, "external-auditor-1", "GET", own(run, "/accounts/1"))
    first = run.act("management-1", path, {"firm": FIRM}).json()["entry"]
    run.act("management-1", path, {"firm": FIRM}, status=409, problem="state")
    ended = {"appointment_entry": first, "reason": REASON}
    run.act("management-1", path + "/withdrawals", {**ended, "appointment_entry": 1}, status=412,
            problem="stale")
    run.act("management-1", path + "/withdrawals", ended)
    run.act("management-1", path + "/withdrawals", ended, status=409, problem="state")
    run.act("management-1", path, {"firm": FIRM})
    seen = run.read("applicant-1", path)["appointment"]["firm"]
    run.check(seen["cvr"] == FIRM, "appointed is %s" % seen)
    run.known["withdrawal"] = ended


def account(run, ore, note):
    """Final accounts; their version and hash. 1,000 km of 2018 at 1.94 kr. are documented in full."""
    reply = run.act("applicant-1", own(run, "/accounts"), {
        "kind": "final", "period_to": "2018-12-31", "note": note, "vat": "excluded",
        "lines": [{"line": 1, "actual_ore": ore, "own_funding_ore": 0, **DAYS}],
        "mileage": [{"line": 1, "year": 2018, "km": 1000, "paid_ore": 194000}]}).json()["result"]
    line = run.read("applicant-1", own(run, "/accounts/%d" % reply["version"]))["lines"][0]
    run.check(line["mileage"] == [{"year": 2018, "km": 1000, "paid_ore": 194000, "rate_ore": 194, "cut_ore": 0}]
              and line["documented_ore"] == min(ore, 60000000), "driving: %s" % line)
    return reply["version"], reply["sha256"]


def driving_refused(run):
    """More was paid for driving than the line cost."""
    body = {"kind": "final", "period_to": "2018-12-31", "note": "", "vat": "excluded",
            "lines": [{"line": 1, "actual_ore": 100, "own_funding_ore": 0, **DAYS}],
            "mileage": [{"line": 1, "year": 2018, "km": 1, "paid_ore": 101}]}
    refused = run.act("applicant-1", own(run, "/accounts"), body, status=422, problem="invalid-content").json()
    run.check([v["code"] for v in refused["violations"]] == ["above_actual"], "driving: %s" % refused)


def days_refused(run):
    """A cost of the day before the project, one of the day after it, and one before the award that is not told apart."""
    for days, wrong in (({"first": "2017-10-31", "before_award_ore": 1}, ("first", "before_first_day")),
                        ({"last": "2019-01-01"}, ("last", "after_last_day")),
                        ({"first": "2017-11-01"}, ("before_award_ore", "missing"))):
        body = {"kind": "final", "period_to": "2018-12-31", "note": "", "vat": "excluded",
                "lines": [{"line": 1, "actual_ore": 100, "own_funding_ore": 0, **DAYS, **days}]}
        refused = run.act("applicant-1", own(run, "/accounts"), body, status=422, problem="invalid-content").json()
        found = [(v["pointer"], v["code"]) for v in refused["violations"]]
        run.check(found == [("/lines/0/" + wrong[0], wrong[1])], "days: %s" % refused)


def opinion(run, accounts, said, grant=None):
    """Where and how the auditor says this of accounts of the grant at that path: of the one that goes to its end."""
    version, sha256 = accounts
    kept = run.need(201, "external-auditor-1", "POST", ROOT + "/audit-reports",
                    b"%%PDF-1.7\n%% %s\n" % sha256.encode(), {"Content-Type": "application/octet-stream"})
    body = {"sha256": sha256, "opinion": said, "auditor_number": NUMBER,
            "report_sha256": kept.json()["sha256"], "note": ""}
    return "%s/accounts/%d/opinions" % (grant or own(run, ""), version), body


def audit(run):
    """A qualified opinion, voided by newer accounts; one more, which an officer accepts."""
    driving_refused(run)
    days_refused(run)
    path, body = opinion(run, account(run, 52000000, "Slut."), "qualified")
    run.act("external-auditor-1", path, {**body, "auditor_number": "mne1"}, status=422,
            problem="invalid-content")
    voided = walk.signed(run, "external-auditor-1", path, body, ROOT)
    before = vouched(run, len(run.read("officer-1", office(run, ""))["accounts"]), "large")
    newest = account(run, 52000000, "Slut, rettet.")
    voided_vouchers(run, before)
    run.act("external-auditor-1", path, body, status=412, problem="stale")
    decided = {"endorsement_entry": voided, "decision": "accept", "reason": REASON}
    run.act("officer-3", office(run, "/opinions/decisions"), decided, status=412, problem="stale")
    path, body = opinion(run, newest, "qualified")
    decided["endorsement_entry"] = walk.signed(run, "external-auditor-1", path, body, ROOT)
    run.act("external-auditor-1", path, body, status=409, problem="state")
    run.act("officer-3", office(run, "/opinions/decisions"), decided)
    run.act("officer-3", office(run, "/opinions/decisions"), decided, status=409, problem="state")
    listed = run.read("external-auditor-2", ROOT + "/audits")["grants"]
    run.check(listed[0]["accounts"][0]["opinion"] == "qualified", "to audit: %s" % listed)
    report = run.need(200, "officer-1", "GET", office(run, "/accounts/%d/report" % newest[0]))
    run.check(report.body.startswith(b"%PDF-1.7"), "the report came back changed")
    run.act("applicant-1", own(run, "/reports"), {
        "report": "final", "period_to": "2018-12-31", "text": "Syv kurser, 140 deltagere.", "topics": []})
    run.known.update(audited=newest[0], opinion=body, opinion_decision=decided)


def bank_file(run, sample, texts):
    """A sample of the bank's answers with these texts in it instead, sent by finance; its entry."""
    text = bank.sample(sample)
    for old, new in texts.items():
        text = text.replace(old, new)
    return bank.send(run, text)


def vouched(run, version, why):
    """Vouchers of these accounts: asked for, drawn by the log's next head, sent, judged in full; the four bodies."""
    ask = {"version": version, "reason": REASON}
    run.act("officer-1", office(run, "/voucher-requests"), ask)
    run.act("officer-2", office(run, "/voucher-requests"), ask, status=409, problem="state")
    run.wait_until("draw_vouchers", lambda: run.read("applicant-1", own(run, "/vouchers"))["state"] != "undrawn")
    asked = run.read("applicant-1", own(run, "/vouchers"))
    request = asked["requests"][0]
    run.check(asked["state"] == "asked" and [line["why"] for line in request["lines"]] == [why], "drawn: %s" % asked)
    kept = run.need(201, "applicant-1", "POST", ROOT + "/vouchers", b"%%PDF-1.7\n%% %d\n" % version,
                    {"Content-Type": "application/octet-stream"}).json()["sha256"]
    answer = {"request": request["entry"], "lines": [
        {"line": 1, "note": "", "files": [{"sha256": kept, "filename": "faktura.pdf"}]}]}
    nothing = {**answer, "lines": [{"line": 1, "note": "", "files": []}]}
    run.act("applicant-1", own(run, "/voucher-answers"), nothing, status=422, problem="invalid-content")
    judgement = {"request": request["entry"], "reason": REASON, "lines": [
        {"line": 1, "result": "full", "accepted_ore": 52000000, "reason": ""}]}
    run.act("officer-1", office(run, "/voucher-judgements"), judgement, status=409, problem="state")
    run.expect(404, "officer-1", "GET", office(run, "/vouchers/" + kept))
    run.act("applicant-1", own(run, "/voucher-answers"), answer)
    sent = run.need(200, "officer-1", "GET", office(run, "/vouchers/" + kept))
    run.check(sent.body.startswith(b"%PDF-1.7"), "the voucher came back changed")
    less = {**judgement, "lines": [{"line": 1, "result": "full", "accepted_ore": 1, "reason": ""}]}
    run.act("officer-1", office(run, "/voucher-judgements"), less, status=422, problem="invalid-content")
    entry = run.act("officer-1", office(run, "/voucher-judgements"), judgement).json()["entry"]
    run.known["voucher"] = kept
    return ask, answer, judgement, decision(entry, "accept")


def voided_vouchers(run, bodies_before):
    """Newer accounts void all of it."""
    ask, answer, judgement, decided = bodies_before
    run.act("officer-1", office(run, "/voucher-requests"), ask, status=412, problem="stale")
    run.act("applicant-1", own(run, "/voucher-answers"), answer, status=412, problem="stale")
    run.act("officer-1", office(run, "/voucher-judgements"), judgement, status=412, problem="stale")
    run.act("officer-2", office(run, "/voucher-decisions"), decided, status=412, problem="stale")


def vouch(run):
    """Asked for again, because newer accounts got rid of nothing; nothing is prepared before another officer decided."""
    version = run.known["audited"]
    prepare = {"accounts_version": version, "amount_ore": 50000000}
    run.act("officer-3", office(run, "/instalments"), prepare, status=409, problem="state")
    ask, answer, judgement, decided = vouched(run, version, "before")
    run.act("officer-1", office(run, "/voucher-decisions"), decided, status=403, problem="separation-of-duties")
    run.act("officer-2", office(run, "/voucher-decisions"), decided)
    run.act("officer-2", office(run, "/voucher-decisions"), decided, status=409, problem="state")
    told = run.read("applicant-1", own(run, "/vouchers"))
    run.check(told["state"] == "decided" and told["missing"] == [], "after the decision: %s" % told)
    run.expect(404, "applicant-3", "GET", own(run, "/vouchers"))
    run.known.update(voucher_bodies={"requestVouchers": ask, "submitVouchers": answer, "judgeVouchers": judgement,
                                     "decideVouchers": decided})


def pay(run):
    """min(500,000, 520,000) = 500,000, and the bank names the payee."""
    version = run.known["audited"]
    computed = run.read("officer-3", office(run, "/accounts/%d/computation" % version))["computation"]
    run.check(computed["payable_ore"] == 50000000, "payable is %s" % computed)
    body = {"accounts_version": version, "amount_ore": 50000000}
    prepared = run.act("officer-3", office(run, "/instalments"), body).json()["entry"]
    run.act("finance-1", walk.AGENCY + "/instalments/%d/approval" % prepared, {"amount_ore": 50000000},
            code=run.code("finance-1"))
    walk.signed(run, "finance-2", walk.AGENCY + "/batches",
                {"instalments": [prepared], "total_ore": 50000000})
    batch = run.read("officer-1", walk.AGENCY + "/batches")["batches"][0]["batch"]
    reference = run.read("officer-1", walk.AGENCY + "/batches/%d" % batch)["instalments"][0]["reference"]
    run.clock("2019-02-20T09:00:00Z")
    entry = bank_file(run, "paid", {">REF<": ">%s<" % reference, ">20000001<": ">10000001<",
                                    "2020-11-": "2019-01-", "<AcctSvcrRef>": "<AcctSvcrRef>life-"})
    path = walk.AGENCY + "/statements/%d" % entry
    run.act("finance-3", path + "/bookings", run.read("finance-3", path)["bookable"])


def dispute(run):
    """The statement of 2018 is disputed, which two officers find unfounded; then it is confirmed."""
    path = own(run, "/statements/2018")
    shown = {"sha256": run.read("applicant-1", path)["statement"]["sha256"]}
    wrong = {"sha256": "0" * 64}
    run.act("applicant-1", path + "/disputes", {**wrong, "reason": ""}, status=412, problem="stale")
    opened = run.act("applicant-1", path + "/disputes", {**shown, "reason": "Et beløb mangler."}).json()
    run.act("management-1", path + "/disputes", {**shown, "reason": ""}, status=409, problem="state")
    body = {"dispute": opened["entry"], "outcome": "unfounded", "reason": REASON}
    where = office(run, "/resolutions")
    run.act("officer-1", where + "/confirmations", {"proposal_entry": 1}, status=409, problem="state")
    older = run.act("officer-3", where, body).json()["entry"]
    newest = {"proposal_entry": run.act("officer-3", where, body).json()["entry"]}
    run.act("officer-3", where + "/confirmations", newest, status=403, problem="separation-of-duties")
    run.act("officer-1", where + "/confirmations", {"proposal_entry": older}, status=412, problem="stale")
    run.check(run.read("officer-1", walk.AGENCY + "/disputes")["disputes"][0]["proposed"], "not proposed")
    run.act("officer-1", where + "/confirmations", newest)
    run.act("officer-3", where, body, status=409, problem="state")
    run.act("applicant-1", path + "/confirmations", wrong, status=412, problem="stale")
    stated = run.read("applicant-1", path)["statement"]
    run.check((stated["v"], stated["interest_owed_ore"], stated["in_all"]["interest_ore"]) == (2, 0, 0), "stated: %s" % stated)
    shown = {"sha256": stated["sha256"]}
    run.act("applicant-1", path + "/confirmations", shown)
    run.act("management-1", path + "/confirmations", shown, status=409, problem="state")
    run.known.update(year=2018, resolution=body, resolution_confirmation=newest)


def claim(run):
    """Corrected accounts of 450,000: 50,000 too much was paid. Overtaken once, then decided."""
    run.clock("2019-03-01T09:00:00Z")
    walk.signed(run, "external-auditor-1", *opinion(run, account(run, 45000000, "Et kursus blev aflyst."),
                                                    "clean"), ROOT)
    path = office(run, "/claims")
    computed = run.read("officer-3", path)["computed"]["computation"]["claim_ore"]
    run.check(computed == 5000000, "500,000 - 450,000 is claimed as %d" % computed)
    body = {"cause": "accounts", "amount_ore": computed, "due": "2019-04-15", "reason": REASON,
            "unheard_reason": REASON}
    run.act("officer-3", path, {**body, "due": "2019-03-01"}, status=422, problem="invalid-content")
    run.act("officer-3", path, {**body, "unheard_reason": None}, status=422, problem="invalid-content")
    run.act("officer-3", path, {**body, "amount_ore": computed + 1}, status=409,
            problem="computation-differs")
    run.act("officer-3", path, {**body, "cause": "terms", "amount_ore": ABSENT_ORE}, status=409,
            problem="limit")
    entry = run.act("officer-3", path, body).json()["entry"]
    run.act("officer-4", path, body, status=409, problem="state")
    run.act("officer-3", path + "/decisions", decision(entry, "claim"), status=403,
            problem="separation-of-duties")
    newest = account(run, 45000000, "Et kursus blev aflyst, som aftalt.")
    run.act("officer-4", path + "/decisions", decision(entry, "claim"), status=409,
            problem="computation-differs")
    walk.signed(run, "external-auditor-1", *opinion(run, newest, "clean"), ROOT)
    run.act("officer-4", path + "/decisions", decision(entry, "claim"), status=412, problem="stale")
    run.act("officer-4", path + "/decisions", decision(entry, "decline"))
    entry = run.act("officer-3", path, body).json()["entry"]
    run.check(run.read("officer-1", walk.AGENCY + "/claims")["proposals"][0]["entry"] == entry, "no proposal")
    decided = decision(entry, "claim")
    number = run.act("officer-4", path + "/decisions", decided).json()["entry"]
    run.act("officer-4", path + "/decisions", decided, status=409, problem="state")
    run.known.update(claim_decision=decided, claim=number)


def settle(run):
    """A plan of two parts, and the rate that would be paid if they were late."""
    path = office(run, "/settlements")
    parts = [{"due": "2019-04-01", "amount_ore": 2500000}, {"due": "2019-05-01", "amount_ore": 2500000}]
    body = {"claim": run.known["claim"], "change": "plan", "instalments": parts, "amount_ore": 5000000,
            "reason": REASON}
    run.act("officer-3", path, {**body, "amount_ore": 4999999}, status=422, problem="invalid-content")
    entry = run.act("officer-3", path, body).json()["entry"]
    run.act("officer-4", path, body, status=409, problem="state")
    agreed = decision(entry, "accept")
    key = new_key()
    run.act("finance-3", path + "/decisions", agreed, status=403, problem="second-factor-required")
    run.act("finance-3", path + "/decisions", agreed, key, code=run.code("finance-3"))
    run.act("finance-3", path + "/decisions", {**agreed, "decision": "decline"}, key, status=409,
            problem="idempotency-conflict")
    dues = run.read("applicant-1", own(run, "/claims"))["claims"][0]["dues"]
    run.check([part["due"] for part in dues] == ["2019-04-01", "2019-05-01"], "due is %s" % dues)
    rate = {"from": "2019-01-01", "to": "2019-06-30", "reference_percent": "0.05", "supplement_bp": 800,
            "source": "renteloven § 5, stk. 1"}
    path = walk.AGENCY + "/interest-rates"
    run.act("finance-1", path, {**rate, "reference_percent": "0,05"}, status=400, problem="malformed")
    proposed = decision(run.act("finance-1", path, rate).json()["entry"], "accept")
    run.act("finance-2", path, {**rate, "to": "2019-05-31"}, status=409, problem="state")
    run.act("finance-1", path + "/decisions", proposed, status=403, problem="separation-of-duties")
    run.act("finance-2", path + "/decisions", proposed)
    run.act("finance-2", path + "/decisions", proposed, status=409, problem="state")
    rates = run.read("auditor-1", walk.AGENCY + "/claims")["rates"]
    run.check([row["rate_bp"] for row in rates] == [805], "the rates are %s" % rates)
    run.known.update(settlement_decision=agreed, rate=rate, rate_decision=proposed)


def periods(run):
    """The year before is closed by two of finance."""
    path = walk.AGENCY + "/accounting-periods"
    body = {"month": "2018-12", "change": "close", "reason": REASON}
    run.act("finance-1", path, {**body, "month": "2019-03"}, status=422, problem="invalid-content")
    run.act("finance-1", path, {**body, "month": "2018-13"}, status=400, problem="malformed")
    proposed = decision(run.act("finance-1", path, body).json()["entry"], "accept")
    run.act("finance-3", path, body, status=409, problem="state")
    run.act("finance-1", path + "/decisions", proposed, status=403, problem="separation-of-duties")
    run.act("finance-2", path + "/decisions", proposed)
    run.act("finance-2", path + "/decisions", proposed, status=409, problem="state")
    month = run.read("auditor-1", walk.AGENCY + "/months/2018-11")["period"]
    run.check(month["closed"] and month["closed_through"] == "2018-12", "the month is %s" % month)
    nothing = dict.fromkeys(["before_ore", "new_ore", "paid_ore", "set_off_ore", "written_off_ore", "open_ore"], 0)
    month = run.read("auditor-1", walk.AGENCY + "/months/2018-12")["period"]["decided"][0]["repayments"]
    run.check(month == {"claims": nothing, "interest": nothing}, "recorded with the closing: %s" % month)
    month = run.read("finance-1", walk.AGENCY + "/months/2019-03")["repayments"]["claims"]
    run.check(month == {**nothing, "new_ore": 5000000, "open_ore": 5000000}, "claimed in March: %s" % month)
    run.check(run.read("finance-1", walk.AGENCY + "/months/2019-04")["repayments"] is None, "April has not begun")
    run.known.update(period=body, period_decision=proposed)


def years(run):
    """What 2018 has left is carried over, but one krone; another of finance decides, and posts it."""
    path = walk.AGENCY + "/years"
    left = run.read("finance-1", path + "/2018")
    run.check(left["actions"] == ["propose_year"] and left["rest"], "the year is %s" % left)
    lines = [{**row, "carried_ore": row["rest_ore"], "lapsed_ore": 0, "ground": "BV 2.7.2"} for row in left["rest"]]
    first = next(row for row in lines if row["what"] != "committed")
    first["carried_ore"] -= 100
    first["lapsed_ore"] += 100
    body = {"year": 2018, "change": "close", "reason": REASON, "lines": lines}
    run.act("finance-1", path, {**body, "year": 2019}, status=422, problem="invalid-content")
    run.act("finance-1", path, {**body, "lines": lines[1:]}, status=422, problem="invalid-content")
    run.act("finance-1", path, {**body, "lines": [{**lines[0], "what": "rest"}]}, status=422, problem="invalid-content")
    proposed = decision(run.act("finance-1", path, body).json()["entry"], "accept")
    run.act("finance-3", path, body, status=409, problem="state")
    run.act("finance-1", walk.AGENCY + "/year-decisions", proposed, status=403, problem="separation-of-duties")
    run.act("finance-2", walk.AGENCY + "/year-decisions", proposed)
    run.act("finance-2", walk.AGENCY + "/year-decisions", proposed, status=409, problem="state")
    year = run.read("auditor-1", path + "/2018")
    run.check(year["closed"] and year["decided"][0]["lines"] == lines, "the year is %s" % year)
    month = {"month": "2018-12", "change": "open", "reason": REASON}
    run.act("finance-1", walk.AGENCY + "/accounting-periods", month, status=409, problem="state")
    run.known.update(year_end=body, year_decision=proposed)


def close(run):
    """50,000 comes back through the bank; with nothing owed and nothing left the grant is closed."""
    run.clock("2019-03-20T09:00:00Z")
    entry = bank_file(run, "notified", {
        "500000.00": "50000.00", "DBIT": "CRDT", "<EndToEndId>REF</EndToEndId>": "",
        "2020-11-": "2019-03-", "<AcctSvcrRef>": "<AcctSvcrRef>back-", "<Id>N-1<": "<Id>N-2<"})
    path = walk.AGENCY + "/statements/%d/lines/1/repayments" % entry
    body = {"application": run.known["closing_grant"], "amount_ore": 5000000}
    run.act("officer-1", office(run, "/closing"), {"returned_ore": 0}, status=409, problem="state")
    run.act("finance-3", path, body)
    run.act("finance-3", path, body, status=409, problem="state")
    run.act("officer-1", office(run, "/closing"), {"returned_ore": 1}, status=409,
            problem="computation-differs")
    run.act("officer-1", office(run, "/closing"), {"returned_ore": 0})
    run.act("officer-1", office(run, "/closing"), {"returned_ore": 0}, status=409, problem="state")
    held = run.read("applicant-1", own(run, ""))["balances"]
    run.check((held["paid_ore"], held["reclaimed_ore"], held["committed_ore"]) == (45000000, 0, 0),
              "the balances are %s" % held)


def reopen(run):
    """The closed grant is reopened: not by one, not twice; its grantee reads why; and it is closed again."""
    case, mine = office(run, ""), own(run, "")
    body = {"ground": "Revisionens brev af 18. marts", "reason": "Et bilag manglede."}
    declined = decision(run.act("officer-3", case + "/reopening-proposals", body).json()["entry"], "decline")
    run.act("officer-4", case + "/reopening-decisions", declined)
    run.act("officer-4", case + "/reopening-decisions", declined, status=409, problem="state")
    again = decision(run.act("officer-3", case + "/reopening-proposals", body).json()["entry"], "reopen")
    run.act("officer-3", case + "/reopening-proposals", body, status=409, problem="state")
    run.check(run.read("applicant-1", mine + "/changes")["reopening"]["proposals"] == [], "the grantee sees a proposal")
    run.act("officer-3", case + "/reopening-decisions", again, status=403, problem="separation-of-duties")
    key = new_key()
    run.act("officer-4", case + "/reopening-decisions", again, key)
    run.check(run.act("officer-4", case + "/reopening-decisions", again, key).json()["replayed"], "reopened twice")
    run.act("officer-4", case + "/reopening-decisions", again, status=409, problem="state")
    letter = run.read("applicant-1", mine + "/changes")["reopening"]["letters"][0]
    run.check((letter["ground"], letter["reason"], letter["remark"], letter["committed_ore"], letter["paid_ore"],
               letter["complaint"]["by"]) == (body["ground"], body["reason"], REASON, 0, 45000000, "2019-04-17"),
              "the letter is %s" % letter)
    run.check(run.read("applicant-1", mine)["reopened"], "the grant does not say that it was reopened")
    run.act("officer-1", case + "/closing", {"returned_ore": 0})
    run.check(not run.read("applicant-1", mine)["reopened"], "it is still called reopened")
    run.known.update(reopening=body, reopening_decision=again)


# Operations that are asked about this grant from here on.
HERE = ("readAuditReport", "readAgencyAuditReport", "endorseAccounts", "readAuditor", "appointAuditor",
        "withdrawAuditor", "readYearStatement", "confirmStatement", "disputeStatement", "readClaims",
        "readAgencyClaims", "proposeClaim", "decideClaim", "proposeSettlement", "decideSettlement",
        "proposeLine", "giveLine", "proposeResolution", "confirmResolution", "decideOpinion", "decideReopening", "readVouchers",
        "readAgencyVouchers", "readVoucher", "readAgencyVoucher", "requestVouchers", "submitVouchers",
        "judgeVouchers", "decideVouchers")


def live(run):
    for step in (apply, allocate, award, give, move, end, appoint, audit, vouch, pay, dispute, claim, settle, periods, years, close,
                 reopen):
        step(run)
    run.own["proposeReopening"] = {"application": run.known["ended_grant"]}  # which is not reopened
    for operation in HERE:
        run.own[operation] = {"application": run.known["closing_grant"], "version": run.known["audited"],
                              "sha256": run.known["voucher"]}


def bodies(run):
    """Bodies of the right form, none of which would be recorded: the grant is closed, all is decided."""
    known = run.known
    return {
        "appointAuditor": {"firm": FIRM}, "withdrawAuditor": known["withdrawal"],
        "endorseAccounts": known["opinion"], "decideOpinion": known["opinion_decision"],
        "confirmStatement": {"sha256": "0" * 64}, "disputeStatement": {"sha256": "0" * 64, "reason": ""},
        "proposeResolution": known["resolution"], "confirmResolution": known["resolution_confirmation"],
        "proposeLine": known["line_body"], "giveLine": known["line_decision"],
        "proposeClaim": {"cause": "terms", "amount_ore": ABSENT_ORE, "due": "2039-01-01", "reason": REASON},
        "decideClaim": known["claim_decision"],
        "proposeSettlement": {"claim": known["claim"], "change": "write_off", "instalments": [],
                              "amount_ore": 1, "reason": REASON},
        "decideSettlement": known["settlement_decision"],
        "proposeInterest": known["rate"], "decideInterest": known["rate_decision"],
        "proposePeriod": known["period"], "decidePeriod": known["period_decision"],
        "proposeTermination": known["termination"], "decideTermination": known["termination_decision"],
        "proposeTransfer": known["transfer"], "acceptTransfer": known["transfer_acceptance"],
        "decideTransfer": known["transfer_decision"],
        "proposeReopening": known["reopening"], "decideReopening": known["reopening_decision"],
        **known["voucher_bodies"],
        "proposeYear": known["year_end"], "decideYear": known["year_decision"],
    }
