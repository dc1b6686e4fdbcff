/** Something that the user can mend; the message says what and which command to run. */
export class SetupProblem extends Error {
  /** @param {'SetupIncomplete' | 'DiskFull'} code */
  constructor(code, message, options) {
    super(message, options);
    this.name = code;
    this.code = code;
  }
}

/** One line on standard error; with --json also the error document on standard output. */
export function report(error, { json = false } = {}) {
  const code = error.code ?? 'Internal';
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, error: { code, message: error.message } })}\n`);
  process.stderr.write(`${code}: ${error.message}\n`);
}
