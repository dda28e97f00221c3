# SPDX-License-Identifier: EUPL-1.2
"""E: logins and forms, with the headers that a browser would send from another site's page. What a
real browser sends, and does not show, is tests/e2e/csrf; here the server decides alone."""
import re
import urllib.parse

import client
from registry import attack
from world import require

OWNER, STRANGER = "applicant-1", "applicant-3"
CALL, FORM = "/calls/fsm2-2019", "/applications"
EVIL = "https://evil.example"
PRIVATE = b"/logout"  # the button of everybody who is logged in, and of nobody else
FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded")


class Browser:
    """One person's browser: certificate and cookie."""

    def __init__(self, w, person, credential=None):
        self.w, self.person = w, person
        self.credential = credential or w.pki.of(person)
        self.origin = "https://localhost:%d" % w.port
        self.cookie = None

    def headers(self, *more):
        own = [("Cookie", "__Host-sid=" + self.cookie)] if self.cookie else []
        return own + list(more)

    def get(self, path, *more):
        return self.w.ask(self.credential, path, headers=self.headers(*more))

    def post(self, path, fields, *more):
        body = urllib.parse.urlencode(fields).encode()
        return self.w.ask(self.credential, path, method="POST", body=body,
                          headers=self.headers(FORM_TYPE, *more))

    def same_origin(self):
        return (("Origin", self.origin), ("Sec-Fetch-Site", "same-origin"))

    def login(self):
        answer = self.post("/login", {"return": "/"}, *self.same_origin())
        found = re.match(r"__Host-sid=([0-9a-f]{64}); Path=/; Secure; HttpOnly; SameSite=Strict$",
                         answer.header("set-cookie") or "")
        require(answer.status == 303 and found, "no login: %s %s" % (answer, answer.headers))
        self.cookie = found.group(1)
        return self

    def form(self, page=CALL, action=FORM):
        """The fields of the form on a page that is sent to `action`."""
        html = self.get(page).body.decode()
        form = re.search(r'<form [^>]*action="%s".*?</form>' % re.escape(action), html,
                         re.S)
        require(form, "no form to %s on %s" % (action, page))
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group(0)))


def logged_in(w, person=OWNER):
    return Browser(w, person).login()


def refuses(w, answer, refusal, reason, status=403):
    w.refused_by_worker(answer, status, reason, refusal)


def every_way_in(w, *headers):
    """A complete form with its token: nothing but where it says it comes from is wrong."""
    browser = logged_in(w)
    fields = browser.form()
    with w.nothing_changes():
        refuses(w, browser.post(FORM, fields, *headers), "cross-site", "cross_site")
    return browser


@attack("E00", prepares=True)
def control(w):
    """A form from its own page: it does what it says, and only once."""
    browser = logged_in(w)
    answer = browser.post(FORM, browser.form(), *browser.same_origin())
    require(answer.status == 303 and answer.header("location").startswith("/applications/"),
            "the control was refused: %s" % answer)


@attack("E01", prepares=True)
def cross_site_form(w):
    every_way_in(w, ("Origin", EVIL), ("Sec-Fetch-Site", "cross-site"),
                 ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"))
    every_way_in(w, ("Origin", EVIL))


@attack("E02", prepares=True)
def origin_null(w):
    every_way_in(w, ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
                 ("Sec-Fetch-Mode", "navigate"))
    every_way_in(w, ("Origin", "null"))


@attack("E03", prepares=True)
def sandboxed_frame(w):
    every_way_in(w, ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
                 ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"))


@attack("E04", prepares=True)
def plain_text_fetch(w):
    browser = every_way_in(w, ("Origin", EVIL), ("Sec-Fetch-Site", "cross-site"),
                           ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "empty"))
    with w.nothing_changes():
        answer = w.ask(browser.credential, "/api/v1/applications", method="POST", body=b"{}",
                       headers=[("Content-Type", "text/plain"), ("Idempotency-Key", "k" * 16),
                                ("Origin", EVIL), ("Sec-Fetch-Site", "cross-site")])
        refuses(w, answer, "cross-site", "cross_site")
        w.mark()
        answer = w.ask(browser.credential, "/api/v1/applications", method="POST", body=b"{}",
                       headers=[("Content-Type", "text/plain"), ("Idempotency-Key", "k" * 16)])
        w.no_cookie(answer)
        require(answer.status == 415, "text as JSON: %s" % answer)


@attack("E05", prepares=True)
def sibling_site(w):
    every_way_in(w, ("Origin", "https://sibling.localhost"), ("Sec-Fetch-Site", "same-site"))
    every_way_in(w, ("Sec-Fetch-Site", "same-site"))
    every_way_in(w, ("Sec-Fetch-Site", "none"))


@attack("E06", prepares=True)
def neither_header(w):
    every_way_in(w)


@attack("E07", prepares=True)
def contradicting_headers(w):
    every_way_in(w, ("Origin", "https://localhost:%d" % w.port), ("Sec-Fetch-Site", "cross-site"))


@attack("E08", prepares=True)
def wrong_tokens(w):
    """None, another person's, an earlier login's, another form's, one digit off."""
    browser, old = logged_in(w), logged_in(w)
    fields = browser.form()
    good = fields["token"]
    others = ["", logged_in(w, STRANGER).form()["token"], old.form()["token"],
              browser.form(action="/logout")["token"], good[:-1] + ("0" if good[-1] != "0" else "1"),
              good.upper(), good + "0"]
    with w.nothing_changes():
        for token in others:
            w.mark()
            answer = browser.post(FORM, {**fields, "token": token}, *browser.same_origin())
            refuses(w, answer, "form-token", "form_token")
        w.mark()
        del fields["token"]
        answer = browser.post(FORM, fields, *browser.same_origin())
        refuses(w, answer, "form-token", "form_token")


@attack("E09", prepares=True)
def cross_site_reads(w):
    """Another site may lead to a page; it may not fetch it, and no GET changes anything."""
    browser = logged_in(w)
    require(PRIVATE in browser.get("/").body, "what only a login shows is not on the page")
    site = ("Sec-Fetch-Site", "cross-site")
    with w.nothing_changes():
        for path in ("/", CALL, "/applications", "/grants", "/session", "/api/v1/me"):
            for mode, dest in (("no-cors", "image"), ("no-cors", "script"), ("cors", "empty")):
                w.mark()
                answer = browser.get(path, site, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest))
                refuses(w, answer, "cross-site", "cross_site")
            w.mark()
            answer = Browser(w, OWNER).get(path, site, ("Sec-Fetch-Mode", "navigate"),
                                           ("Sec-Fetch-Dest", "document"))
            w.no_cookie(answer)
            require(answer.status in (200, 403) and PRIVATE not in answer.body,
                    "data without the cookie: %s" % answer)


@attack("E10", prepares=True)
def preflight(w):
    browser = logged_in(w)
    with w.nothing_changes():
        for path in (FORM, "/api/v1/applications"):
            w.mark()
            answer = w.ask(browser.credential, path, method="OPTIONS", headers=browser.headers(
                ("Origin", EVIL), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type")))
            w.no_cookie(answer)
            require(answer.status in (403, 405, 501), str(answer))
            allowed = [name for name, _ in answer.headers if name.startswith("access-control")]
            require(not allowed, "it says %s" % allowed)


@attack("E11")
def login_from_another_site(w):
    browser = Browser(w, OWNER)
    for headers in ((("Origin", EVIL), ("Sec-Fetch-Site", "cross-site")), (("Origin", "null"),),
                    (("Sec-Fetch-Site", "same-site"),), ()):
        w.mark()
        refuses(w, browser.post("/login", {"return": "/"}, *headers), "cross-site", "cross_site")


def logins(w):
    return int(w.database.ask("select count(*) from session.login"))


@attack("E12", prepares=True)
def stolen_cookie(w):
    """It ends with the first attempt, and whose it was logs in again."""
    browser, thief = logged_in(w), Browser(w, STRANGER)
    thief.cookie = browser.cookie
    before = logins(w)
    w.mark()
    answer = thief.get("/")
    require(answer.status == 403 and b"applicant-1" not in answer.body, str(answer))
    record = w.worker_record(w.nginx_saw(1)[0]["request"])
    require(record.get("refusal") == "other-login" and record.get("login") == "session_foreign",
            "the worker logged %s" % record)
    require(logins(w) == before - 1, "the login goes on")
    require(any('"event":"login_ended"' in line and "session_foreign" in line
                for log in w.workers for line in log.lines()), "no alarm")
    answer = browser.get("/")
    require(answer.status == 303 and answer.header("location").startswith("/login"), str(answer))


@attack("E13", prepares=True)
def cookie_without_certificate(w):
    browser = logged_in(w)
    with w.nothing_changes():
        answer = w.ask(None, "/", headers=browser.headers())
        w.refused_by_nginx(answer, 403)


@attack("E14", prepares=True)
def chosen_cookie(w):
    """An id that somebody else chose is never in force: a login gives a new one."""
    browser = Browser(w, OWNER)
    for chosen in ("0" * 64, "x", ""):
        browser.cookie = chosen
        browser.login()
        require(browser.cookie != chosen, "the chosen id is in force")
    browser.cookie = "0" * 64
    require(browser.get("/").status == 303, "the chosen id is in force")


@attack("E15", prepares=True)
def after_logout(w):
    browser = logged_in(w)
    answer = browser.post("/logout", browser.form(action="/logout"), *browser.same_origin())
    require(answer.status == 200 and answer.header("clear-site-data"), "no logout: %s" % answer)
    with w.nothing_changes():
        for path in ("/", CALL, "/applications"):
            w.mark()
            answer = browser.get(path)
            w.no_cookie(answer)
            require(answer.status == 303 and not answer.body, "data after logout: %s" % answer)


@attack("E16", prepares=True)
def nothing_kept_by_the_browser(w):
    """Back and reload show nothing: no page is stored, and none logs in by itself."""
    browser = logged_in(w)
    for path in ("/", CALL, "/applications", "/session"):
        answer = browser.get(path)
        require(answer.status == 200 and answer.header("cache-control") == "no-store", str(answer))
    before = logins(w)
    browser.post("/logout", browser.form(action="/logout"), *browser.same_origin())
    require(logins(w) == before - 1, "the login goes on")
    with w.nothing_changes():
        for again in (browser, Browser(w, OWNER)):  # reload with the old cookie; a tab without one
            for path in ("/", "/login", "/applications"):
                w.mark()
                answer = again.get(path)
                w.no_cookie(answer)
                require(answer.status == (200 if path == "/login" else 303)
                        and answer.header("cache-control") == "no-store", "%s: %s" % (path, answer))


@attack("E17", prepares=True)
def limits_of_time(w):
    for column, ended in (("used_at", "idle"), ("opened_at", "over")):
        browser = logged_in(w)
        change = "used_at = used_at - interval '%s', opened_at = opened_at - interval '%s'"
        times = ("16 minutes", "16 minutes") if column == "used_at" else ("1 minute", "9 hours")
        w.database.ask("update session.login set %s where login = (select max(login) from "
                       "session.login)" % (change % times))
        w.mark()
        answer = browser.get("/")
        w.no_cookie(answer)
        require(answer.status == 303 and "ended=" + ended in answer.header("location"),
                "%s: %s %s" % (ended, answer, answer.headers))


@attack("E18", prepares=True)
def another_card(w):
    """The certificate changes during a login: another person's ends it, one's own asks to log in."""
    browser = logged_in(w)
    renewed = Browser(w, OWNER, w.pki.issue(w.pki.subject(OWNER)))
    renewed.cookie = browser.cookie
    w.mark()
    answer = renewed.get("/")
    require(answer.status == 303 and "ended=certificate" in answer.header("location"), str(answer))
    require(browser.get("/").status == 303, "the login goes on with the first card")


@attack("E19", prepares=True)
def blocked_during_login(w):
    browser = logged_in(w, STRANGER)
    person = w.database.ask("select person from identity.person where serial_number = '%s'"
                            % w.pki.people[STRANGER]["serial_number"])
    with w.blocked("person", person):
        with w.nothing_changes():
            w.refused_by_worker(browser.get("/"), 403, "blocked")


@attack("E20", prepares=True)
def framed(w):
    browser = logged_in(w)
    answer = browser.get("/")  # outside: that somebody looked is in the read log
    require("frame-ancestors 'none'" in answer.header("content-security-policy"), str(answer))
    with w.nothing_changes():
        for site in ("cross-site", "same-site", "same-origin"):
            w.mark()
            answer = browser.get("/", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"),
                                 ("Sec-Fetch-Dest", "iframe"))
            refuses(w, answer, "cross-site", "cross_site")


@attack("E21", prepares=True)
def method_override(w):
    browser = logged_in(w)
    fields = {"_method": "POST", "call": "fsm2-2019"}
    drafts = "select count(*) from draft.application"
    before = w.database.ask(drafts)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = browser.get(FORM + "?" + urllib.parse.urlencode(fields), (name, "POST"))
        require(answer.status == 200 and answer.header("location") is None, str(answer))
    require(w.database.ask(drafts) == before, "a GET made a draft")
    with w.nothing_changes():
        for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "post"):
            w.mark()
            answer = client.ask(w.port, w.tls(browser.credential),
                                client.request(FORM, method, headers=browser.headers()))
            w.no_cookie(answer)
            require(answer.status in (400, 405, 501), "%s: %s" % (method, answer))
