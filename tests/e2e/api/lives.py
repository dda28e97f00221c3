#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Grants of all five calls from the application to the closing, through the API, each to one of its endings.

usage: lives.py BASE STATE    BASE https://localhost:8443, STATE the directory given to nginx/up

The instance must be fresh and begin before October 2016. endings.py has the grants and every figure; here is what is
done with a row of it, by the person whose step it is. One clock for all calls, so their steps alternate. Whenever grants
were closed, sql/check and tilsagn-verify find nothing. Ends with "N passed, N failed".
"""
import datetime
import heapq
import os
import re
import sys

sys.dont_write_bytecode = True  # the modules beside this one leave nothing in the checkout

import audit
import bank
import endings
import walk
from harness import Run, Wrong
from life import FIRM, REASON, decision, opinion

ROOT = "/api/v1"


class Grant:
    """One application and what became of it."""

    def __init__(self, name, row):
        self.name = name
        self.row = row
        self.by = row["by"]
        self.manager = endings.MANAGER[row["by"]]
        self.award = sum(row["award"].values())
        self.application = None
        self.reported = set()
        self.appointed = False

    def own(self, rest=""):
        return "%s/grants/%d%s" % (ROOT, self.application, rest)

    def office(self, rest=""):
        return "%s/grants/%d%s" % (walk.AGENCY, self.application, rest)


class Life:
    """A call of endings.py with its grants."""

    def __init__(self, run, table):
        self.run = run
        self.table = table
        self.call = table["call"]
        self.path = "%s/calls/%s" % (walk.AGENCY, self.call)
        self.definition = run.read("officer-1", self.path)["definition"]
        self.criteria = [row["code"] for row in self.definition["criteria"]]
        self.grants = {name: Grant(name, row) for name, row in table["grants"].items()}

    def check(self, grant, what, found, expected):
        self.run.check(found == expected, "%s, %s: %s is %s, not %s" % (
            self.call, grant.name if grant else "all", what, found, expected))

    def parts(self):
        """The whole life; yields the instant at which its next part begins."""
        yield self.table["sent"]
        for grant in self.grants.values():
            apply(self, grant)
        yield self.table["closed"]
        open_call(self)
        yield self.table["awarded"]
        for grant in self.grants.values():
            award(self, grant)
        if "given" in self.table:
            yield self.table["given"]
            for grant in self.grants.values():
                give(self, grant)
        for wave in self.table["waves"]:
            yield wave["at"]
            yield from pass_wave(self, wave)


# ---- from the application to the award ----

def content(life, grant):
    """One line for all that is applied for, in the first category of the call."""
    year = max(grant.row["award"])
    codes = life.criteria + [row["code"] for row in life.definition["questions"]]
    return {
        "v": 1, "title": "%s, %s" % (life.call, grant.name), "description": "Flere i job.",
        "parties": grant.row.get("parties", []), "unit_hours": grant.row.get("hours", []),
        "applied_ore": grant.row["applied"], "answers": [{"code": code, "text": "Svar på %s." % code} for code in codes],
        "budget": [{"line": 1, "category": life.definition["categories"][0]["code"], "text": "Løn",
                    "note": "Jobcenter, 2 medarbejdere, 310 kr. i timen, 1.450 timer", "own_funding_ore": 0,
                    "amounts": [{"year": year, "amount_ore": grant.row["applied"]}]}]}


def apply(life, grant):
    made = life.run.need(201, grant.by, "POST", ROOT + "/applications", {"call": life.call})
    grant.application = made.json()["application"]
    saved = life.run.need(200, grant.by, "PUT", "%s/applications/%d/draft" % (ROOT, grant.application),
                          content(life, grant), {"If-Match": made.headers["etag"]})
    for slot in ("form", "budget"):
        saved = walk.attach(life.run, grant.by, grant.application, slot, saved.headers["etag"],
                            b" %d" % grant.application)
    reply = walk.submit(life.run, grant.by, grant.application)[0]
    life.check(grant, "the verdict", reply["verdict"], "on_time")


def open_call(life):
    """Closed by the sequencer; weighed by two officers, or shared out by a key, which here gives each all of it."""
    run = life.run
    run.wait_until("close_call", lambda: run.read("officer-1", life.path)["state"] == "closed")
    if life.definition["allocation"]["kind"] == "assessed":
        weights = [{"criterion": code, "weight_bp": 10000 // len(life.criteria)} for code in life.criteria]
        entry = run.act("officer-1", life.path + "/weights", {"weights": weights}).json()["entry"]
        run.act("officer-2", life.path + "/weights/confirmations", {"proposal_entry": entry})
    run.act("officer-1", life.path + "/opening", {})
    if life.definition["allocation"]["kind"] != "assessed":
        pool = {"pool_ore": run.read("officer-1", life.path)["pool"]["available_ore"], "reason": REASON}
        entry = run.act("officer-1", life.path + "/allocation", pool).json()["entry"]
        run.act("officer-2", life.path + "/allocation/decisions", decision(entry, "allocate"))


def award(life, grant):
    """Scored by two where the call is assessed; one of them proposes, the other decides."""
    run = life.run
    case = "%s/applications/%d" % (walk.AGENCY, grant.application)
    if life.definition["allocation"]["kind"] == "assessed":
        scores = [{"criterion": code, "points": 5, "reason": "Godt beskrevet."} for code in life.criteria]
        for officer in ("officer-1", "officer-2"):
            run.act(officer, case + "/impartiality", {"declared": "impartial", "ground": None})
            run.act(officer, case + "/scores", {"scores": scores})
    lines = [{"year": year, "amount_ore": ore} for year, ore in grant.row["award"].items()]
    due = life.table["due"] if life.definition["due"]["final_accounts"]["months_after_end"] is None else None
    entry = run.act("officer-1", case + "/award-proposals", {
        "amount_ore": grant.award, "lines": lines, "part_accounts_due": life.table["part_due"],
        "final_accounts_due": due, "reason": REASON, "deviation_reason": None}).json()["entry"]
    run.act("officer-2", case + "/award-decisions", decision(entry, "award"))
    life.check(grant, "the final accounts' day", run.read(grant.by, grant.own())["award"]["final_accounts_due"],
               life.table["due"])


def give(life, grant):
    """The line of the second year."""
    year = max(grant.row["award"])
    body = {"year": year, "amount_ore": grant.row["award"][year], "reason": REASON}
    entry = life.run.act("officer-3", grant.office("/lines"), body).json()["entry"]
    life.run.act("officer-4", grant.office("/lines/decisions"), decision(entry, "give"))


# ---- accounts, signatures, reports, results ----

def account(life, grant, wave, spent):
    """Sent by the grantee; its version and hash."""
    run = life.run
    seen = run.read(grant.by, grant.own())
    first = max(seen["costs_from"], seen["award"]["decided_at"][:10])
    result = run.act(grant.by, grant.own("/accounts"), {
        "kind": wave["kind"], "period_to": wave["to"], "note": "", "vat": "excluded",
        "lines": [{"line": 1, "actual_ore": spent, "own_funding_ore": 0, "first": first, "last": wave["to"],
                   "before_award_ore": 0}]}).json()["result"]
    life.check(grant, "documented", result["documented_ore"], min(spent, grant.row["applied"]))
    return result["version"], result["sha256"]


def sign(life, grant, accounts, signer):
    """By management with a code, or by an auditor that management has appointed, with a signature over the act."""
    run, (version, sha256) = life.run, accounts
    if signer == endings.MANAGEMENT:
        run.act(grant.manager, grant.own("/accounts/%d/sign-offs" % version), {"sha256": sha256},
                code=run.code(grant.manager))
        return
    if not grant.appointed:
        run.act(grant.manager, grant.own("/auditor"), {"firm": FIRM})
        grant.appointed = True
    walk.signed(run, "external-auditor-1", *opinion(run, accounts, "clean", grant.own()), ROOT)


def report(life, grant, wave):
    """What the call asks for with such accounts: each of its topics, those of the first report once."""
    name = {"part": "status", "final": "final"}[wave["kind"]]
    asked = [row for row in life.definition["reports"] if row["report"] == name]
    if not asked or (name == "final" and name in grant.reported):
        return
    topics = [{"code": topic["code"], "text": "Som aftalt."} for topic in asked[0]["topics"]
              if not topic["first_only"] or name not in grant.reported]
    life.run.act(grant.by, grant.own("/reports"), {"report": name, "period_to": wave["to"], "text": "Som aftalt.",
                                                   "topics": topics})
    grant.reported.add(name)


def count(life, grant, code, numerator, denominator, period, week):
    """Counted by one officer, confirmed by another."""
    path, run = grant.office("/results"), life.run
    entry = run.act("officer-3", path, {"code": code, "numerator": numerator, "denominator": denominator, "period": period,
                                        "first_week": week, "source_sha256": walk.SOURCE}).json()["entry"]
    run.act("officer-4", path + "/%d/confirmations" % entry, {"source_sha256": walk.SOURCE})


def rule(life, _, anomaly, choice):
    """Two officers, neither of whom decides an award here, choose how an unclear point is read."""
    run, path = life.run, life.path + "/rulings"
    point = next(row for row in run.read("officer-3", path)["anomalies"] if row["anomaly"] == anomaly)
    shown = next(row for row in point["choices"] if row["choice"] == choice)["effects_sha256"]
    entry = walk.signed(run, "officer-3", path, {"anomaly": anomaly, "choice": choice, "reason": REASON,
                                                 "effects_sha256": shown})
    walk.signed(run, "officer-4", path + "/confirmations", {"proposal_entry": entry, "reason": REASON,
                                                            "effects_sha256": shown})


ACTS = {"count": count, "rule": rule}


# ---- a wave: accounts of several grants, one payment file, what is claimed, what is closed ----

def computed(life, grant, accounts):
    """What is missing, payable and claimed, as the officer's page computes it."""
    found = life.run.read("officer-3", grant.office("/accounts/%d/computation" % accounts[0]))["computation"]
    return sorted(row["code"] for row in found["missing"]), found["payable_ore"], found["claim_ore"]


def pass_row(life, wave, row):
    """Accounts, signature, reports and what follows, each with what is payable then; the grant and its accounts."""
    name, spent, signer, steps, claim = row
    grant = life.grants[name]
    accounts = account(life, grant, wave, spent)
    life.check(grant, "what is missing", computed(life, grant, accounts), (wave["lacks"], 0, 0))
    sign(life, grant, accounts, signer)
    report(life, grant, wave)
    for payable, *step in steps:
        if step:
            ACTS[step[0]](life, grant, *step[1:])
        life.check(grant, "payable after %s" % (step or "the sign-off"), computed(life, grant, accounts)[1], payable)
    life.check(grant, "the claim", computed(life, grant, accounts)[2], claim)
    return grant, accounts, steps[-1][0], claim


def pass_wave(life, wave):
    """All accounts, then one approval, one payment file, and the bank's answer the day after, with what is repaid."""
    rows = [pass_row(life, wave, row) for row in wave["rows"]]
    prepared = [(grant, prepare(life, grant, accounts, ore), ore) for grant, accounts, ore, _ in rows if ore > 0]
    sent = release(life, prepared, wave["paid"])
    claims = [(grant, claimed(life, grant, wave, ore), ore) for grant, _, _, ore in rows if ore > 0]
    answered = (datetime.datetime.fromisoformat(wave["at"][:-1]) + datetime.timedelta(days=1)).isoformat() + "Z"
    yield answered
    bank_answers(life, answered[:10], sent, claims, wave["paid"])
    for grant, instalment, ore in prepared:
        life.run.act(grant.by, "%s/instalments/%d/receipt" % (ROOT, instalment), {"amount_ore": ore})
    month(life, answered[:7], len(prepared), wave["paid"], sum(ore for _, _, ore in claims))
    for name, (returned, paid) in wave.get("closed", {}).items():
        close(life, life.grants[name], returned, paid)
    if "left" in wave:
        left = life.run.read("officer-1", life.path)["pool"]["available_ore"]
        life.check(None, "the pool", left, wave["left"])
        audit.nothing_found(life.run)


def prepare(life, grant, accounts, ore):
    return life.run.act("officer-3", grant.office("/instalments"),
                        {"accounts_version": accounts[0], "amount_ore": ore}).json()["entry"]


def release(life, prepared, total):
    """Approved by one of finance with a code, released by another with a signature; (grant, reference, amount) of each."""
    if not prepared:
        return []
    run = life.run
    body = {"instalments": [{"instalment": instalment, "amount_ore": ore} for _, instalment, ore in prepared],
            "count": len(prepared), "total_ore": total}
    run.act("finance-1", walk.AGENCY + "/approvals", body, code=run.code("finance-1"))
    walk.signed(run, "finance-2", walk.AGENCY + "/batches",
                {"instalments": [instalment for _, instalment, _ in prepared], "total_ore": total})
    batch = run.read("officer-1", walk.AGENCY + "/batches")["batches"][0]["batch"]
    listed = {row["instalment"]: row for row in run.read("officer-1", walk.AGENCY + "/batches/%d" % batch)["instalments"]}
    return [(listed[instalment]["organisation"]["cvr"], listed[instalment]["reference"], ore)
            for _, instalment, ore in prepared]


def claimed(life, grant, wave, ore):
    """Proposed by an officer, decided by another: the claim's number."""
    due = (datetime.date.fromisoformat(wave["at"][:10]) + datetime.timedelta(days=45)).isoformat()
    path = grant.office("/claims")
    entry = life.run.act("officer-3", path, {"cause": "accounts", "amount_ore": ore, "due": due, "reason": REASON,
                                             "unheard_reason": REASON}).json()["entry"]
    return life.run.act("officer-4", path + "/decisions", decision(entry, "claim")).json()["entry"]


def statement(day, sent, claims):
    """The bank's sample of a statement, with a movement for each payment and each repayment of this day."""
    text = re.sub(r"2020-11-\d\d", day, bank.sample("paid")).replace("1000000.00", "9000000.00")
    one = re.search(r" *<Ntry>.*</Ntry>\n", text).group(0)
    debits = [one.replace("500000.00", "%d.%02d" % divmod(ore, 100)).replace(">REF<", ">%s<" % reference)
              .replace(">20000001<", ">%s<" % cvr) for cvr, reference, ore in sent]
    credit = re.sub(r"<RltdPties>.*</RltdPties>", "", one).replace("DBIT", "CRDT")
    credits = [credit.replace("500000.00", "%d.%02d" % divmod(ore, 100)).replace(">REF<", ">R%d<" % grant.application)
               for grant, _, ore in claims]
    entries = [entry.replace(">B1<", ">%s-%d<" % (day, n)) for n, entry in enumerate(debits + credits)]
    end = 9_000_000_00 - sum(ore for _, _, ore in sent) + sum(ore for _, _, ore in claims)
    return text.replace(one, "").replace(">500000.00<", ">%d.%02d<" % divmod(end, 100)).replace(
        "  </Stmt>", "".join(entries) + "  </Stmt>")


def bank_answers(life, day, sent, claims, total):
    """Each payment has reached its payee, each claim was repaid: booked, and no alarm."""
    run = life.run
    path = "%s/%d" % (bank.PATH, bank.send(run, statement(day, sent, claims)))
    if sent:
        body = run.read("finance-3", path)["bookable"]
        life.check(None, "bookable", body, {"lines": list(range(1, len(sent) + 1)), "total_ore": total})
        run.act("finance-3", path + "/bookings", body)
    for line, (grant, _, ore) in enumerate(claims, len(sent) + 1):
        run.act("finance-3", path + "/lines/%d/repayments" % line, {"application": grant.application, "amount_ore": ore})


def month(life, name, paid, total, back):
    """The end of the month: approved, sent, paid and booked are one; what was claimed came back."""
    found = life.run.read("finance-1", "%s/months/%s" % (walk.AGENCY, name))
    steps = [(row["step"], row["count"], row["amount_ore"]) for row in found["steps"]]
    life.check(None, "the month", steps, [(step, paid, total) for step in ("approved", "sent", "paid", "booked")])
    life.check(None, "what keeps the month from that", (found["exceptions"], found["alarms"]), ([], []))
    claims = found["repayments"]["claims"]
    life.check(None, "the month's claims", (claims["new_ore"], claims["paid_ore"], claims["open_ore"]), (back, back, 0))


def close(life, grant, returned, paid):
    life.run.act("officer-1", grant.office("/closing"), {"returned_ore": returned})
    held = life.run.read(grant.by, grant.own())["balances"]
    life.check(grant, "what is left of it", held, {"committed_ore": 0, "payable_ore": 0, "paid_ore": paid, "reclaimed_ore": 0})


def live(run):
    """Each call's next part when its instant has come."""
    due = []
    for number, table in enumerate(endings.CALLS):
        parts = Life(run, table).parts()
        due.append((next(parts), number, table["call"], parts))
    heapq.heapify(due)
    while due:
        at, number, call, parts = heapq.heappop(due)
        print("== %s %s" % (at, call), flush=True)
        run.clock(at)
        following = next(parts, None)
        if following is not None:
            heapq.heappush(due, (following, number, call, parts))


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    state = os.path.abspath(sys.argv[2])
    run = Run(sys.argv[1], os.path.join(state, "pki"), state)
    try:
        live(run)
    except Wrong as wrong:
        print("the run ends here: %s" % wrong, flush=True)
    for text in sorted(set(run.spec.wrong)):
        run.check(False, text)
    print("%d passed, %d failed" % (run.checks - len(run.failures), len(run.failures)))
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
