# SPDX-License-Identifier: EUPL-1.2
"""fsm2-2019 from draft to released instalment, each step by the person whose step it is."""
import hashlib
import re
import subprocess
import urllib.parse

from client import new_key
from harness import Wrong

DAYS = {"first": "2020-01-01", "last": "2020-10-31", "before_award_ore": 0}  # of costs
CALL = "fsm2-2019"
AGENCY = "/api/v1/agency"
PDF = b"%PDF-1.4\n% form\n%%EOF\n"
YEARS = (2019, 2020, 2021)
AWARD_ORE = 100000000
SOURCE = "5" * 64  # the hash of the agency's statistics
ANSWERS = ("case_loads", "earlier_results", "anchoring", "result_plan", "overall")


def content(title, first_year=2019):
    """An application of 1,000,000 kr. that breaks no rule of a call with costs from `first_year`."""
    amounts = {2019: 6000000, 2020: 44000000, 2021: 40000000}
    if first_year == 2020:
        amounts = {2020: 50000000, 2021: 40000000}
    return {
        "v": 1, "title": title, "description": "En jobformidler til alle.\nOgså om aftenen.",
        "parties": [], "unit_hours": [], "applied_ore": AWARD_ORE,
        "budget": [
            {"line": 1, "category": "job_broker", "text": "Jobformidlere",
             "note": "Jobcenter, 2 medarbejdere, 310 kr. i timen, 1.450 timer",
             "own_funding_ore": 0,
             "amounts": [{"year": year, "amount_ore": ore} for year, ore in amounts.items()]},
            {"line": 2, "category": "project_management", "text": "Projektledelse",
             "note": "Jobcenter, 1 medarbejder, 390 kr. i timen, 128 timer",
             "own_funding_ore": 0,
             "amounts": [{"year": 2020, "amount_ore": 10000000}]}],
        "answers": [{"code": code, "text": "Svar på %s." % code} for code in ANSWERS]}


def draft(run, person, title, first_year=2019):
    """A complete draft of `person`; returns its number."""
    made = run.need(201, person, "POST", "/api/v1/applications", {"call": CALL})
    application = made.json()["application"]
    base = "/api/v1/applications/%d" % application
    run.check(made.headers["location"] == base, "Location of a draft: %s" % made.headers)
    saved = run.need(200, person, "PUT", base + "/draft", content(title, first_year),
                     {"If-Match": made.headers["etag"]})
    other_names(run, person, base, saved.headers["etag"])
    for slot in ("form", "budget"):
        saved = attach(run, person, application, slot, saved.headers["etag"])
    return application


def other_names(run, person, base, etag):
    """What begins like a PDF and is called like something that an officer's computer would run."""
    for name in ("form.hta", "form.pdf.bat", "form.docx", "form"):
        answer = run.expect(422, person, "PUT", base + "/attachments/form", PDF + b"form", {
            "If-Match": etag, "X-File-Name": name, "Content-Type": "application/octet-stream"},
            "invalid-content")
        run.check([one["code"] for one in answer.json()["violations"]] == ["file_name"],
                  "%s: %s" % (name, answer))


def attach(run, person, application, slot, etag, more=b""):
    return run.need(200, person, "PUT", "/api/v1/applications/%d/attachments/%s" % (application, slot),
                    PDF + slot.encode() + more, {"If-Match": etag, "X-File-Name": "%s%%20%%C3%%A6.pdf" % slot,
                                          "Content-Type": "application/octet-stream"})


def submission(run, person, application):
    """What a submission of the newest version says."""
    newest = run.read(person, "/api/v1/applications/%d/draft" % application)
    return {"version": newest["version"], "sha256": newest["sha256"]}


def submit(run, person, application, key=None):
    path = "/api/v1/applications/%d/submissions" % application
    body = submission(run, person, application)
    return run.act(person, path, body, key).json(), path, body


def withdraw(run, person, application):
    """Sent and withdrawn with a code: it does not count, and everyone of the municipality is told."""
    sent = submit(run, person, application)[0]["entry"]
    path = "/api/v1/applications/%d/withdrawals" % application
    body, key = {"submission_entry": sent, "reason": "Vi mangler et bilag."}, new_key()
    run.act(person, path, body, status=403, problem="second-factor-required")
    run.act(person, path, {**body, "submission_entry": 1}, code=run.code(person), status=412, problem="stale")
    reply = run.act(person, path, body, key, code=run.code(person)).json()
    run.check(reply["verdict"] == "withdrawn" and "receipt" in reply, "the withdrawal is %s" % reply)
    again = run.act(person, path, body, key, code=run.code(person)).json()
    run.check(again["replayed"] and again["entry"] == reply["entry"], "withdrawn twice: %s" % again)
    run.act(person, path, body, code=run.code(person), status=409, problem="state")
    case = run.read("management-1", "/api/v1/applications/%d" % application)
    run.check((case["state"], case["withdrawal"]["entry"]) == ("withdrawn", reply["entry"]), "the case is %s" % case)
    run.check(case["withdrawal"]["reason"] == body["reason"] and case["withdrawal"]["undo_until"] is not None,
              "everyone is told %s" % case["withdrawal"])


def withdraw_late(run):
    """A third application, withdrawn by two once the call is closed: proposed, taken back, proposed again, confirmed."""
    path = "/api/v1/applications/%d/withdrawal-" % run.known["withdrawn"]
    body = {"submission_entry": run.known["withdrawn_entry"], "reason": None}
    run.act("applicant-1", path + "proposals", body, status=403, problem="second-factor-required")
    run.act("applicant-1", path + "proposals", {**body, "submission_entry": 1}, code=run.code("applicant-1"),
            status=412, problem="stale")
    answer = {"proposal_entry": run.act("applicant-1", path + "proposals", body, code=run.code("applicant-1")).json()["entry"]}
    run.act("applicant-2", path + "proposals", body, code=run.code("applicant-2"), status=409, problem="state")
    run.act("applicant-1", path + "confirmations", answer, code=run.code("applicant-1"), status=403,
            problem="separation-of-duties")
    run.act("applicant-2", path + "retractions", answer)
    run.act("applicant-2", path + "confirmations", answer, code=run.code("applicant-2"), status=409, problem="state")
    answer = {"proposal_entry": run.act("applicant-1", path + "proposals", body, code=run.code("applicant-1")).json()["entry"]}
    reply = run.act("applicant-2", path + "confirmations", answer, code=run.code("applicant-2")).json()
    run.check(reply["verdict"] == "withdrawn", "the second person's answer: %s" % reply)
    case = run.read("management-1", "/api/v1/applications/%d" % run.known["withdrawn"])
    run.check((case["state"], case["withdrawal"]["undo_until"], case["actions"]) == ("withdrawn", None, []),
              "the case is %s" % case["withdrawal"])
    run.known["late_withdrawal"] = answer["proposal_entry"]


def apply(run):
    """Two municipalities apply; the first one withdraws, and sends the same version again, twice with the same key."""
    first = draft(run, "applicant-1", "Sammen om job")
    second = draft(run, "applicant-3", "Flere i arbejde", 2020)  # a Frontrunner municipality
    withdraw(run, "applicant-1", first)
    key = new_key()
    reply, path, body = submit(run, "applicant-1", first, key)
    run.check(reply["verdict"] == "on_time", "the verdict is %s" % reply["verdict"])
    again = run.act("applicant-1", path, body, key)
    run.check(again.headers.get("idempotent-replayed") == "true", "the repetition is not marked")
    same = {name: again.json()[name] for name in ("entry", "leaf_hash", "receipt", "received")}
    run.check(all(reply[name] == value for name, value in same.items()),
              "the repetition has another answer: %s / %s" % (reply, again))
    submit(run, "applicant-3", second)
    third = draft(run, "applicant-1", "Trukket tilbage")
    run.known.update(withdrawn=third, withdrawn_entry=submit(run, "applicant-1", third)[0]["entry"])
    note = run.need(200, "applicant-1", "GET", "/api/v1/receipts/%d" % reply["entry"],
                    headers={"Accept": "text/plain"})
    run.check(note.body.decode() == reply["receipt"], "the receipt differs from the reply's")
    run.known.update(call=CALL, application=first, other=second, entry=reply["entry"], slot="form",
                     act="submit_accounts", stream="grant:%d" % first,
                     submission=reply["entry"])
    file = run.need(200, "applicant-1", "GET", "/api/v1/applications/%d/attachments/form" % first)
    run.check(file.body == PDF + b"form", "the attachment came back changed")


def press(run, person, application):
    """The button of a submission when the login has ended: gives the number under which the form is kept."""
    body = urllib.parse.urlencode(submission(run, person, application)).encode()
    answer = run.send(person, "POST", "/applications/%d/submit" % application, body,
                      {"Origin": run.base, "Content-Type": "application/x-www-form-urlencoded"})
    kept = re.search(r"%3Fkept%3D(\d+)$", answer.headers.get("location", ""))
    if answer.status != 303 or kept is None:
        raise Wrong("a press without a login: %s %s" % (answer, answer.headers))
    return kept.group(1)


def press_again(run, person, application, kept):
    """The same button of the form that came back after the login."""
    form = {"Origin": run.base, "Content-Type": "application/x-www-form-urlencoded"}
    path = "/applications/%d/submit" % application
    cookie = run.send(person, "POST", "/login", b"", form).headers["set-cookie"].split(";")[0]
    page = run.send(person, "GET", "%s?kept=%s" % (path, kept), None, {"Cookie": cookie}).body.decode()
    button = re.search(r'<form [^>]*action="%s".*?</form>' % path, page, re.S)
    if button is None:
        raise Wrong("the form did not come back: %s" % page)
    hidden = dict(re.findall(r'type="hidden" name="([a-z0-9_]+)" value="([^"]*)"', button.group(0)))
    answer = run.send(person, "POST", path, urllib.parse.urlencode({**hidden, "kept": kept}).encode(),
                      {**form, "Cookie": cookie})
    if answer.status != 303:
        raise Wrong("a press after the login: %s" % answer)


def notices(run):
    """A call that is still open can be applied to for a week longer: proposed by one officer, published by another."""
    call = "/calls/ressource-2019"
    path = AGENCY + call + "/notices"
    before = run.read("applicant-1", "/api/v1" + call)
    body = {"kind": "deadline", "change": {"local": "2019-12-06T12:00", "end_of_day": False}, "reason": "Portalen var nede."}
    run.act("officer-3", path, {**body, "change": {"local": "2019-11-29T12:00", "end_of_day": False}}, status=422,
            problem="invalid-content")
    older = run.act("officer-3", path, body).json()["entry"]
    entry = run.act("officer-3", path, body).json()["entry"]
    waiting = run.read("officer-4", path)
    run.check([row["entry"] for row in waiting["proposals"]] == [entry], "what waits is %s" % waiting["proposals"])
    decision = {"proposal_entry": entry, "decision": "publish", "reason": "Enig.",
                "change_sha256": waiting["proposals"][0]["change_sha256"]}
    run.act("officer-3", path + "/decisions", decision, status=403, problem="separation-of-duties")
    run.act("officer-4", path + "/decisions", {**decision, "proposal_entry": older}, status=412, problem="stale")
    run.act("officer-4", path + "/decisions", decision)
    run.act("officer-4", path + "/decisions", decision, status=409, problem="state")
    after = run.read("applicant-1", "/api/v1" + call)
    moved = after["notices"][0]
    run.check(after["deadline"]["last_on_time"] == "2019-12-06T11:00:00.000000Z" and after["sha256"] == before["sha256"]
              and after["definition"] == before["definition"], "the call is %s" % after["deadline"])
    run.check(moved["from_last_on_time"] == before["deadline"]["last_on_time"] and moved["previous_sha256"] == before["sha256"]
              and moved["sha256"] == hashlib.sha256(bytes.fromhex(moved["previous_sha256"] + moved["change_sha256"])).hexdigest(),
              "its notice is %s" % moved)
    reply = {"kind": "answer", "reason": "Spurgt pr. mail.",
             "change": {"question": "Må to kommuner søge sammen?", "answer": "Nej.", "asked_by": "municipality", "replaces": None}}
    entry = run.act("officer-3", path, reply).json()["entry"]
    waiting = run.read("officer-4", path)["proposals"][0]
    run.act("officer-4", path + "/decisions", {**decision, "proposal_entry": entry, "change_sha256": waiting["change_sha256"]})
    newer = {**reply, "change": {**reply["change"], "answer": "Ja.", "replaces": 7}}
    run.act("officer-3", path, newer, status=422, problem="invalid-content")
    newer["change"]["replaces"] = 2
    entry = run.act("officer-3", path, newer).json()["entry"]
    waiting = run.read("officer-4", path)["proposals"][0]
    run.act("officer-4", path + "/decisions", {**decision, "proposal_entry": entry, "change_sha256": waiting["change_sha256"]})
    shown = run.read("applicant-1", "/api/v1" + call)["notices"]
    run.check([(n["number"], n["replaced_by"]) for n in shown] == [(3, None), (2, 3), (1, None)], "the notices are %s" % shown)
    fault = {"kind": "correction", "reason": "Postkassen er flyttet.",
             "change": {"field": "pool_ore", "before": "6150000000", "after": "6160000000"}}
    run.act("officer-3", path, fault, status=422)
    fault["change"] = {"field": "contact", "before": before["definition"]["contact"], "after": "puljer@example.dk"}
    entry = run.act("officer-3", path, fault).json()["entry"]
    waiting = run.read("officer-4", path)["proposals"][0]
    run.act("officer-4", path + "/decisions", {**decision, "proposal_entry": entry, "change_sha256": waiting["change_sha256"]})
    corrected = run.read("applicant-1", "/api/v1" + call)
    run.check(corrected["in_force"]["contact"] == "puljer@example.dk" and corrected["definition"] == before["definition"]
              and corrected["sha256"] == before["sha256"], "the corrected call has %s" % corrected["in_force"])
    run.known.update(notice=body, notice_decision=decision)


def close_and_open(run):
    run.clock("2019-10-24T09:59:30Z")
    kept = press(run, "applicant-3", run.known["other"])
    run.clock("2019-10-24T10:00:30Z")
    late = run.act("applicant-1", "/api/v1/applications/%d/submissions" % run.known["application"],
                   submission(run, "applicant-1", run.known["application"])).json()
    run.check(late["verdict"] == "late", "after the deadline the verdict is %s" % late["verdict"])
    run.clock("2019-10-24T10:01:35Z")
    press_again(run, "applicant-3", run.known["other"], kept)  # 125 s behind: contested
    run.clock("2019-10-24T10:02:30Z")
    path = AGENCY + "/calls/" + CALL
    run.wait_until("close_call", lambda: run.read("officer-1", path)["state"] == "closed")
    withdraw_late(run)
    weights = {"weights": [{"criterion": code, "weight_bp": 2000} for code in ANSWERS]}
    older = run.act("officer-1", path + "/weights", weights).json()["entry"]
    proposal = run.act("officer-1", path + "/weights", weights).json()["entry"]
    run.known["weights_proposal"] = proposal
    run.act("officer-1", path + "/weights/confirmations", {"proposal_entry": proposal}, status=403,
            problem="separation-of-duties")
    run.act("officer-2", path + "/weights/confirmations", {"proposal_entry": older}, status=412,
            problem="stale")
    run.act("officer-2", path + "/weights/confirmations", {"proposal_entry": proposal})
    run.act("officer-1", path + "/opening", {})
    # story 15: the criteria stay as they were weighed
    run.act("officer-1", path + "/weights", weights, status=409, problem="state")
    listed = run.read("officer-1", path + "/applications")
    run.check([row["application"] for row in listed["withdrawals"]] == [run.known["withdrawn"]], "withdrawn: %s" % listed["withdrawals"])
    case = run.read("officer-1", AGENCY + "/applications/%d" % run.known["withdrawn"])
    run.check((case["state"], case["actions"]) == ("withdrawn", []), "officers see %s" % case["state"])


def signed(run, person, path, body, root=AGENCY):
    """An act that needs the person's own signature: prepared, signed over exactly these bytes, sent."""
    key = new_key()
    pending = run.act(person, path, body, key, status=403,
                      problem="signature-required").json()["details"]["pending"]
    waiting = root + "/signatures/%d" % pending
    request = run.need(200, person, "GET", waiting + "/request").body
    done = run.act(person, waiting, {"cms": run.sign(person, request)}).json()
    again = run.act(person, path, body, key).json()
    run.check(again["replayed"] and again["entry"] == done["entry"], "signed twice: %s" % again)
    return done["entry"]


def admit(run):
    """Pressed in time, recorded two minutes later: it counts by the ruling of two officers, and nothing is decided before."""
    path, case = AGENCY + "/calls/%s/contested" % CALL, AGENCY + "/applications/%d" % run.known["other"]
    one = run.read("officer-3", path)["submissions"][0]
    run.check(one["application"] == run.known["other"] and one["facts"]["in_time"] and one["facts"]["pressed"] is not None
              and one["obstacle"] is None, "the contested submission is %s" % one)
    refusal = {"ground": "terms", "reason": "Sent.", "unheard_reason": "Kendt."}
    stopped = run.act("officer-1", case + "/refusal-proposals", refusal, status=409, problem="state").json()
    run.check(stopped["details"]["count"] == 1 and stopped["details"]["where"] == "/agency/calls/%s/contested" % CALL,
              "what waits is told as %s" % stopped)
    body = {"submission_entry": one["entry"], "choice": "admit", "reason": "Login var udløbet.",
            "facts_sha256": one["facts_sha256"]}
    run.act("officer-3", path, {**body, "facts_sha256": "0" * 64}, status=412, problem="stale")
    older = signed(run, "officer-3", path, {**body, "choice": "refuse"})
    entry = signed(run, "officer-3", path, body)
    agreed = {"proposal_entry": entry, "reason": "Enig.", "facts_sha256": one["facts_sha256"]}
    run.act("officer-3", path + "/confirmations", agreed, status=403, problem="separation-of-duties")
    run.act("officer-4", path + "/confirmations", {**agreed, "proposal_entry": older}, status=412, problem="stale")
    signed(run, "officer-4", path + "/confirmations", agreed)
    sent = run.read("applicant-3", "/api/v1/applications/%d" % run.known["other"])["submissions"][0]
    run.check(sent["verdict"] == "contested" and sent["counting"] and sent["ruling"]["choice"] == "admit",
              "its applicant sees %s" % sent)
    run.known.update(admission=body, admission_confirmation=agreed)


def rule(run):
    """500,000.00 exactly: management signs. Two officers, neither of whom decides an award here."""
    path = AGENCY + "/calls/%s/rulings" % CALL
    point = next(a for a in run.read("officer-3", path)["anomalies"] if a["anomaly"] == "THRESHOLD_GAP")
    shown = next(c for c in point["choices"] if c["choice"] == "management")["effects_sha256"]
    body = {"anomaly": "THRESHOLD_GAP", "choice": "management", "reason": "Teksten siger over.",
            "effects_sha256": shown}
    run.act("officer-3", path, {**body, "effects_sha256": "0" * 64}, status=412, problem="stale")
    older = signed(run, "officer-3", path, body)
    entry = signed(run, "officer-3", path, body)
    agreed = {"proposal_entry": entry, "reason": "Enig.", "effects_sha256": shown}
    run.act("officer-3", path + "/confirmations", agreed, status=403, problem="separation-of-duties")
    run.act("officer-4", path + "/confirmations", {**agreed, "proposal_entry": older}, status=412,
            problem="stale")
    signed(run, "officer-4", path + "/confirmations", agreed)
    ruled = run.read("applicant-1", "/api/v1/calls/" + CALL)["rulings"]
    run.check([r["choice"] for r in ruled] == ["management"], "the grantee sees %s" % ruled)
    run.known.update(ruling=body, ruling_confirmation=agreed)


def score(run, person, application, points):
    path = AGENCY + "/applications/%d" % application
    scores = [{"criterion": code, "points": points, "reason": "Godt beskrevet."} for code in ANSWERS]
    if points == 5:  # the first: not before the declaration
        run.act(person, path + "/scores", {"scores": scores}, status=409, problem="state")
    run.act(person, path + "/impartiality", {"declared": "impartial", "ground": None})
    # story 15: all of them are scored, and no other
    for others in (scores[1:], [{**scores[0], "criterion": "price"}] + scores[1:]):
        run.act(person, path + "/scores", {"scores": others}, status=422, problem="invalid-content")
    return run.act(person, path + "/scores", {"scores": scores})


def award_body():
    lines = [{"year": year, "amount_ore": ore}
             for year, ore in zip(YEARS, (7000000, 49000000, 44000000))]
    return {"amount_ore": AWARD_ORE, "lines": lines, "part_accounts_due": "2020-11-13",
            "final_accounts_due": None, "reason": "Opfylder kriterierne.", "deviation_reason": None,
            "conditions": ["Projektet følges af en følgegruppe."]}


def refuse(run, application):
    """A refusal that is declined: its application stays in assessment."""
    path = AGENCY + "/applications/%d" % application
    body = {"ground": "criteria", "reason": "Andre er bedre.", "unheard_reason": "Alt står i ansøgningen."}
    run.act("officer-1", path + "/refusal-proposals", {**body, "unheard_reason": None}, status=422,
            problem="invalid-content")
    proposal = run.act("officer-1", path + "/refusal-proposals", body).json()["entry"]
    decision = {"proposal_entry": proposal, "decision": "decline", "reason": "Puljen rækker."}
    run.act("officer-1", path + "/refusal-decisions", decision, status=403, problem="separation-of-duties")
    run.act("officer-2", path + "/refusal-decisions", decision)
    run.known.update(refusal=body, refusal_decision=decision)
    heard = {"facts": "Registret siger tre.", "answer_by": "2019-11-30"}
    run.act("officer-1", path + "/hearings", {**heard, "answer_by": "2019-11-13"}, status=422, problem="invalid-content")
    hearing = run.act("officer-1", path + "/hearings", heard).json()["entry"]
    seen = run.read("applicant-3", "/api/v1/applications/%d" % application)["hearings"][0]
    run.check(seen["open"] and seen["actions"] == ["answer_hearing"], "the hearing is %s" % seen)
    answer = {"hearing": hearing, "answer": "Der er fem."}
    run.act("applicant-3", "/api/v1/applications/%d/hearing-answers" % application, answer)
    # open to the end of the walk: nothing more can be opened beside it
    run.act("officer-1", path + "/hearings", {**heard, "answer_by": "2090-01-01"})
    run.known.update(hearing_answer=answer)


def award(run):
    first, second = run.known["application"], run.known["other"]
    for person, points in (("officer-1", 5), ("officer-2", 4)):
        score(run, person, first, points)
        score(run, person, second, points - 1)
    ranking = run.read("officer-1", AGENCY + "/calls/%s/ranking" % CALL)
    run.check([row["application"] for row in ranking["rows"]] == [first, second],
              "the ranking is %s" % ranking["rows"])
    run.clock("2019-11-12T09:00:00Z")
    refuse(run, second)
    # story 1: nothing is awarded to who has not applied
    run.act("officer-1", AGENCY + "/applications/%d/award-proposals" % run.known["unit_draft"], award_body(), status=404,
            problem="not-found")
    path = AGENCY + "/applications/%d" % first
    proposal = run.act("officer-1", path + "/award-proposals", award_body()).json()["entry"]
    decision = {"proposal_entry": proposal, "decision": "award", "reason": "Som indstillet."}
    run.act("officer-1", path + "/award-decisions", decision, status=403,
            problem="separation-of-duties")
    # officers 3 and 4 published the call
    run.act("officer-3", path + "/award-decisions", decision, status=403,
            problem="separation-of-duties")
    run.act("officer-2", path + "/award-decisions", decision)
    # story 3: an application is decided once
    run.act("officer-1", path + "/award-proposals", award_body(), status=409, problem="state")
    run.act("officer-2", path + "/award-decisions", decision, status=409, problem="state")
    run.known["award_proposal"] = proposal


def remind(run):
    """What was not sent by its day is reminded of by an officer, once in a while; its grantee reads when."""
    path = "/api/v1/grants/%d" % run.known["application"]
    body = {"what": "part_accounts"}

    def owed(who, where):
        held = next(o for o in run.read(who, where)["obligations"] if o["what"] == "part_accounts")
        return held["state"], held["reminded"], held["actions"]

    run.check(owed("officer-1", AGENCY + path[7:]) == ("late", None, ["remind_obligation"]), "nothing can be reminded of")
    reminders = AGENCY + path[7:] + "/reminders"
    run.act("officer-1", reminders, {"what": "final_accounts"}, status=409, problem="state")
    run.act("officer-1", reminders, {"what": "status_report"}, status=404)
    key = new_key()
    made = run.act("officer-1", reminders, body, key).json()["result"]
    run.check((made["what"], made["due"], made["days"]) == ("part_accounts", "2020-11-13", 3), "the reminder is %s" % made)
    run.check(run.act("officer-1", reminders, body, key).json()["replayed"], "reminded twice")
    run.act("officer-2", reminders, body, status=409, problem="state")
    for who, where in (("officer-1", AGENCY + path[7:]), ("applicant-1", path)):
        run.check(owed(who, where) == ("late", "2020-11-16", []), "%s reads %s" % (who, owed(who, where)))
    listed = next(g for g in run.read("applicant-1", "/api/v1/grants")["grants"] if g["application"] == run.known["application"])
    run.check(listed["next_due"]["reminded"] == "2020-11-16", "the list says %s" % listed["next_due"])


def account(run):
    run.clock("2020-11-16T09:00:00Z")
    remind(run)
    path = "/api/v1/grants/%d/accounts" % run.known["application"]
    reply = run.act("applicant-1", path, {
        "kind": "part", "period_to": "2020-10-31", "note": "Halvvejs.", "vat": "excluded",
        "lines": [{"line": 1, "actual_ore": 56000000, "own_funding_ore": 0, **DAYS},
                  {"line": 2, "actual_ore": 6000000, "own_funding_ore": 0, **DAYS}]})
    result = reply.json()["result"]
    run.check(result["documented_ore"] == 62000000, "documented is %s" % result)
    run.known["version"] = result["version"]
    one = "%s/%d" % (path, result["version"])
    run.check(reply.headers["location"] == one, "Location of accounts: %s" % reply.headers)
    run.known["accounts_sha256"] = run.read("management-1", one)["sha256"]
    signed = {"sha256": run.known["accounts_sha256"]}
    run.act("management-1", one + "/sign-offs", signed, status=403, problem="second-factor-required")
    run.act("management-1", one + "/sign-offs", signed, status=403, code="12345 x",
            problem="second-factor-wrong")
    run.act("management-1", one + "/sign-offs", signed, code=run.code("management-1"))


def results(run):
    """Counted by one officer, once wrong and once right, and confirmed by another."""
    path = AGENCY + "/grants/%d/results" % run.known["application"]
    body = {"code": "work_or_education", "numerator": 14, "denominator": 100, "period": "2020-09",
            "first_week": None, "source_sha256": SOURCE}
    old = run.act("officer-3", path, body).json()["entry"]
    new = run.act("officer-3", path, {**body, "numerator": 15}).json()["entry"]
    source = {"source_sha256": SOURCE}
    confirm = path + "/%d/confirmations"
    run.act("officer-4", confirm % old, source, status=412, problem="stale")
    run.act("officer-3", confirm % new, source, status=403, problem="separation-of-duties")
    run.act("officer-4", confirm % new, {"source_sha256": "0" * 64}, status=422,
            problem="invalid-content")
    run.act("officer-4", confirm % new, source)
    shown = run.read("applicant-1", "/api/v1/grants/%d/reporting" % run.known["application"])
    run.check([row["counts"] for row in shown["results"][0]["recorded"]] == [True, False],
              "the results are %s" % shown["results"])
    run.known["result"] = new


def pay(run):
    grant = AGENCY + "/grants/%d" % run.known["application"]
    computed = run.read("officer-1", grant + "/accounts/%d/computation" % run.known["version"])
    amount = computed["computation"]["payable_ore"]
    run.check(amount == 50000000, "instalment 1 of 1,000,000 with 620,000 documented is %d" % amount)
    body = {"accounts_version": run.known["version"], "amount_ore": amount}
    run.act("officer-1", grant + "/instalments", {**body, "amount_ore": amount + 1}, status=409,
            problem="computation-differs")
    key = new_key()
    prepared = run.act("officer-1", grant + "/instalments", body, key).json()["entry"]
    again = run.act("officer-1", grant + "/instalments", body, key).json()
    run.check(again["entry"] == prepared and again["replayed"], "preparing twice: %s" % again)
    # story 7: approved by nobody
    run.act("finance-2", AGENCY + "/batches", {"instalments": [prepared], "total_ore": amount}, status=409, problem="state")
    path = AGENCY + "/instalments/%d/approval" % prepared
    waiting = run.read("finance-1", AGENCY + "/approvals")
    run.check(waiting["approvable"]["total_ore"] == amount and not waiting["approvable"]["instalments"][0]["differs"],
              "to approve: %s" % waiting["approvable"])
    code = run.code("finance-1")
    decision = {"instalments": [{"instalment": prepared, "amount_ore": amount}], "count": 1, "total_ore": amount}
    run.act("finance-1", AGENCY + "/approvals", decision, code=code)
    run.act("finance-1", path, {"amount_ore": amount}, code=code, status=403,
            problem="second-factor-wrong")
    again = run.act("officer-1", grant + "/instalments", body, key).json()
    run.check(again["entry"] == prepared, "repeating after the approval: %s" % again)
    batch = {"instalments": [prepared], "total_ore": amount}
    run.act("finance-1", AGENCY + "/batches", batch, status=403, problem="separation-of-duties")
    key = new_key()
    pending, late, old = (run.act("finance-2", AGENCY + "/batches", batch, one, status=403,
                                  problem="signature-required").json()["details"]["pending"]
                          for one in (key, None, None))
    waiting = AGENCY + "/signatures/%d" % pending
    request = run.need(200, "finance-2", "GET", waiting + "/request").body
    known = run.read("finance-2", waiting)
    run.check(known["request"].encode() == request and known["sha256"] == hashlib.sha256(request).hexdigest(),
              "the bytes to sign differ: %s" % known)
    run.expect(404, "finance-1", "GET", waiting)
    for signer, content, code in (("finance-1", request, "other_person"),
                                  ("finance-2", request + b" ", "wrong")):
        refused = run.act("finance-2", waiting, {"cms": run.sign(signer, content)}, status=422,
                          problem="invalid-content")
        run.check(refused.json()["violations"][0]["code"] == code, "%s: %s" % (code, refused))
    released = run.act("finance-2", waiting, {"cms": run.sign("finance-2", request)})
    again = run.act("finance-2", waiting, {"cms": run.sign("finance-2", request)}).json()
    run.check(again["replayed"] and again["entry"] == released.json()["entry"],
              "one signed request is one act: %s" % again)
    again = run.act("finance-2", AGENCY + "/batches", batch, key).json()
    run.check(again["entry"] == released.json()["entry"], "the first step again: %s" % again)
    # story 25: the same payment in another batch
    for number, status, problem in ((late, 409, "state"), (old, 412, "stale")):
        waiting = AGENCY + "/signatures/%d" % number
        if number == old:  # an hour passes
            run.superuser("update ledger.pending_request set made = made - interval '2 hours',"
                          " expires = expires - interval '2 hours' where pending = %d" % number,
                          "tilsagn")
        request = run.need(200, "finance-2", "GET", waiting + "/request").body
        run.act("finance-2", waiting, {"cms": run.sign("finance-2", request)}, status=status,
                problem=problem)
    run.known["pending"] = pending
    run.known.update(instalment=prepared, batch=released.json()["result"]["batch"])
    run.check(released.headers["location"].endswith("/batches/%d" % run.known["batch"]),
              "Location of a batch: %s" % released.headers)
    now = run.read("officer-1", AGENCY + "/instalments/%d" % prepared)
    run.known["month"] = now["approved"]["at"][:7]
    run.check(now["state"] == "released", "the instalment is %s" % now["state"])


def amend(run):
    """Asked for and signed by management, proposed and decided by two officers; one waits then."""
    grant = "/api/v1/grants/%d" % run.known["application"]
    asked = {"amount_ore": 110000000, "reason": "Flere deltagere."}
    key = new_key()
    pending = run.act("management-1", grant + "/amendment-requests", asked, key, status=403,
                      problem="signature-required").json()["details"]["pending"]
    waiting = "/api/v1/signatures/%d" % pending
    request = run.need(200, "management-1", "GET", waiting + "/request").body
    run.expect(404, "management-2", "GET", waiting)
    run.act("management-1", waiting, {"cms": run.sign("management-2", request)}, status=422,
            problem="invalid-content")
    signed = run.act("management-1", waiting, {"cms": run.sign("management-1", request)}).json()
    again = run.act("management-1", grant + "/amendment-requests", asked, key).json()
    run.check(again["entry"] == signed["entry"], "the first step again: %s" % again)
    lost = run.act("management-1", grant + "/amendment-requests", asked, status=403,
                   problem="signature-required").json()["details"]["pending"]
    run.superuser("update ledger.pending_request set made = made - interval '2 hours',"
                  " expires = expires - interval '2 hours' where pending = %d" % lost, "tilsagn")
    late = run.need(200, "management-1", "GET", "/api/v1/signatures/%d/request" % lost).body
    run.act("management-1", "/api/v1/signatures/%d" % lost,
            {"cms": run.sign("management-1", late)}, status=412, problem="stale")
    run.known.update(grantee_pending=pending, amendment_request=signed["entry"])
    office = AGENCY + "/grants/%d" % run.known["application"]
    body = amendment_body(run)
    run.act("officer-3", office + "/amendment-proposals", {**body, "amount_ore": 110000001},
            status=409, problem="limit")
    proposal = run.act("officer-3", office + "/amendment-proposals", body).json()["entry"]
    decision = {"proposal_entry": proposal, "decision": "amend", "reason": "Som ønsket."}
    run.act("officer-3", office + "/amendment-decisions", decision, status=403,
            problem="separation-of-duties")
    key = new_key()
    run.act("officer-4", office + "/amendment-decisions", decision, key)
    again = run.act("officer-4", office + "/amendment-decisions", decision, key).json()
    run.check(again["replayed"], "deciding twice: %s" % again)
    changes = run.read("management-1", grant + "/changes")
    run.check(changes["award"]["amount_ore"] == 110000000, "the award is %s" % changes["award"])
    run.known.update(amendment=proposal, amendment_body=body)
    run.act("officer-3", office + "/amendment-proposals", {**body, "request_entry": None})


def amendment_body(run):
    """The award of the walk, raised by 100,000 kr. as management asked."""
    changes = run.read("officer-3", AGENCY + "/grants/%d/changes" % run.known["application"])
    budget = [dict(line) for line in changes["budget"]]
    budget[0]["amounts"] = [dict(amount) for amount in budget[0]["amounts"]]
    budget[0]["amounts"][1]["amount_ore"] += 10000000
    return {"request_entry": run.known["amendment_request"], "amount_ore": 110000000,
            "lines": [{"year": 2020, "amount_ore": 110000000}], "period_to": "2021-11-30",
            "part_accounts_due": "2020-11-30", "final_accounts_due": "2022-02-28",
            "budget": budget, "reason": "Flere deltagere."}


def second_factor(run):
    """Enrolled by two administrators, set up by the person: once in each pool."""
    for person, own in (("clinical-1", "/api/v1"), ("officer-4", AGENCY)):
        number = run.read(person, own + "/me")["person"]
        path = AGENCY + "/second-factors/proposals"
        change = {"person": number, "change": "enrol"}
        proposal = run.act("administrator-1", path, change).json()["result"]["proposal"]
        path += "/%d/confirmations" % proposal
        run.act("administrator-1", path, {}, status=403, problem="separation-of-duties")
        run.act("administrator-2", path, {})
        secret = run.act(person, own + "/second-factor/seed", {}).json()["secret"]
        code = subprocess.run(
            ["oathtool", "--base32", "--totp", "-"], input=secret.replace(" ", ""), check=True,
            text=True, stdout=subprocess.PIPE).stdout.strip()
        path = own + "/second-factor/activation"
        run.act(person, path, {"proposal": proposal}, status=403, problem="second-factor-required")
        run.act(person, path, {"proposal": proposal}, code=code)
        state = run.read(person, own + "/second-factor")
        run.check(state["state"] == "active", "the factor of %s is %s" % (person, state))
        run.known.update(factor_proposal=proposal, factor_person=number)


def proposals(run):
    """Everything the operator proposed; its document's bytes have the confirmed hash."""
    listed = run.read("administrator-1", AGENCY + "/proposals")["proposals"]
    newest = next(row for row in listed if row["kind"] not in ("register", "recovery"))
    run.known["proposal"] = newest["proposal"]
    run.known["proposal_sha256"] = newest["sha256"]
    document = run.need(200, "officer-1", "GET",
                        AGENCY + "/proposals/%d/document" % newest["proposal"])
    run.check(hashlib.sha256(document.body).hexdigest() == newest["sha256"],
              "the document has another hash than the proposal")
