#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What the public page says of a receipt when something is wrong, with receipts and logs of which that is true.

usage: receipts.py STATE CHECKS

STATE is that of a running demonstration whose log is complete. Its sequencer is stopped while a new receipt waits, while the
promised minute passes and while a superuser changes the log; each change is taken back. For every verdict the page's words are
asked for in both languages.
"""
import base64
import html
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e/api"))
from client import Client, new_key  # noqa: E402
from tamper import Cluster  # noqa: E402

TABLES = ("ledger.log_leaf", "ledger.log_queue", "ledger.log_quarantine", "ledger.checkpoint")

# Heading and a piece of the text, in English and in Danish.
SAID = {
    "GOOD": ("The receipt is good, and its entry stands in the log", "Kvitteringen er ægte, og dens post står i loggen",
             "It is entry ", "Det er post "),
    "WAITS": ("The receipt is good; its entry is not in the log yet", "Kvitteringen er ægte; dens post står ikke i loggen endnu",
              "at most a minute after it was recorded", "senest et minut efter registreringen"),
    "BROKEN": ("The promise has been broken", "Løftet er brudt", "would stand in the log by", "ville stå i loggen senest"),
    "KEPT_OUT": ("The promise has been broken", "Løftet er brudt",
                 "The entry was kept out, because its record is not as the portal attested it",
                 "Posten blev holdt ude, fordi den ikke er, som portalen attesterede den"),
    "OTHER_RECORD": ("The log holds another record", "Loggen indeholder en anden post",
                     "something else than what you were given the receipt for", "noget andet end det, du fik kvittering for"),
    "LOG_CUT": ("The log is not what it was", "Loggen er ikke, hvad den var", "entries were removed", "Poster er fjernet"),
    "LOG_CHANGED": ("The log is not what it was", "Loggen er ikke, hvad den var", "first entries are other ones now",
                    "første poster er nogle andre nu"),
    "OTHER_KEY": ("This receipt is not ours", "Kvitteringen er ikke vores", "It is not signed with a key of this portal",
                  "Den er ikke underskrevet med en af denne portals nøgler"),
    "OTHER_TEXT": ("The receipt has been changed", "Kvitteringen er ændret", "something in it was changed, if only a space",
                   "Noget i den er ændret, om det så kun er et mellemrum"),
    "BAD_HEAD": ("The proof's checkpoint is not ours", "Bevisets kontrolpunkt er ikke vores",
                 "It is not signed with this log's key", "Det er ikke underskrevet med denne logs nøgle"),
    "BAD_PROOF": ("The proof does not belong to the receipt", "Beviset hører ikke til kvitteringen",
                  "the proof does not lead from one to the other", "beviset fører ikke fra det ene til det andet"),
}
# With these the page says what to do now.
EVIDENCE = ("BROKEN", "KEPT_OUT", "OTHER_RECORD", "LOG_CUT", "LOG_CHANGED")
TO_DO = {"en": "What to do now", "da": "Hvad du skal gøre nu"}


class Page:
    """The public page of a running demonstration, and what stands behind it."""

    def __init__(self, state):
        self.state = state
        self.cluster = Cluster(state)
        with open(os.path.join(state, "port"), encoding="ascii") as file:
            port = int(file.read())
        self.base = "https://localhost:%d" % port
        self.public = "https://localhost:%d" % (port + 1)
        self.pki = os.path.join(state, "pki")
        with open(os.path.join(state, "run/pids/sequencer"), encoding="ascii") as file:
            self.sequencer = int(file.read().split()[0])
        self.passed = 0
        self.failed = 0

    def sequencer_stops(self, stopped):
        os.kill(self.sequencer, signal.SIGSTOP if stopped else signal.SIGCONT)

    def ask(self, text, language):
        body = '--x\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n%s\r\n--x--\r\n' % text
        return Client(self.public, self.pki, None).send("POST", "/check", body.encode(), {
            "Content-Type": "multipart/form-data; boundary=x", "Origin": self.public, "Accept-Language": language})

    def says(self, verdict, text):
        """Its words in both languages, and none of the other verdicts' headings."""
        title_en, title_da, text_en, text_da = SAID[verdict]
        why = ""
        for language, words in (("en", (title_en, text_en)), ("da", (title_da, text_da))):
            answer = self.ask(text, language)
            page = html.unescape(answer.body.decode())
            others = {SAID[other][language == "da"] for other in SAID} - {words[0]}
            if answer.status != 200 or not all(word in page for word in words):
                why += "%s: %d, not %s: %s" % (language, answer.status, words, plain(page))
            if (">%s<" % TO_DO[language] in page) != (verdict in EVIDENCE):
                why += "%s: what to do now is said to the wrong people" % language
            why += "".join(" and says: " + other for other in others if ">%s<" % other in page)
        self.passed += not why
        self.failed += bool(why)
        print("%s %s%s" % ("FAILED " if why else "ok     ", verdict, ": " + why if why else ""), flush=True)

    def hold(self):
        """An act without another's help, on a case that is not held yet: its receipt as the person is given it, its entry."""
        for application in self.cluster.run("select application from grants.application order by 1").split():
            answer = Client(self.base, self.pki, "administrator-1").send(
                "POST", "/api/v1/agency/holds",
                b'{"application":%s,"cause":"complaint","reference":"S-1"}' % application.encode(), {
                    "Idempotency-Key": new_key(), "Content-Type": "application/json"})
            if answer.problem() != "state":
                break
        if answer.status not in (200, 201):
            raise RuntimeError("no hold: %s" % answer)
        return answer.json()["receipt"], answer.json()["entry"]

    def proof(self):
        """A receipt with its proof, as an applicant downloads it, and its entry."""
        for entry in self.cluster.run("select entry from ledger.entry where kind = 'submit' order by entry").split():
            for person in ("applicant-1", "applicant-2", "applicant-3"):
                answer = Client(self.base, self.pki, person).send(
                    "GET", "/api/v1/receipts/" + entry, None, {"Accept": "text/x.tlog-proof"})
                if answer.status == 200:
                    return answer.body.decode(), int(entry)
        raise RuntimeError("nobody has a receipt")

    def change(self, script):
        """As a superuser who switches off what prevents it, and on again when it is done."""
        off = "".join("alter table %s disable trigger all;" % table for table in TABLES)
        on = "".join("alter table %s enable trigger all;" % table for table in TABLES) + """
            do $$ declare v text; begin
                foreach v in array array(select format('alter table %%s enable always trigger %%I', t.tgrelid::regclass, t.tgname)
                    from pg_trigger t where t.tgrelid::regclass::text in (%s) and not t.tgisinternal) loop
                    execute v;
                end loop;
            end $$;""" % ", ".join("'%s'" % table for table in TABLES)
        done = subprocess.run(self.cluster.words + ["-v", "ON_ERROR_STOP=1", "-1"], input=off + script + on, text=True,
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    def clock(self, minutes):
        """The demonstration's clock, forward."""
        now = self.cluster.run("select to_char((ledger.clock() + interval '%d min') at time zone 'UTC', "
                               "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')" % minutes).strip()
        subprocess.run([os.path.join(self.state, "program/bin/tilsagn"), "--state", self.state, "demo", "clock", now],
                       check=True, stdout=subprocess.DEVNULL)

    def whole(self):
        """The sequencer goes on until everything is published again."""
        self.sequencer_stops(False)
        limit = time.monotonic() + 30
        while self.cluster.run("select exists (select from ledger.log_queue) or (select max(size) from ledger.checkpoint) "
                               "<> (select count(*) from ledger.log_leaf)").strip() != "f":
            if time.monotonic() > limit:
                raise RuntimeError("the sequencer does not go on")
            time.sleep(0.2)


def plain(page):
    """The alert of a page."""
    begin = page.find('class="alert ')
    return page[begin:begin + 700]


def with_line(text, begins, change):
    """The text with its line that begins so changed."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(begins))
    lines[at] = change(lines[at])
    return "\n".join(lines)


def other_signature(line):
    """A note's last word under another key: its first four bytes are the key's."""
    signature = bytearray(base64.b64decode(line.split(" ")[2]))
    signature[0] ^= 1
    return " ".join(line.split(" ")[:2] + [base64.b64encode(bytes(signature)).decode()])


def other_hash(line):
    return base64.b64encode(bytes([base64.b64decode(line)[0] ^ 1]) + base64.b64decode(line)[1:]).decode()


def handed_in(page):
    """The log is in order; the paper is not."""
    proof, _ = page.proof()
    page.says("GOOD", proof)
    parts = proof.split("\n")
    receipt = base64.b64decode(parts[1].split(" ")[1]).decode()
    page.says("GOOD", receipt)
    page.says("OTHER_KEY", with_line(receipt, "— ", other_signature))
    page.says("OTHER_TEXT", with_line(receipt, "kind ", lambda line: line + " "))
    head = proof.index("\n\n")
    page.says("BAD_HEAD", proof[:head] + with_line(proof[head:], "— ", other_signature))
    page.says("BAD_PROOF", "\n".join(parts[:3] + [other_hash(parts[3])] + parts[4:]))


def waiting(page):
    """Not in the log yet; not in time; never."""
    page.sequencer_stops(True)
    receipt, entry = page.hold()
    page.says("WAITS", receipt)
    page.clock(2)
    page.says("BROKEN", receipt)
    page.change("create table public.waited as select * from ledger.log_queue where entry = %d;"
                "delete from ledger.log_queue where entry = %d;"
                "insert into ledger.log_quarantine (entry, queue_id, reason, at) select entry, queue_id, 'not_attested',"
                " ledger.clock() from public.waited;" % (entry, entry))
    page.says("KEPT_OUT", receipt)
    page.change("delete from ledger.log_quarantine where entry = %d; insert into ledger.log_queue (queue_id, entry) overriding "
                "system value select queue_id, entry from public.waited; drop table public.waited;" % entry)
    page.whole()
    page.says("GOOD", receipt)


def changed(page):
    """The paper is in order; the log is not."""
    proof, entry = page.proof()
    receipt = base64.b64decode(proof.split("\n")[1].split(" ")[1]).decode()
    page.sequencer_stops(True)
    try:
        page.change("create table public.was as select * from ledger.log_leaf where entry = %d;"
                    "update ledger.log_leaf set leaf_hash = sha256('other') where entry = %d;" % (entry, entry))
        page.says("OTHER_RECORD", receipt)
        page.says("LOG_CHANGED", proof)
        page.change("update ledger.log_leaf l set leaf_hash = w.leaf_hash from public.was w where w.entry = l.entry;"
                    "drop table public.was;")
        page.change("create table public.was as select * from ledger.checkpoint;"
                    "delete from ledger.checkpoint where size > %d;" % (int(proof.split("\n\n")[1].split("\n")[1]) - 1))
        page.says("LOG_CUT", proof)
        page.change("insert into ledger.checkpoint select w.* from public.was w where not exists "
                    "(select from ledger.checkpoint c where c.size = w.size); drop table public.was;")
    finally:
        page.sequencer_stops(False)
    page.says("GOOD", proof)
    page.says("GOOD", receipt)


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    page = Page(os.path.abspath(sys.argv[1]))
    try:
        handed_in(page)
        waiting(page)
        changed(page)
    finally:
        page.sequencer_stops(False)
    print("%d passed, %d failed" % (page.passed, page.failed))
    return 1 if page.failed else 0


if __name__ == "__main__":
    sys.exit(main())
