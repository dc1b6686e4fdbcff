import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { thisMachine } from '../../lib/local/workflow/process.ts';

const { self, isAlive } = thisMachine();

test('this process is alive, and none that had its number before or has another', () => {
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, started: 'earlier' })).toBe(false);
  expect(isAlive({ pid: 2 ** 22 + 1, started: 'once' })).toBe(false);
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('a process that only waits for its parent to collect it is dead: it holds no lock', async () => {
  // The shell becomes a program that collects nobody, and then its child comes to its end.
  const script = 'cat <&3 >/dev/null & echo $!; exec sleep 600';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const [output, input] = [parent.stdio[1] as Readable, parent.stdio[3] as Writable];
  try {
    const [line] = await once(createInterface({ input: output }), 'line');
    const pid = Number(line);
    const read = (of: number | undefined, file: string): string => readFileSync(`/proc/${of}/${file}`, 'utf8');
    const stat = (): string => read(pid, 'stat');
    while (read(parent.pid, 'comm') !== 'sleep\n') await new Promise(setImmediate);
    input.end();
    while (!stat().includes(') Z ')) await new Promise(setImmediate);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const started = `${boot}:${stat().split(') ')[1]?.split(' ')[19]}`;
    expect(isAlive({ pid, started })).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});
