/** The soak's page and the chart of its memory. */
import { z } from 'zod';

/** What soak_measure.py prints. */
export const soakMeasurement = z.object({
  version: z.literal(1),
  seconds: z.number(),
  adapters: z.number(),
  registered: z.number(),
  resident: z.number(),
  callers: z.number(),
  statuses: z.record(z.string(), z.number()),
  came: z.number(),
  went: z.number(),
  wrong: z.object({ count: z.number(), first: z.array(z.string()) }),
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }),
  memory: z.array(z.object({ at: z.number(), bytes: z.number() })).min(4),
});
export type Soak = z.infer<typeof soakMeasurement>;

const MIB = 2 ** 20;

/** MiB a minute, by least squares over the second half: the first is what fills up. */
export function growth({ memory }: Soak): number {
  const late = memory.slice(Math.floor(memory.length / 2));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ at }) => at)), mean(late.map(({ bytes }) => bytes))];
  const covariance = mean(late.map(({ at, bytes }) => (at - x) * (bytes - y)));
  return (covariance / mean(late.map(({ at }) => (at - x) ** 2)) / MIB) * 60;
}

export function page(soak: Soak, machine: string): string {
  const { seconds, adapters, registered, resident, callers, statuses, came, went, wrong, latency, memory } = soak;
  const rows = Object.entries(statuses).map(([what, count]) => `| ${what} | ${count.toLocaleString('en')} |`);
  const middle = memory[Math.floor(memory.length / 2)]?.bytes ?? Number.NaN;
  const last = memory.at(-1)?.bytes ?? Number.NaN;
  return `# The server under load, with adapters coming and going

\`npm run bench:soak-serve\` wrote this: ${(seconds / 60).toFixed(1)} minutes, ${callers} callers. Of ${adapters} adapters ${registered} are registered at a time, of which ${resident} fit into memory; ${went}
were taken off and ${came} put on meanwhile. Each answer had to have the adapter's digest and, but for rounding, the vector that the
same picture and adapter gave before. Measured on ${machine}.

| requests | |
| --- | ---: |
${rows.join('\n')}
| **wrong answers** | **${wrong.count}** |
${wrong.first.map((text) => `\n- ${text}`).join('')}

Latency: ${(1000 * latency.p50).toFixed(0)} ms in the median, 95 % below ${(1000 * latency.p95).toFixed(0)} ms, 99 % below ${(1000 * latency.p99).toFixed(0)} ms.

Memory: ${(middle / MIB).toFixed(0)} MiB half way, ${(last / MIB).toFixed(0)} MiB at the end; over the second half it grew by ${growth(soak).toFixed(2)} MiB a minute.

![Memory of the server's process](soak.svg)
`;
}

export function chart({ memory, seconds }: Soak): string {
  const [left, top, width, height] = [60, 20, 520, 160];
  const most = Math.max(...memory.map(({ bytes }) => bytes)) * 1.1;
  const points = memory.map(
    ({ at, bytes }) =>
      `${(left + (at / seconds) * width).toFixed(1)},${(top + height - (bytes / most) * height).toFixed(1)}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 30} ${top + height + 40}" font-family="system-ui, sans-serif" font-size="12" fill="#3b4754">
<title>Memory of the server's process</title>
<rect width="100%" height="100%" fill="#fff"/>
<path d="M${left} ${top}V${top + height}H${left + width}" fill="none" stroke="#8a97a5"/>
<text x="${left - 6}" y="${top + 10}" text-anchor="end">${(most / MIB).toFixed(0)}</text>
<text x="${left - 6}" y="${top + height}" text-anchor="end">0 MiB</text>
<text x="${left + width}" y="${top + height + 18}" text-anchor="end">${(seconds / 60).toFixed(1)} minutes</text>
<polyline points="${points.join(' ')}" fill="none" stroke="#0b6bcb" stroke-width="2"/>
</svg>
`;
}
