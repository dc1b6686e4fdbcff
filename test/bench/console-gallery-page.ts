/** The section on a run's synthetic images. Every number comes from what was measured. */
import type { Pass } from './console-gallery.ts';

const whole = (value: number): string => value.toFixed(0);

export function gallerySection(passes: readonly Pass[]): string {
  const images = passes[0]?.images ?? 0;
  const rows = passes.map(
    ({ width, first, frames, seconds, median, p95, longest, over50 }) =>
      `| ${width} px${first ? ', small pictures not made yet' : ''} | ${whole(seconds)} | ${frames} | ${median.toFixed(1)} | ${whole(p95)} | ${whole(longest)} | ${over50} |`,
  );
  return `## A gallery of ${images.toLocaleString('en')} images

A run's synthetic images, scrolled through from the first to the last at 1,500 pixels a second; further pages come as one scrolls, and pictures out of sight cost nothing. Between two frames are 16.7 ms
where nothing is in the way; a frame of over 50 ms is seen as a jerk. The first pass makes each small picture as it comes into sight, once for all who look later; each other pass loads the page anew. Nothing is drawn by a GPU here.

| pass | seconds | frames | median, ms | 95 %, ms | longest, ms | over 50 ms |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}
