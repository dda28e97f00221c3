// SPDX-License-Identifier: EUPL-1.2
// Counting what held and what did not; a failure is told at once and the run goes on.

export class Checks {
  constructor() {
    this.passed = 0;
    this.failures = [];
    this.broken = false;
    this.answers = 0;
  }

  ok(condition, text) {
    if (condition) {
      this.passed += 1;
    } else {
      this.fail(text);
    }
    return Boolean(condition);
  }

  equal(got, wanted, text) {
    return this.ok(got === wanted, `${text}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  }

  fail(text) {
    this.failures.push(text);
    console.log(`FAILED  ${text}`);
  }

  // One part of the run: what it throws is a failure of the whole part, named, and of what builds
  // upon it: the parts after it are left out.
  async part(name, work) {
    const began = Date.now();
    if (this.broken) {
      return;
    }
    try {
      await work();
    } catch (error) {
      this.broken = true;
      this.fail(`${name} did not finish: ${error.stack}`);
    }
    console.log(`== ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}
