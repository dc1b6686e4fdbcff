/** How often a bench goes round: as asked for, else as usual. What is no whole number from 1 to 99 ends the program. */
export function roundsOf(asked: string | undefined, usual: number): number {
  const text = asked ?? String(usual);
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  process.stderr.write('OptionInvalid: --rounds takes a whole number from 1 to 99.\n');
  process.exit(2);
}
