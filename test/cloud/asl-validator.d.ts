/** The package has no types of its own. */
declare module 'asl-validator' {
  interface Verdict {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  function validate(definition: object): Verdict;
  export = validate;
}
