# SPDX-License-Identifier: EUPL-1.2
"""What the document says in words: languages, cross-site requests, pages, the export."""
import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import tempfile
import urllib.parse
import zipfile

import walk
from client import Client, new_key


def languages(run):
    """Danish unless English is preferred; the type is the same."""
    path = "/api/v1/calls/no-such-call"
    danish = run.expect(404, "applicant-1", "GET", path).json()
    english = run.expect(404, "applicant-1", "GET", path,
                         headers={"Accept-Language": "en-GB,en;q=0.9"}).json()
    run.check(danish["title"] != english["title"], "one language only: %s" % danish["title"])
    run.check(danish["type"] == english["type"], "the type depends on the language")
    operation = run.spec.operations["openApplications"]
    texts = [run.expect(422, "officer-1", "POST", run.path_of(operation), {"surplus": 1},
                        {"Idempotency-Key": new_key(), "Accept-Language": language})
             .json()["violations"][0]["message"] for language in ("da", "en")]
    run.check(texts[0] != texts[1], "a violation's message in one language only: %s" % texts)


def every_violation(run):
    """A refusal by the act lists everything that is wrong, however much it is."""
    lines = [{"line": 100 + n, "actual_ore": 1, "own_funding_ore": 0, **walk.DAYS} for n in range(150)]
    operation = run.spec.operations["submitAccounts"]
    answer = run.expect(422, "applicant-1", "POST", run.path_of(operation),
                        {"kind": "part", "period_to": "2020-10-31", "note": "", "vat": "excluded", "lines": lines},
                        {"Idempotency-Key": new_key()}, "invalid-content")
    found = [v["pointer"] for v in answer.json().get("violations", [])
             if v["code"] == "unknown_line"]
    run.check(found == ["/lines/%d/line" % n for n in range(150)], "violations: %s" % found[:5])


def personal_numbers(run):
    """A CPR number is refused wherever it stands, with its place, and nothing of the draft is lost."""
    application = walk.draft(run, "applicant-1", "Sag 010190-1234")
    base = "/api/v1/applications/%d" % application
    draft = run.need(200, "applicant-1", "GET", base).json()
    found = [v for v in draft["violations"] if v["code"] == "personal_number"]
    run.check(found == [{"field": "title", "code": "personal_number", "place": 5}],
              "a draft with a CPR number: %s" % draft["violations"])
    version = {key: draft["draft"][key] for key in ("version", "sha256")}
    answer = run.expect(422, "applicant-1", "POST", base + "/submissions", version,
                        {"Idempotency-Key": new_key()}, "invalid-content")
    found = [(v["pointer"], v["code"], v.get("place")) for v in answer.json().get("violations", [])]
    run.check(("/title", "personal_number", 5) in found, "a CPR number in a title: %s" % found)
    current = {"If-Match": '"%d"' % version["version"], "Content-Type": "application/octet-stream"}
    answer = run.expect(422, "applicant-1", "PUT", base + "/attachments/form", walk.PDF + b"x",
                        {**current, "X-File-Name": "CV_010190-1234.pdf"}, "invalid-content")
    found = [(v["pointer"], v["code"]) for v in answer.json().get("violations", [])]
    run.check(found == [("/attachments/form", "named_by_number")], "a CPR number in a name: %s" % found)
    run.check(run.need(200, "applicant-1", "GET", base).json()["draft"]["version"] == version["version"],
              "the draft changed")


def text_pdf(*lines):
    """A PDF of one page with these lines."""
    text = "BT /F 12 Tf 72 760 Td " + " ".join("(%s) Tj 0 -20 Td" % line for line in lines) + " ET"
    return ("%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n"
            "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n5 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
            "trailer<</Root 1 0 R/Size 6>>\n%%%%EOF\n" % (len(text), text)).encode()


def numbers_in_files(run):
    """A file with a CPR number in its text is refused with the place; the draft and its other files stay."""
    application = walk.draft(run, "applicant-1", "Sag om filer")
    base = "/api/v1/applications/%d" % application
    before = run.need(200, "applicant-1", "GET", base).json()
    headers = {"If-Match": '"%d"' % before["draft"]["version"], "Content-Type": "application/octet-stream",
               "X-File-Name": "form.pdf"}
    numbered = text_pdf("Deltagere", "Jens Jensen 010190-1234")
    answer = run.expect(422, "applicant-1", "PUT", base + "/attachments/form", numbered, headers, "invalid-content")
    found = [{k: v for k, v in one.items() if k != "message"} for one in answer.json().get("violations", [])]
    run.check(found == [{"pointer": "/attachments/form", "code": "number_in_file", "page": 1, "line": 2, "date": "010190"}],
              "a CPR number in a file: %s" % found)
    run.check(b"1234" not in answer.body, "the rest of the number is told")
    run.check(run.need(200, "applicant-1", "GET", base).json()["draft"] == before["draft"], "the draft changed")
    version = run.need(200, "applicant-1", "PUT", base + "/attachments/form",
                       text_pdf("Faktura 12.34.56.78.90"), headers).json()["version"]
    run.need(200, "applicant-1", "PUT", base + "/attachments/budget", walk.PDF + b"not really one",
             {**headers, "If-Match": '"%d"' % version})
    scans = [slot["file"]["scan"] for slot in run.need(200, "applicant-1", "GET", base).json()["slots"]]
    run.check(scans == [{"outcome": "nothing", "places": []}, {"outcome": "damaged", "places": []}], "what was said: %s" % scans)
    for person, path, pointer in (("external-auditor-1", "/api/v1/audit-reports", "/report"),
                                  ("applicant-1", "/api/v1/vouchers", "/file")):
        answer = run.expect(422, person, "POST", path, numbered, {"Content-Type": "application/octet-stream"}, "invalid-content")
        found = [(one["pointer"], one["code"], one.get("page")) for one in answer.json().get("violations", [])]
        run.check(found == [(pointer, "number_in_file", 1)], "a CPR number in what is sent to %s: %s" % (path, found))


def other_sites(run):
    """A browser that was sent here by another site carries the certificate, and is refused."""
    path = "/api/v1/applications"
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                    {"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        run.expect(403, "applicant-1", "POST", path, {"call": walk.CALL}, headers, "cross-site")
    run.expect(403, "applicant-1", "GET", path, None, {"Sec-Fetch-Site": "cross-site"}, "cross-site")


def audiences(run):
    """Nobody reads the other side's resources, and only auditors read the entries."""
    for person in ("applicant-1", "management-1", "external-auditor-1"):
        for path in ("/me", "/calls", "/calls/" + walk.CALL, "/grants", "/instalments", "/tasks",
                     "/entries", "/entries.csv", "/entries.jsonl", "/balances", "/balances.csv", "/balances.jsonl", "/reads", "/reads.csv", "/reads.jsonl", "/findings",
                     "/log/files", "/log/file",
                     "/grants/%d/record" % run.known["application"], "/grants/%d/dossier" % run.known["application"]):
            run.expect(403, person, "GET", walk.AGENCY + path, problem="forbidden")
    run.expect(403, "officer-1", "GET", "/api/v1/applications", problem="forbidden")
    for person in ("officer-1", "finance-1", "administrator-1"):
        for path in ("/entries", "/balances", "/reads", "/reads.csv", "/findings", "/log/files", "/log/file", "/grants/%d/record" % run.known["application"],
                     "/grants/%d/dossier" % run.known["application"]):
            run.expect(403, person, "GET", walk.AGENCY + path, problem="forbidden")
    # another municipality's case does not exist
    for path in ("/applications/%d", "/applications/%d/draft", "/grants/%d"):
        run.expect(404, "applicant-3", "GET", "/api/v1" + path % run.known["application"])
    run.expect(404, "applicant-3", "GET", "/api/v1/receipts/%d" % run.known["entry"])


def receipts(run):
    """A receipt is of the record that was asked for here, and the record's bytes prove it."""
    path, text = "/receipts/%d" % run.known["submission"], {"Accept": "text/plain"}
    own = run.read("applicant-1", "/api/v1" + path)
    leaf = own["leaf"].encode()
    run.check(hashlib.sha256(b"\0" + leaf).hexdigest() == own["leaf_hash"], "leaf of %s" % own)
    note = run.need(200, "applicant-1", "GET", "/api/v1" + path, headers=text).body.decode()
    run.check(base64.b64encode(bytes.fromhex(own["leaf_hash"])).decode() in note, note)
    # the agency sees the entry; its receipt was given to who sent it
    run.check(run.read("officer-1", walk.AGENCY + path)["leaf"] is None, "the agency got the leaf")
    run.expect(404, "officer-1", "GET", walk.AGENCY + path, None, text)


def letters(run):
    """The letter of an award: the same facts as data and as PDF, in the language that was asked for."""
    path = "/grants/%d/letter" % run.known["application"]
    letter = run.read("applicant-1", "/api/v1" + path)
    run.check(letter["leaf_hash"] == run.read("officer-1", walk.AGENCY + path)["leaf_hash"], "two letters: %s" % letter)
    asked = {"Accept": "application/pdf", "Accept-Language": "da"}
    danish = run.need(200, "applicant-1", "GET", "/api/v1" + path, headers=asked)
    run.check(danish.body.startswith(b"%PDF-1.5") and b"/Lang (da)" in danish.body, "no Danish PDF: %r" % danish.body[:40])
    again = run.need(200, "officer-1", "GET", walk.AGENCY + path, headers=asked)
    run.check(again.body == danish.body, "the agency's PDF is another")
    asked["Accept-Language"] = "en"
    english = run.need(200, "applicant-1", "GET", "/api/v1" + path, headers=asked)
    run.check(b"/Lang (en)" in english.body, "no English PDF")
    run.expect(304, "applicant-1", "GET", "/api/v1" + path, headers=dict(asked, **{"If-None-Match": english.headers["etag"]}))
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=english.body, stdout=subprocess.PIPE, check=True).stdout.decode()
    for fact in (letter["leaf_hash"], letter["title"], letter["reason"], letter["by"]["name"], letter["law"]["sha256"],
                 "Condition 1: " + letter["conditions"][0],
                 "You can complain until", "Page 1 of"):
        run.check(fact in " ".join(text.split()) or fact in text, "%r is not in the PDF" % fact)
    proof = run.need(200, "applicant-1", "GET", "/api/v1" + path, headers={"Accept": "text/x.tlog-proof"}).body
    run.check(b"index %d\n" % letter["log"]["index"] in proof, "the proof is of another entry: %r" % proof)
    run.check(proof in english.body, "the proof is not in the PDF")
    run.expect(404, "applicant-3", "GET", "/api/v1" + path)
    # anybody checks it on the public server: with the letter's SHA-256, with another, with none, with none that is one
    for leaf, status, words in ((letter["leaf_hash"], 200, "The entry of the letter stands in the log"),
                                ("0" * 64, 200, "The proof does not belong to this SHA-256"),
                                ("", 200, "The checkpoint is good, but there is no receipt"),
                                ("0" * 63, 422, "A SHA-256 has 64 digits")):
        answer = checked(run, {"receipt": proof.decode(), "leaf": leaf})
        run.check(answer.status == status and words.encode() in answer.body, "leaf %r: not %r: %s" % (leaf, words, answer))


def checked(run, fields):
    """What the public page says of a proof."""
    url = urllib.parse.urlsplit(run.base)
    public = "%s://%s:%d" % (url.scheme, url.hostname, url.port + 1)
    parts = ['--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % field for field in fields.items()]
    return Client(public, run.pki, None).send("POST", "/check", ("".join(parts) + "--x--\r\n").encode(), {
        "Content-Type": "multipart/form-data; boundary=x", "Origin": public, "Accept-Language": "en"})


def certificates(run):
    """Who is not let in learns nothing; without a certificate there is no API at all."""
    for person in ("revoked-1", "expired-1", "foreign-1", None):
        try:
            answer = run.send(person, "GET", "/api/v1/me")
        except OSError:
            continue  # the handshake was refused
        run.check(answer.status in (400, 403) and b"person" not in answer.body,
                  "%s got %s" % (person, answer))


def pages(run):
    """Following `next` meets every entry once; the totals do not depend on the page."""
    seen, cursor, totals = [], "", set()
    while cursor is not None:
        query = "?limit=7" + ("&cursor=" + cursor if cursor else "")
        page = run.read("auditor-1", walk.AGENCY + "/entries" + query)
        seen += [entry["entry"] for entry in page["entries"]]
        totals.add((page["total_count"], page["total_amount_ore"]))
        cursor = page["next"]
    run.check(len(totals) == 1, "the totals changed from page to page: %s" % totals)
    run.check(seen == sorted(set(seen), reverse=True), "entries twice or out of order: %s" % seen)
    run.check(len(seen) == next(iter(totals))[0], "%d entries of %s" % (len(seen), totals))


def look_ups(run):
    """Who looks at a case stands in the log, with the page or resource, also who looks at the log."""
    case = run.known["application"]
    path = walk.AGENCY + "/reads?application=%d" % case
    before = run.read("auditor-1", path)["reads"]
    run.read("officer-1", walk.AGENCY + "/applications/%d" % case)
    run.expect(404, "applicant-3", "GET", "/api/v1/grants/%d" % case)
    listed = run.read("auditor-1", path)["reads"]
    new = [row for row in listed if row["read"] > before[0]["read"]]
    run.check([(row["what"], row["person"]["name"], row["role"], row["application"], row["route"])
               for row in new] == [("agency_application", "officer-1", "officer", case,
                                    "GET /api/v1/agency/applications/{application}")],
              "one look was logged as %s" % new)
    newest = run.read("auditor-1", walk.AGENCY + "/reads?limit=1&who=auditor-1")["reads"][0]
    run.check((newest["what"], newest["scope"]) == ("reads", "log"), "looking here: %s" % newest)
    answer = run.need(200, "auditor-1", "GET", walk.AGENCY + "/reads.csv?application=%d" % case)
    rows = whole_csv(run, answer.body, list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""),
                                                       delimiter=";"))[1:])
    lines = whole_lines(run, run.need(200, "auditor-1", "GET", walk.AGENCY + "/reads.jsonl?application=%d" % case).body)
    run.check([str(line["read"]) for line in lines][:len(rows)] == [row[0] for row in rows],
              "other look-ups as lines")
    run.check(len(rows) >= len(listed) and str(new[0]["read"]) in [row[0] for row in rows],
              "the spreadsheet has %d rows of %d" % (len(rows), len(listed)))


def entries(run):
    """Everything that this walk wrote into the record is as docs/entries.md tells it."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../style/entries.py")
    told = subprocess.run([program, os.path.join(run.state, "tlog")], capture_output=True, text=True, check=False)
    run.check(told.returncode == 0, "entries: %s" % told.stdout)
    print(told.stdout, end="")


def dossier(run):
    """The verifier alone says that a case's file is whole; another byte in it, and it is refused."""
    path = walk.AGENCY + "/grants/%d/dossier" % run.known["application"]
    answer = run.need(200, "auditor-1", "GET", path)
    run.check(answer.body == run.need(200, "auditor-1", "GET", path).body, "the same dossier has other bytes")
    verify = os.path.join(run.state, "program/bin/tilsagn-verify")
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "dossier.zip")
        for body, code in ((answer.body, 0), (answer.body[:-1], 3)):
            with open(name, "wb") as file:
                file.write(body)
            told = subprocess.run([verify, "--dossier", name], capture_output=True, text=True, check=False)
            run.check(told.returncode == code, "tilsagn-verify says %d: %s" % (told.returncode, told.stdout + told.stderr))
        with zipfile.ZipFile(io.BytesIO(answer.body)) as files:
            files.extractall(folder)
            names = files.namelist()
        case = os.path.join(folder, "tilsagn-grant-%d" % run.known["application"])
        told = subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "manifest.txt"], cwd=case,
                              capture_output=True, text=True, check=False)
        run.check(told.returncode == 0, "sha256sum: %s" % (told.stdout + told.stderr))
        run.check(any(name.endswith("/verify.txt") for name in names), "nothing signed is in the dossier")


def whole_csv(run, body, rows):
    """The rows before the last, which counts them and has the hash of all that stands before it."""
    last = body.splitlines(keepends=True)[-1]
    run.check(rows[-1] == ["#end", str(len(rows) - 1), "sha256", hashlib.sha256(body[:-len(last)]).hexdigest()],
              "the last line says something else: %s" % rows[-1])
    return rows[:-1]


def whole_lines(run, body):
    """The same of JSON lines."""
    lines = body.splitlines(keepends=True)
    said = json.loads(lines[-1])
    run.check(said == {"end": {"rows": len(lines) - 1, "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}},
              "the last line says something else: %s" % said)
    return [json.loads(line) for line in lines[:-1]]


def exports(run):
    """The spreadsheet has the list's rows and the list's sum, for every filter."""
    for query in ("", "?kind=submit", "?call=" + walk.CALL, "?organisation=10000001",
                  "?from=2019-10-21&to=2019-10-24", "?amount_min_ore=1",
                  "?amount_min_ore=1&kind=decide_award"):
        listed = run.read("auditor-1", walk.AGENCY + "/entries" + query)
        answer = run.need(200, "auditor-1", "GET", walk.AGENCY + "/entries.csv" + query)
        run.check(answer.body.startswith(b"\xef\xbb\xbf"), "the export has no byte order mark")
        rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""),
                               delimiter=";"))[1:]
        rows = whole_csv(run, answer.body, rows)
        total = sum(int(row[10].replace(",", "")) for row in rows)
        run.check(len(rows) == listed["total_count"],
                  "%s: %d rows of %d" % (query, len(rows), listed["total_count"]))
        run.check(total == listed["total_amount_ore"],
                  "%s: %d instead of %d" % (query, total, listed["total_amount_ore"]))
        lines = run.need(200, "auditor-1", "GET", walk.AGENCY + "/entries.jsonl" + query).body
        lines = whole_lines(run, lines)
        run.check([(str(line["entry"]), line["leaf_hash"]) for line in lines] == [(row[0], row[11]) for row in rows]
                  and sum(line["amount_ore"] for line in lines) == total, "other entries as lines: %s" % lines[:3])
        run.check(all(row[6][:1] in ("", "'") for row in rows), "a CVR is a number")
        run.check(all(cell[:1] not in "=+-@" or not cell for row in rows for cell in row),
                  "a cell begins like a formula")
    for query in ("?zero=true", "?to=2019-10-20&zero=true", "?size=60&zero=true"):
        listed = run.read("auditor-1", walk.AGENCY + "/balances" + query + "&limit=200")
        answer = run.need(200, "auditor-1", "GET", walk.AGENCY + "/balances.csv" + query)
        rows = whole_csv(run, answer.body, list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""),
                                                           delimiter=";"))[1:])
        lines = whole_lines(run, run.need(200, "auditor-1", "GET", walk.AGENCY + "/balances.jsonl" + query).body)
        run.check(len(rows) == len(lines) == listed["total_count"] and listed["total_ore"] == 0
                  and sum(line["balance_ore"] for line in lines) == 0, "%s: %d balances" % (query, len(rows)))
        run.check([line["account"] for line in lines][:200] == [row["account"] for row in listed["balances"]],
                  "%s: other accounts" % query)
