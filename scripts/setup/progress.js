const shortest = 1000;
const seldom = 15_000;

/** `75` -> `1 min 15 s` */
export function spell(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * One status line for the step that runs: rewritten in place on a terminal, now and then a line of its own elsewhere.
 * @param {{ title: string, seconds: number }[]} steps with the seconds that each typically takes
 */
export function startProgress(steps, stream = process.stderr) {
  const live = Boolean(stream.isTTY);
  let index = -1;
  let began = 0;
  let detail = '';
  let written = 0;

  const label = () => `[${index + 1}/${steps.length}] ${steps[index].title}`;

  function left() {
    const elapsed = (Date.now() - began) / 1000;
    const later = steps.slice(index + 1).reduce((sum, step) => sum + step.seconds, 0);
    const mine = steps[index].seconds - elapsed;
    return mine > 0 ? `about ${spell(mine + later)} left` : 'slower than usual';
  }

  function show() {
    const elapsed = spell((Date.now() - began) / 1000);
    const line = `${label()}: ${elapsed}, ${left()}${detail === '' ? '' : ` · ${detail}`}`;
    if (live) stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
    else stream.write(`${line}\n`);
    written = Date.now();
  }

  const timer = setInterval(() => {
    if (index >= 0 && Date.now() - written >= (live ? shortest : seldom)) show();
  }, shortest);

  const clear = () => {
    if (live && index >= 0) stream.write('\r\x1b[2K');
  };

  return {
    begin(position) {
      index = position;
      began = Date.now();
      detail = '';
      show();
    },
    /** What the step's program is doing: its latest line. */
    note(line) {
      detail = line.replace(/\s+/g, ' ').slice(0, 100);
    },
    done(remark = 'ready') {
      clear();
      stream.write(`${label()}: ${remark} after ${spell((Date.now() - began) / 1000)}\n`);
      index = -1;
    },
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    stop() {
      clearInterval(timer);
      clear();
      index = -1;
    },
  };
}
