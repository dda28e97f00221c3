# SPDX-License-Identifier: EUPL-1.2
"""What the bank answers, through the API: each sample of a statement once, with the alarms that it raises.

The instalment is sent three times. First the bank takes an øre too little and gives it back, then another
gets it and gives it back, and the third time it reaches its payee."""
import base64
import os

import walk

SAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "ledger", "payment", "samples")
PATH = walk.AGENCY + "/statements"

# Sample, the prefix of its movements' numbers, the alarms it raises, and what is done then. The first
# reaches to the 20th, three days after the first release was to be carried out.
ANSWERS = (
    ("missing", "missing", ["missing"], None),
    ("other_amount", "first", ["other_amount"], None),
    ("returned", "first", [], "again"),
    ("other_creditor", "second", ["other_creditor"], None),
    ("returned", "second", [], "again"),
    ("notified", "third", [], "book"),
    ("paid", "third", [], None),  # the whole statement tells of the same movement: no alarm
    ("debit_without_release", "fourth", ["debit_without_release"], None),
    ("unknown_reference", "fifth", ["unknown_reference"], None),
    ("credit_without_claim", "sixth", ["credit_without_claim"], "repayment"),
    ("double", "seventh", ["double", "double"], None))


def sample(name):
    with open(os.path.join(SAMPLES, name + ".xml"), encoding="utf-8") as file:
        return file.read()


def send(run, text):
    """What the bank sent is handed in by finance; its entry."""
    file = base64.b64encode(text.encode()).decode()
    return run.act("finance-3", PATH, {"file": file}).json()["entry"]


def statement(run, name, prefix):
    """A sample of the bank's answers about this run's payment, each movement under a new number."""
    text = sample(name)
    payee = run.read("officer-1", walk.AGENCY + "/batches/%d" % run.known["batch"])["instalments"][0]
    text = text.replace(">REF<", ">%s<" % payee["reference"])
    text = text.replace(">20000001<", ">%s<" % payee["organisation"]["cvr"])
    text = text.replace("<AcctSvcrRef>", "<AcctSvcrRef>%s-" % prefix)
    return {"file": base64.b64encode(text.encode()).decode()}


def refused(run):
    for file, code in (("", "statement"), ("!", "statement"), ("PGE+", "statement"),
                       (base64.b64encode(b" " * (2 * 1024 * 1024)).decode()[:1000000], "statement")):
        answer = run.act("finance-3", PATH, {"file": file}, status=422, problem="invalid-content")
        run.check(answer.json()["violations"][0]["code"] == code, "a file that is none: %s" % answer)
    other = statement(run, "paid", "other")
    text = base64.b64decode(other["file"]).replace(b"DK5000400440116243", b"DK5000400440116244")
    answer = run.act("finance-3", PATH, {"file": base64.b64encode(text).decode()}, status=422)
    run.check(answer.json()["violations"][0]["code"] == "other_account", "another account: %s" % answer)


def answers(run):
    """Each sample and the alarms that it raises; booked, sent again, explained and closed."""
    run.clock("2020-11-21T09:00:00Z")  # the samples tell about the days until the 20th
    there = {name[:-4] for name in os.listdir(SAMPLES) if name.endswith(".xml")}
    run.check({row[0] for row in ANSWERS} == there, "samples without a row: %s" % there)
    refused(run)
    for name, prefix, kinds, then in ANSWERS:
        done = run.act("finance-3", PATH, statement(run, name, prefix))
        entry = done.json()["entry"]
        run.check(done.headers["location"] == "%s/%d" % (PATH, entry), "Location: %s" % done.headers)
        found = [alarm["kind"] for alarm in run.read("officer-3", walk.AGENCY + "/alarms")["alarms"]
                 if alarm["statement"] == entry]
        run.check(found == kinds, "%s of %s raises %s" % (name, prefix, found))
        if then == "book":
            book(run, entry)
        elif then == "again":
            again(run, entry)
        elif then == "repayment":
            run.own["bookRepayment"] = {"statement": entry}
    run.known["statement_file"] = statement(run, "missing", "eighth")
    explain_and_close(run)


def again(run, entry):
    """What came back is booked, and released once more when no alarm is open."""
    body = run.read("finance-3", PATH + "/%d" % entry)["bookable"]
    run.act("finance-3", PATH + "/%d/bookings" % entry, body)
    batch = {"instalments": [run.known["instalment"]], "total_ore": 50000000}
    explain_and_close(run)
    walk.signed(run, "finance-2", walk.AGENCY + "/batches", batch)
    run.known["batch"] = run.read("officer-1", walk.AGENCY + "/batches")["batches"][0]["batch"]


def book(run, entry):
    """The notification names no payee: booked by a third person, confirmed by the payee."""
    path = walk.AGENCY + "/statements/%d" % entry
    line = run.read("finance-3", path)
    run.check(line["bookable"] == {"lines": [1], "total_ore": 50000000}, "to book: %s" % line)
    body = line["bookable"]
    run.act("finance-2", path + "/bookings", body, status=403, problem="separation-of-duties")
    run.act("finance-3", path + "/bookings", {**body, "total_ore": 1}, status=409,
            problem="computation-differs")
    receipt = "/api/v1/instalments/%d/receipt" % run.known["instalment"]
    run.act("applicant-1", receipt, {"amount_ore": 50000000}, status=409, problem="state")
    run.act("finance-3", path + "/bookings", body)
    state = run.read("officer-1", walk.AGENCY + "/instalments/%d" % run.known["instalment"])["state"]
    run.check(state == "paid", "the instalment is %s" % state)
    month = run.read("finance-3", walk.AGENCY + "/months/" + run.known["month"])
    run.check([step["count"] for step in month["steps"]] == [1, 1, 1, 1], "the month: %s" % month["steps"])
    run.act("applicant-1", receipt, {"amount_ore": 50000000})
    run.known.update(statement=entry, booking=body, line=1)


def explain_and_close(run):
    for alarm in run.read("finance-3", walk.AGENCY + "/alarms")["alarms"]:
        if alarm["closed_at"] is not None:
            continue
        path = walk.AGENCY + "/alarms/%d" % alarm["alarm"]
        older = run.act("finance-3", path + "/explanations", {"reason": "Spørger banken."}).json()["entry"]
        newest = run.act("finance-3", path + "/explanations", {"reason": "Bankens fejl."}).json()["entry"]
        run.act("finance-3", path + "/closing", {"proposal_entry": newest}, status=403,
                problem="separation-of-duties")
        if alarm["application"] is not None:
            run.act("officer-1", path + "/closing", {"proposal_entry": newest}, status=403,
                    problem="separation-of-duties")
        run.act("officer-4", path + "/closing", {"proposal_entry": older}, status=412, problem="stale")
        run.act("officer-4", path + "/closing", {"proposal_entry": newest})
        run.known.update(alarm=alarm["alarm"], explanation=newest)
