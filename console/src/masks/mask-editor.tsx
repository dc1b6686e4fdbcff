import Box from '@cloudscape-design/components/box';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { colours } from '../app/colours.ts';
import { Board, type Tool } from './board.tsx';
import { firstBrush, largestBrush, otherBrush } from './brush.ts';
import { type Command, useCommands } from './keys.ts';
import { shareOf } from './mask.ts';
import type { Painting } from './painting.ts';
import { Tools } from './tools.tsx';
import { useWidth } from './use-width.ts';

interface MaskEditorProps {
  readonly name: string;
  /** Of the photo. */
  readonly url: string;
  readonly painting: Painting;
  onChange(): void;
}

/** Of the window's height. */
const tallest = 0.66;

/** Where the mask of a photo is painted and erased, by hand, pen or keys. */
export function MaskEditor({ name, url, painting, onChange }: MaskEditorProps) {
  const { mask } = painting;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const help = useId();
  const [tool, setTool] = useState<Tool>('paint');
  const [brush, setBrush] = useState(() => firstBrush(mask));
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const [said, setSaid] = useState('');

  const share = `${(100 * shareOf(mask)).toFixed(1)} % of the photo is the thing.`;
  const fit = Math.min(width / mask.width, (innerHeight * tallest) / mask.height);
  const shown = { width: Math.floor(mask.width * fit * zoom), height: Math.floor(mask.height * fit * zoom) };

  /** The share of the photo, across and down, that is in the middle of what is in sight. */
  const middle = useRef({ x: 0.5, y: 0.5 });
  function zoomTo(wanted: number): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } =
      frame.current as HTMLElement;
    middle.current = {
      x: (scrollLeft + clientWidth / 2) / scrollWidth,
      y: (scrollTop + clientHeight / 2) / scrollHeight,
    };
    setZoom(wanted);
    if (wanted === 1 && tool === 'move') setTool('paint');
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was in the middle stays there
  useLayoutEffect(() => {
    const { clientWidth = 0, clientHeight = 0, scrollWidth = 0, scrollHeight = 0 } = frame.current ?? {};
    const { x, y } = middle.current;
    frame.current?.scrollTo(x * scrollWidth - clientWidth / 2, y * scrollHeight - clientHeight / 2);
  }, [zoom]);

  function changed(what: string): void {
    setTurn((before) => before + 1);
    setSaid(`${what} ${(100 * shareOf(mask)).toFixed(1)} % of the photo is the thing.`);
    onChange();
  }

  function change(what: string, make: () => void): void {
    make();
    changed(what);
  }

  function resize(diameter: number): void {
    setBrush(diameter);
    setSaid(`The brush is ${diameter} pixels wide.`);
  }

  function take(taken: Tool, what: string): void {
    setTool(taken);
    setSaid(what);
  }

  const undo = () => painting.canUndo && change('Undone.', () => painting.undo());
  const redo = () => painting.canRedo && change('Redone.', () => painting.redo());
  const heard: Readonly<Record<Command, () => void>> = {
    undo,
    redo,
    paint: () => take('paint', 'The brush paints.'),
    erase: () => take('erase', 'The brush erases.'),
    larger: () => resize(otherBrush(brush, true, largestBrush(mask))),
    smaller: () => resize(otherBrush(brush, false, largestBrush(mask))),
  };
  useCommands((command) => heard[command]());

  return (
    <SpaceBetween size="m">
      <Tools
        {...{ painting, tool, brush, zoom }}
        onTool={setTool}
        onBrush={setBrush}
        onZoom={zoomTo}
        onUndo={undo}
        onRedo={redo}
        onClear={() => change('Cleared.', () => painting.clear())}
        onReset={() => change('Reset.', () => painting.reset())}
      />
      <div
        ref={frame}
        style={{
          ...{ overflow: zoom > 1 ? 'auto' : 'hidden', maxHeight: innerHeight * tallest },
          ...{ border: `1px solid ${colours.divider}`, borderRadius: 8 },
        }}
      >
        {width > 0 && (
          <Board
            {...{ name, url, painting, turn, tool, brush, shown, help }}
            onStroke={() => changed(tool === 'erase' ? 'Erased.' : 'Painted.')}
            onSay={setSaid}
          />
        )}
      </div>
      <Box color="text-body-secondary" fontSize="body-s">
        <span id={help}>
          {share} Drag to paint. With keys: arrows move the brush (with Shift by a pixel), the space bar paints, B and E
          choose painting and erasing, [ and ] the brush's width, Ctrl+Z and Ctrl+Shift+Z undo and redo.
        </span>
      </Box>
      <LiveRegion hidden>{said}</LiveRegion>
    </SpaceBetween>
  );
}
