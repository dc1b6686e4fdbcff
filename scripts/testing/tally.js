/** Reads the test runners' reports: `{ passed, failed, skipped: [name and reason], failures: [name] }`. */

/** @param {string} text Jest's JSON report */
export function jestTally(text) {
  const report = JSON.parse(text);
  const skipped = [];
  const failures = [];
  let passed = 0;
  for (const suite of report.testResults) {
    // A suite that does not even load has no tests: it counts as one that failed.
    if (suite.status === 'failed' && suite.assertionResults.length === 0) failures.push(suite.name);
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failures.push(test.fullName);
      else skipped.push(test.fullName);
    }
  }
  return { passed, failed: failures.length, skipped, failures };
}

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const decode = (text) =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });

function attributesOf(tag) {
  return Object.fromEntries([...tag.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, name, value]) => [name, decode(value)]));
}

/** @param {string} text pytest's JUnit report; `>` is always escaped in its attributes */
export function pytestTally(text) {
  const skipped = [];
  const failures = [];
  let passed = 0;
  for (const [, tag, body = ''] of text.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const { classname = '', name = '' } = attributesOf(tag);
    const title = [classname, name].filter(Boolean).join(' ');
    const skip = /<skipped\b([^>]*)>/.exec(body);
    if (/<(?:failure|error)\b/.test(body)) failures.push(title);
    else if (skip !== null) skipped.push(`${title}: ${attributesOf(skip[1]).message ?? 'no reason given'}`);
    else passed += 1;
  }
  return { passed, failed: failures.length, skipped, failures };
}
