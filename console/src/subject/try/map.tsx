import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { colours } from '../../app/colours.ts';
import { figure } from '../../formats/figures.ts';
import { coverOf, gradient, pixelsOf, rangeOf, type Similarity } from './heat.ts';
import { placeOf } from './words.ts';

export interface Location {
  readonly box: readonly number[] | null;
  readonly score: number | null;
  readonly similarity: Similarity;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The cells of the map as pixels, which the browser draws as large as the photo. */
function Heat({ similarity, size, opacity }: { similarity: Similarity; size: Size; opacity: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { rows, columns } = similarity;
    canvas.current?.getContext('2d')?.putImageData(new ImageData(pixelsOf(similarity), columns, rows), 0, 0);
  }, [similarity]);
  const cover = coverOf(similarity, size.width, size.height);
  return (
    <canvas
      ref={canvas}
      width={similarity.columns}
      height={similarity.rows}
      role="img"
      aria-label="How like the subject each part is"
      style={{
        ...{ position: 'absolute', left: 0, top: 0, opacity: opacity / 100, pointerEvents: 'none' },
        ...{ width: `${cover.width}%`, height: `${cover.height}%` },
      }}
    />
  );
}

function Outline({ box: [x, y, width, height], size }: { box: readonly number[]; size: Size }) {
  const shape = { ...{ x, y, width, height }, fill: 'none', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <svg
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}
    >
      <rect {...shape} stroke="#0f141a" strokeWidth={5} />
      <rect {...shape} stroke="#ffffff" strokeWidth={2.5} />
    </svg>
  );
}

function sentence({ box, score }: Location, size: Size | null): string {
  if (box === null || size === null)
    return box === null ? 'It is found nowhere in the photo: all of it is equally like the subject.' : '';
  const sure = score === null ? '' : ` As a whole its likeness is ${figure(score)}.`;
  return `The likest part is ${placeOf(box, size.width, size.height)}.${sure}`;
}

/** The photo, and over it where the subject is, if it is there: how like it each part is, and a box around the likest. */
export function PhotoMap({ url, name, location }: { url: string; name: string; location: Location | null }) {
  const [size, setSize] = useState<Size | null>(null);
  const [opacity, setOpacity] = useState(55);
  const [boxed, setBoxed] = useState(true);
  const [least, most] = location === null ? [0, 0] : rangeOf(location.similarity);
  return (
    <SpaceBetween size="s">
      <div style={{ position: 'relative', display: 'table', maxWidth: '100%', overflow: 'hidden', borderRadius: 12 }}>
        <img
          src={url}
          alt={`What was tried: ${name}`}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth, height: naturalHeight })
          }
          style={{ display: 'block', maxWidth: '100%', maxHeight: 440, minHeight: 80 }}
        />
        {location !== null && size !== null && (
          <>
            <Heat similarity={location.similarity} size={size} opacity={opacity} />
            {boxed && location.box !== null && <Outline box={location.box} size={size} />}
          </>
        )}
      </div>
      {location !== null && (
        <SpaceBetween size="s">
          <Box color="text-body-secondary">{sentence(location, size)}</Box>
          <div style={{ fontSize: 12, color: colours.textSecondary }}>
            <div style={{ height: 8, borderRadius: 4, background: gradient }} />
            <div style={{ display: 'flex', justifyContent: 'space-between' }}>
              <span>{`Least like it, ${figure(least)}`}</span>
              <span>{`Most like it, ${figure(most)}`}</span>
            </div>
          </div>
          <FormField label="Opacity of the map">
            <Slider
              value={opacity}
              min={0}
              max={100}
              step={5}
              ariaLabel="Opacity of the map"
              valueFormatter={(value) => `${value} %`}
              onChange={({ detail }) => setOpacity(detail.value)}
            />
          </FormField>
          <Checkbox
            checked={boxed}
            disabled={location.box === null}
            onChange={({ detail }) => setBoxed(detail.checked)}
          >
            Box around the likest part
          </Checkbox>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
