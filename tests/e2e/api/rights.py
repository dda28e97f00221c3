# SPDX-License-Identifier: EUPL-1.2
"""Every act that the API reaches, tried by every demonstration identity through nginx and worker.

Who reaches an act must be exactly who tests/sql/rights.txt allows, a table written by hand. What an
act answers once it is reached (no such thing, another state, a code is needed) is not judged here;
nothing is sent that an act would record.
"""
import os
import re
import subprocess

import statuses
import walk
from client import new_key

RIGHTS = os.path.join(os.path.dirname(__file__), "..", "..", "sql", "rights.txt")

# Acts and their operations; those about somebody's own second factor have one in each pool.
ACTS = {
    "submitApplication": "submit", "withdrawApplication": "withdraw_application",
    "proposeWithdrawal": "propose_withdrawal", "confirmWithdrawal": "confirm_withdrawal",
    "retractWithdrawal": "retract_withdrawal", "submitAccounts": "submit_accounts",
    "signOffAccounts": "sign_off", "proposeWeights": "propose_weights",
    "confirmWeights": "confirm_weights", "openApplications": "open_applications",
    "proposeAllocation": "propose_allocation", "decideAllocation": "decide_allocation",
    "proposeRuling": "propose_ruling", "confirmRuling": "confirm_ruling",
    "proposeNotice": "propose_notice", "decideNotice": "decide_notice",
    "proposeAdmission": "propose_admission", "confirmAdmission": "confirm_admission",
    "declareImpartiality": "declare_impartiality", "scoreApplication": "score", "proposeRefusal": "propose_refusal",
    "openHearing": "open_hearing", "answerHearing": "answer_hearing",
    "decideRefusal": "decide_refusal", "proposeAward": "propose_award", "decideAward": "decide_award",
    "prepareInstalment": "prepare_instalment", "approveInstalment": "approve_instalment",
    "approveInstalments": "approve_instalment",
    "releaseBatch": "release_batch", "confirmProposal": "confirm",
    "importStatement": "import_statement", "bookPayments": "book_payments", "bookRepayment": "book_repayment",
    "explainAlarm": "explain_alarm", "closeAlarm": "close_alarm", "confirmReceipt": "confirm_receipt",
    "recordResult": "record_result", "confirmResult": "confirm_result", "submitReport": "submit_report",
    "closeGrant": "close_grant", "remindObligation": "remind_obligation",
    "proposeSecondFactor": "propose_factor", "confirmSecondFactor": "confirm_factor",
    "requestAmendment": "request_amendment", "proposeAmendment": "propose_amendment",
    "decideAmendment": "decide_amendment",
    "activateSecondFactor": "activate_factor", "activateAgencySecondFactor": "activate_factor",
    "grantAccess": "grant_access", "refuseAccess": "refuse_access",
    "refuseAccessAsAdministrator": "refuse_access", "changeRole": "change_role", "setUnit": "set_unit",
    "proposeClaim": "propose_claim", "decideClaim": "decide_claim",
    "proposeSettlement": "propose_settlement", "decideSettlement": "decide_settlement",
    "proposeInterest": "propose_interest", "decideInterest": "decide_interest",
    "proposePeriod": "propose_period", "decidePeriod": "decide_period",
    "proposeTermination": "propose_termination", "decideTermination": "decide_termination",
    "requestVouchers": "request_vouchers", "submitVouchers": "submit_vouchers",
    "judgeVouchers": "judge_vouchers", "decideVouchers": "decide_vouchers",
    "proposeReopening": "propose_reopening", "decideReopening": "decide_reopening",
    "proposeTransfer": "propose_transfer", "acceptTransfer": "accept_transfer", "decideTransfer": "decide_transfer",
    "proposeYear": "propose_year", "decideYear": "decide_year",
    "appointAuditor": "appoint_auditor", "withdrawAuditor": "withdraw_auditor",
    "endorseAccounts": "endorse_accounts", "decideOpinion": "decide_opinion",
    "confirmStatement": "confirm_statement", "disputeStatement": "dispute_statement",
    "proposeResolution": "propose_resolution", "confirmResolution": "confirm_resolution",
    "proposeLine": "propose_line", "giveLine": "give_line",
    "block": "block", "proposeRegister": "propose", "stopRecovery": "stop_recovery",
    "holdErasure": "hold_erasure", "liftHold": "lift_hold",
}
# What confirms a proposal is one operation and three acts, by what is proposed.
CONFIRMING = {"confirm", "grant_agency_role", "confirm_recovery"}
# Operations that change something and are no act: drafts, and a seed that only its person sees.
NO_ACT = {"askAccess", "askAgencyAccess", "shareDraft", "createApplication", "sendSignature",
          "sendGranteeSignature", "keepAuditReport", "keepVoucher", "makeSecondFactorSeed", "makeAgencySecondFactorSeed"}
# Without an operation: the worker's own.
NO_OPERATION = {"record_refusal"}
# Whose confirmation a proposal needs; the act asks for the role by kind.
CONFIRMERS = {"register": "administrator", "appropriation": "finance", "call": "officer",
              "annex": "officer", "payment": "finance"}
ROLES = {"applicant": "applicant", "newcomer": "applicant", "clinical": "applicant", "management": "management",
         "external-auditor": "external_auditor", "officer": "officer", "finance": "finance",
         "auditor": "auditor", "state-auditor": "auditor", "administrator": "administrator"}
SECOND_CARDS = {"officer-1-second": "officer", "finance-1-second": "finance"}
# One finds only proposals about oneself: who is of the other pool cannot be told from who has none.
OWN_POOL_ONLY = {"activate_factor"}
STRANGERS = {"newcomer-2", "newcomer-3", "system-1", "revoked-1", "expired-1", "foreign-1"}  # never let in: `certificates`
GRANTEES = {"applicant", "management", "external_auditor"}
# Refusals that say: this person, whatever the case, does not reach the act.
REFUSED = {"forbidden", "blocked", "unknown-person", "certificate"}


def wanted():
    """{(act, login, role)} of the hand-written table, for the two pools of persons."""
    with open(RIGHTS, encoding="utf-8") as file:
        rows = [line.split() for line in file if not line.startswith("#") and line.strip()]
    return {tuple(row) for row in rows if row[1] in ("tilsagn_grantee", "tilsagn_agency")}


def identities(run):
    """{name: role} of every certificate of the demonstration that is let in."""
    found = {}
    for file in sorted(os.listdir(os.path.join(run.pki, "people"))):
        name = file[:-4]
        if file.endswith(".crt") and name not in STRANGERS:
            found[name] = SECOND_CARDS.get(name) or ROLES.get(re.sub(r"-[0-9]+$", "", name))
    return found


def attempts(run):
    """(act, role that a kind asks for or None, operation, path, body) for every operation."""
    absent = statuses.ABSENT["application"]
    for operation in run.spec.operations.values():
        if operation.id not in ACTS or operation.id == "confirmProposal":
            continue
        body = statuses.valid_body(run, operation)
        path = run.path_of(operation)
        if operation.id == "submitAccounts":
            body = {**body, "lines": [{"line": 99, "actual_ore": 1, "own_funding_ore": 0, **walk.DAYS}]}
        elif operation.id == "recordResult":
            body = {**body, "code": "no_such_result"}
        elif operation.id == "confirmSecondFactor":
            path = run.path_of(operation, proposal=run.known["factor_proposal"])
        elif "{person}" in path_names(operation) or "{request}" in path_names(operation):
            path = run.path_of(operation, person=absent, request=absent)
        elif operation.id in ("declareImpartiality", "openHearing", "remindObligation"):
            path = run.path_of(operation, application=absent)
        elif operation.id == "stopRecovery":
            path = run.path_of(operation, proposal=absent)
        elif operation.id in ("activateSecondFactor", "activateAgencySecondFactor"):
            body = {"proposal": absent}
        yield ACTS[operation.id], None, operation, path, body
    operation = run.spec.operations["confirmProposal"]
    seen = set()
    for proposal in run.read("administrator-1", walk.AGENCY + "/proposals")["proposals"]:
        if proposal["state"] == "effective" and proposal["kind"] not in seen | {"recovery"}:
            seen.add(proposal["kind"])
            yield ("confirm", CONFIRMERS[proposal["kind"]], operation,
                   run.path_of(operation, proposal=proposal["proposal"]),
                   {"sha256": proposal["sha256"]})
    run.check(seen == set(CONFIRMERS), "no proposal of every kind: %s" % seen)
    for act, known in (("grant_agency_role", "agency_role"), ("confirm_recovery", "recovery")):
        yield act, None, operation, run.path_of(operation, proposal=run.known[known]), {"sha256": "0" * 64}


def path_names(operation):
    return re.findall(r"{[a-z]+}", operation.path)


def tried(run, table, people, only=None):
    """(tries, allowed, differences): every person tries every act."""
    tries, allowed, differences = 0, 0, []
    for number, (act, confirmer, operation, path, body) in enumerate(attempts(run)):
        if only is not None and act != only:
            continue
        if number % 8 == 0:  # refusals are counted by the hour
            run.hours = getattr(run, "hours", 13) + 2
            run.clock("2020-11-%02dT%02d:00:00Z" % (21 + run.hours // 24, run.hours % 24))
        pool = "agency" if operation.path.startswith(walk.AGENCY) else "grantee"
        for person, role in people.items():
            own = "grantee" if role in GRANTEES else "agency"
            if act in OWN_POOL_ONLY and pool != own:
                continue
            may = (pool == own and (act, "tilsagn_" + pool, role) in table
                   and confirmer in (None, role))
            answer = run.ask(person, "POST", path, body, {"Idempotency-Key": new_key()})
            reached = not (answer.status == 403 and answer.problem() in REFUSED)
            tries += 1
            allowed += reached
            if reached != may or answer.status in (201, 429) or answer.status >= 500:
                differences.append("%s as %s (%s): %s" % (operation.id, person, role, answer))
    return tries, allowed, differences


def database(run, query):
    return subprocess.run(
        ["psql", "-h", os.path.join(run.state, "run", "pg"), "-U", "postgres", "-d", "tilsagn",
         "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query], check=True, capture_output=True,
        text=True).stdout.strip()


def every_act(run):
    table, people = wanted(), identities(run)
    posts = {o.id for o in run.spec.operations.values() if o.method == "post"}
    run.check(posts == set(ACTS) | NO_ACT, "operations that this table does not know: %s" % (
        posts ^ (set(ACTS) | NO_ACT)))
    acts = set(ACTS.values()) | CONFIRMING
    run.check({row[0] for row in table} == acts | NO_OPERATION,
              "acts that this table does not know: %s" % (
                  {row[0] for row in table} ^ (acts | NO_OPERATION)))
    run.check(all(people.values()), "identities without a role: %s" % people)
    count = "select count(*) from ledger.entry where kind <> 'record_refusal'"
    before = database(run, count)
    tries, allowed, differences = tried(run, table, people)
    for difference in differences:
        run.check(False, "rights: " + difference)
    run.check(database(run, count) == before, "an act was recorded while rights were tried")
    print("%d identities tried %d acts over HTTP: %d answers, %d reached the act, %d refused; "
          "%d differ from rights.txt" % (len(people), len(acts), tries, allowed,
                                         tries - allowed, len(differences)), flush=True)
    planted(run, table, people)


def planted(run, table, people):
    """A wrong right in the database must be found, and is taken out again."""
    database(run, "insert into rights.act (act, audience, role, description)"
                  " values ('approve_instalment', 'agency', 'auditor', 'planted')")
    try:
        _, _, differences = tried(run, table, people, "approve_instalment")
        auditors = [p for p, role in people.items() if role == "auditor"]
        wanted = len(auditors) * list(ACTS.values()).count("approve_instalment")
        run.check(len(differences) == wanted > 0,
                  "a planted right of auditors is found %d times, not %d" % (len(differences), wanted))
    finally:
        database(run, "do $$ declare v text; begin"
                      " alter table rights.act disable trigger all;"
                      " delete from rights.act where description = 'planted';"
                      " for v in select tgname from pg_trigger where not tgisinternal"
                      "   and tgrelid = 'rights.act'::regclass loop"
                      "   execute format('alter table rights.act enable always trigger %I', v);"
                      " end loop; end $$")
