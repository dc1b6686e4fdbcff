import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import ToggleButton from '@cloudscape-design/components/toggle-button';
import type { Tool } from './board.tsx';
import { largestBrush, leastBrush } from './brush.ts';
import type { Painting } from './painting.ts';

/** How many times as large as what fits. */
const zooms: readonly number[] = [1, 1.5, 2, 3, 4, 6];

const tools: readonly { readonly id: Tool; readonly text: string }[] = [
  { id: 'paint', text: 'Paint' },
  { id: 'erase', text: 'Erase' },
  { id: 'move', text: 'Move' },
];

interface ToolsProps {
  readonly painting: Painting;
  readonly tool: Tool;
  readonly brush: number;
  readonly zoom: number;
  onTool(tool: Tool): void;
  onBrush(diameter: number): void;
  onZoom(zoom: number): void;
  onUndo(): void;
  onRedo(): void;
  onClear(): void;
  onReset(): void;
}

/** What is in hand, and what can be done at once. */
export function Tools({ painting, tool, brush, zoom, ...on }: ToolsProps) {
  const at = zooms.indexOf(zoom);
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: '12px 20px', alignItems: 'center' }}>
      {/* Each a press away on a phone too, where a segmented control is a list to open. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame of its own */}
      <div role="group" aria-label="What the brush does" style={{ display: 'flex', gap: 8 }}>
        {tools.map(({ id, text }) => (
          <ToggleButton
            key={id}
            pressed={tool === id}
            onChange={() => on.onTool(id)}
            {...(id === 'move' && zoom === 1 && { disabled: true, disabledReason: 'All of the photo is in sight.' })}
          >
            {text}
          </ToggleButton>
        ))}
      </div>
      <div style={{ flex: '1 1 200px', maxWidth: 320 }}>
        <FormField label={`Brush: ${brush} pixels wide`} stretch>
          <Slider
            ariaLabel="Width of the brush"
            value={brush}
            min={leastBrush}
            max={largestBrush(painting.mask)}
            hideFillLine
            onChange={({ detail }) => on.onBrush(detail.value)}
          />
        </FormField>
      </div>
      <SpaceBetween size="xs" direction="horizontal">
        <Button iconName="undo" ariaLabel="Undo" disabled={!painting.canUndo} onClick={on.onUndo} />
        <Button iconName="redo" ariaLabel="Redo" disabled={!painting.canRedo} onClick={on.onRedo} />
        <Button ariaLabel="Reset to the mask that it came with" disabled={!painting.corrected} onClick={on.onReset}>
          Reset
        </Button>
        <Button disabled={painting.empty} onClick={on.onClear}>
          Clear
        </Button>
      </SpaceBetween>
      <SpaceBetween size="xs" direction="horizontal">
        <Button
          iconName="zoom-out"
          ariaLabel="Smaller"
          disabled={at === 0}
          onClick={() => on.onZoom(zooms[at - 1] ?? 1)}
        />
        <Button disabled={at === 0} onClick={() => on.onZoom(1)}>
          Fit
        </Button>
        <Button
          iconName="zoom-in"
          ariaLabel="Larger"
          disabled={at === zooms.length - 1}
          onClick={() => on.onZoom(zooms[at + 1] ?? zoom)}
        />
      </SpaceBetween>
    </div>
  );
}
