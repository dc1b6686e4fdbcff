/** The page of the console's benchmark: what was measured and how, and a section for each view. */
interface Context {
  readonly machine: string;
  readonly browser: string;
  readonly command: string;
  /** Of the machine before anything was measured: processes that wanted a processor in the last minute. */
  readonly load: number;
  readonly quick: boolean;
  readonly rounds: number;
}

export function page(sections: readonly string[], { machine, browser, command, load, quick, rounds }: Context): string {
  const notes = [
    ...(load < 0.5
      ? []
      : [`**The machine was not quiet:** its load was ${load.toFixed(1)} before this began. Measure again.`]),
    ...(quick ? ['**In short form:** less data and fewer rounds. It shows that this works, not how fast.'] : []),
  ];
  return `# What a person waits for in the console

\`${command}\` wrote this: ${browser} beside \`likeness up\`, each in processes of its own on one machine, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}. Times are milliseconds as the page measures them, from its navigation or
the press of the mouse: until what was asked for is painted, and until the page is quiet, after which nothing of it changed, no task took over 50 ms and no answer came for 300 ms. Measured on ${machine}.
${notes.map((note) => `\n${note}\n`).join('')}
${sections.join('\n')}`;
}
