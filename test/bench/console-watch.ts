/** Measures, within a page, from its navigation or a press of the mouse until what was asked for is shown and nothing moves any more. */
import type { Page } from 'playwright-core';

export interface Wait {
  /** In milliseconds, until the rows or pictures that were asked for were painted. */
  readonly shown: number;
  /** Until the last change of the page, task of over 50 ms or answer of the service, of which none came for a while. */
  readonly quiet: number;
}

/** Nothing for so long is quiet, in milliseconds. */
const pause = 300;

/**
 * Watches each page that this tab opens. Things count as shown once `selector` finds one, after a press only once it has found
 * none in between.
 */
export async function watch(page: Page, selector: string): Promise<void> {
  await page.addInitScript(`(() => {
    const seen = { from: 0, last: 0, shown: null, gone: true, armed: false };
    globalThis.seen = seen;
    const touch = (time) => { seen.last = Math.max(seen.last, time); };
    const painted = () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { seen.shown ??= performance.now(); };
      port2.postMessage(null);
    };
    const look = () => {
      touch(performance.now());
      const found = document.querySelector(${JSON.stringify(selector)}) !== null;
      if (!found) seen.gone = true;
      else if (seen.gone && seen.shown === null) requestAnimationFrame(painted);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const ended = (list) => list.getEntries().forEach((entry) => touch(entry.responseEnd || entry.startTime + entry.duration));
    for (const type of ['longtask', 'resource']) new PerformanceObserver(ended).observe({ type, buffered: true });
    addEventListener('mousedown', (event) => {
      if (!seen.armed) return;
      Object.assign(seen, { from: event.timeStamp, last: event.timeStamp, shown: null, gone: false, armed: false });
    }, true);
  })()`);
}

/** What the page takes from now on until it is quiet: from its navigation, or from the press that `press` makes. */
export async function waitOf(page: Page, press?: () => Promise<void>): Promise<Wait> {
  if (press !== undefined) {
    await page.evaluate('seen.armed = true');
    await press();
  }
  return (await page.evaluate(`new Promise((done, failed) => {
    const begun = performance.now();
    const timer = setInterval(() => {
      const { from, last, shown, armed } = seen;
      if (performance.now() - begun > 60000) failed(new Error('Nothing was shown for a minute.'));
      if (armed || shown === null || performance.now() - Math.max(last, shown) < ${pause}) return;
      clearInterval(timer);
      done({ shown: shown - from, quiet: Math.max(last, shown) - from });
    }, 25);
  })`)) as Wait;
}

/** What the page has fetched since it was navigated to, in bytes as they came, and how many answers that were. */
export async function fetched(page: Page): Promise<{ bytes: number; answers: number }> {
  return (await page.evaluate(`(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return { bytes: all.reduce((sum, { transferSize }) => sum + transferSize, 0), answers: all.length };
  })()`)) as { bytes: number; answers: number };
}
