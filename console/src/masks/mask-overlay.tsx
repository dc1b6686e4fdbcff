import { useEffect, useRef } from 'react';
import { drawnMask } from './drawn.ts';
import { type Mask, wholeOf } from './mask.ts';

/** On its longest side, in pixels. */
const most = 320;

/** A mask over a small photo that keeps its shape within a square. `turn` is another number when the mask is another. */
export function MaskOverlay({ mask, turn }: { mask: Mask; turn: number }) {
  const place = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a mask that is being corrected stays the same object
  useEffect(() => {
    const canvas = place.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const scale = most / Math.max(mask.width, mask.height);
    const shown = { width: Math.ceil(mask.width * scale), height: Math.ceil(mask.height * scale) };
    Object.assign(canvas, shown);
    context.putImageData(new ImageData(drawnMask(mask, shown, wholeOf(shown)), shown.width), 0, 0);
  }, [mask, turn]);
  return (
    <canvas
      ref={place}
      style={{ position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'contain' }}
    />
  );
}
