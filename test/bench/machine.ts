import { cpus, release, totalmem } from 'node:os';

/** What a figure was measured on, in one line. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return (
    `${processors.length} x ${processors[0]?.model.trim() || process.arch}, ${memory} GiB of memory, ` +
    `${process.platform} ${release().split('-')[0]}, Node ${process.version.slice(1)}, no GPU`
  );
}
