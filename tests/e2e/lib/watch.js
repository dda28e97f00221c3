// SPDX-License-Identifier: EUPL-1.2
// What must hold of every page and answer, whoever looks at it: no console error, no violated
// content security policy, no exception, nothing without a Content-Length but what is sent while it is read.

// Exports: how long they become nobody knows before their last row.
export const STREAMED = /^\/agency\/(entries|reads|balances)\.(csv|jsonl)$/;

// The browser itself reports a refused document or a refused form so; the tests look at the page.
const REFUSED = /^Failed to load resource: the server responded with a status of (4\d\d|503)/;

export async function watch(context, checks, who) {
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on("console", (message) => {
    if (message.type() === "error" && !REFUSED.test(message.text())) {
      checks.fail(`${who}: console: ${message.text()} at ${message.location().url}`);
    }
  });
  context.on("weberror", (error) => checks.fail(`${who}: exception: ${error.error()}`));
  context.on("response", (response) => {
    checks.answers += 1;
    const headers = response.headers();
    const bodiless = response.status() === 204 || response.status() === 304;
    const streamed = response.status() === 200 && STREAMED.test(new URL(response.url()).pathname);
    if ((headers["content-length"] === undefined) !== streamed && !bodiless) {
      checks.fail(`${who}: ${streamed ? "a" : "no"} Content-Length: ${response.status()} ${response.url()}`);
    }
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") {
      checks.fail(`${who}: request failed: ${request.url()} ${why}`);
    }
  });
}
