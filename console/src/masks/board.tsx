import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { colours } from '../app/colours.ts';
import type { Point } from './brush.ts';
import { movedBy, placeInWords } from './cursor.ts';
import { drawnMask, shownBox } from './drawn.ts';
import { type Box, type Size, wholeOf } from './mask.ts';
import type { Painting } from './painting.ts';

export type Tool = 'paint' | 'erase' | 'move';

interface BoardProps {
  readonly name: string;
  /** Of the photo. */
  readonly url: string;
  readonly painting: Painting;
  /** Another number when the mask is another. */
  readonly turn: number;
  readonly tool: Tool;
  /** Its diameter, in pixels of the photo. */
  readonly brush: number;
  /** In CSS pixels. */
  readonly shown: Size;
  /** The id of what says how it is used. */
  readonly help: string;
  onStroke(): void;
  onSay(text: string): void;
}

/** A canvas has no more pixels than the largest photo on a side: a photo that is zoomed in further is stretched. */
const mostPixels = 2048;
/** A pen's other end. */
const eraserButton = 32;

function canvasSize({ width, height }: Size): Size {
  const scale = Math.min(devicePixelRatio, mostPixels / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The photo with its mask over it, and the brush. The mask is drawn as strokes are made, without asking React. */
export function Board({ name, url, painting, turn, tool, brush, shown, help, onStroke, onSay }: BoardProps) {
  const { mask } = painting;
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Point | null>(null);
  const [cursor, setCursor] = useState<Point>({ x: mask.width / 2, y: mask.height / 2 });
  const [near, setNear] = useState(false);
  const [byKey, setByKey] = useState(false);
  const scale = shown.width / mask.width;
  const pixels = canvasSize(shown);

  function draw(changed: Box): void {
    const context = canvas.current?.getContext('2d');
    const box = shownBox(mask, pixels, changed);
    const width = box.right - box.left;
    if (!context || width < 1 || box.bottom <= box.top) return;
    context.putImageData(new ImageData(drawnMask(mask, pixels, box), width), box.left, box.top);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn whole when it is another mask or has another size
  useEffect(() => draw(wholeOf(mask)), [painting, turn, pixels.width, pixels.height]);

  function lineTo(point: Point, value: 0 | 1): void {
    draw(painting.stroke(last.current ?? point, point, brush / 2, value));
    last.current = point;
  }

  function end(): void {
    if (last.current === null) return;
    last.current = null;
    painting.endStroke();
    onStroke();
  }

  function pointOf({ clientX, clientY }: { clientX: number; clientY: number }): Point {
    const { left = 0, top = 0 } = place.current?.getBoundingClientRect() ?? {};
    return { x: (clientX - left) / scale, y: (clientY - top) / scale };
  }

  const setTo = ({ buttons }: PointerEvent): 0 | 1 => (tool === 'erase' || (buttons & eraserButton) !== 0 ? 0 : 1);

  function pointed(event: PointerEvent<HTMLDivElement>): void {
    if (!event.isPrimary) return;
    setCursor(pointOf(event));
    setNear(true);
    setByKey(false);
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const frame = event.currentTarget.parentElement;
    if (tool === 'move') frame?.scrollBy(-event.movementX, -event.movementY);
    // A fast hand makes several moves between two frames.
    else for (const one of [...event.nativeEvent.getCoalescedEvents(), event]) lineTo(pointOf(one), setTo(event));
  }

  function pressed(event: PointerEvent<HTMLDivElement>): void {
    // A second finger would be joined to the first by a stroke.
    if (!event.isPrimary || (event.button !== 0 && event.buttons !== eraserButton)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (tool !== 'move') lineTo(pointOf(event), setTo(event));
  }

  function keyed(event: KeyboardEvent): void {
    const value = tool === 'erase' ? 0 : 1;
    if (event.key === ' ') {
      event.preventDefault();
      setByKey(true);
      if (!event.repeat && tool !== 'move') lineTo(cursor, value);
      return;
    }
    const next = event.ctrlKey || event.metaKey ? null : movedBy(event.key, cursor, mask, brush, event.shiftKey);
    if (next === null) return;
    event.preventDefault();
    setByKey(true);
    setCursor(next);
    if (last.current !== null) lineTo(next, value);
    const frame = place.current?.parentElement;
    frame?.scrollTo({
      left: next.x * scale - frame.clientWidth / 2,
      top: next.y * scale - frame.clientHeight / 2,
    });
    onSay(placeInWords(mask, next));
  }

  return (
    <div
      ref={place}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes arrow keys and the space bar
      tabIndex={0}
      aria-label={`Mask of ${name}`}
      aria-describedby={help}
      onPointerDown={pressed}
      onPointerMove={pointed}
      onPointerUp={end}
      onPointerCancel={end}
      onPointerLeave={() => setNear(false)}
      onKeyDown={keyed}
      onKeyUp={(event) => event.key === ' ' && end()}
      onFocus={({ target }) => setByKey(target.matches(':focus-visible'))}
      onBlur={() => {
        end();
        setByKey(false);
      }}
      style={{
        ...{ position: 'relative', width: shown.width, height: shown.height, margin: '0 auto' },
        cursor: tool === 'move' ? 'grab' : 'none',
        touchAction: 'none',
        userSelect: 'none',
        outline: byKey ? `2px solid ${colours.chart}` : 'none',
        outlineOffset: -2,
        overflow: 'hidden',
      }}
    >
      <img src={url} alt="" draggable={false} style={{ display: 'block', width: '100%', height: '100%' }} />
      <canvas
        ref={canvas}
        width={pixels.width}
        height={pixels.height}
        style={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}
      />
      {(near || byKey) && tool !== 'move' && (
        <div
          style={{
            ...{ position: 'absolute', boxSizing: 'border-box', width: brush * scale, height: brush * scale },
            ...{ left: (cursor.x - brush / 2) * scale, top: (cursor.y - brush / 2) * scale },
            ...{ borderRadius: '50%', pointerEvents: 'none' },
            border: `2px ${tool === 'erase' ? 'dashed' : 'solid'} white`,
            boxShadow: '0 0 0 1px black, inset 0 0 0 1px black',
          }}
        />
      )}
    </div>
  );
}
