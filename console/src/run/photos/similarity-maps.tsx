import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type CSSProperties, useState } from 'react';
import type { RunPhoto } from '../../photos/run-photos.ts';
import { SimilarityLegend } from './similarity-legend.tsx';

type Maps = NonNullable<RunPhoto['maps']>;

const layer = { position: 'absolute', inset: 0, width: '100%', height: '100%' } as const;
const corner: CSSProperties = {
  ...{ position: 'absolute', top: 8, padding: '2px 8px', borderRadius: 8, fontSize: 12, lineHeight: '16px' },
  ...{ background: '#161d26', color: '#ffffff' },
};

const percent = (value: number): string => `${value} %`;

/** Where in a photo each model finds the subject, over the photo: the base left of the line, the adapter right of it. */
export function SimilarityMaps({ maps, name }: { maps: Maps; name: string }) {
  const [strength, setStrength] = useState(80);
  const [split, setSplit] = useState(50);
  const opacity = strength / 100;
  return (
    <SpaceBetween size="s">
      <div style={{ position: 'relative', aspectRatio: '1', maxWidth: 420, overflow: 'hidden', borderRadius: 12 }}>
        <img src={maps.photo} alt={`${name}, as the models see it`} style={layer} />
        <img
          src={maps.base}
          alt="Where the base finds the subject"
          style={{ ...layer, opacity, clipPath: `inset(0 ${100 - split}% 0 0)` }}
        />
        <img
          src={maps.personalized}
          alt="Where the adapter finds the subject"
          style={{ ...layer, opacity, clipPath: `inset(0 0 0 ${split}%)` }}
        />
        {split > 0 && split < 100 && (
          <div
            style={{
              ...{ position: 'absolute', top: 0, bottom: 0, left: `${split}%`, width: 2, marginLeft: -1 },
              ...{ background: '#ffffff', boxShadow: '0 0 2px #000000' },
            }}
          />
        )}
        {split > 0 && <span style={{ ...corner, left: 8 }}>Base</span>}
        {split < 100 && <span style={{ ...corner, right: 8 }}>Adapter</span>}
      </div>
      <div style={{ maxWidth: 420 }}>
        <FormField label="How much of the map shows">
          <Slider
            min={0}
            max={100}
            value={strength}
            valueFormatter={percent}
            onChange={({ detail }) => setStrength(detail.value)}
          />
        </FormField>
        <FormField label="Where the base ends and the adapter begins">
          <Slider
            min={0}
            max={100}
            value={split}
            valueFormatter={percent}
            onChange={({ detail }) => setSplit(detail.value)}
          />
        </FormField>
        <SimilarityLegend />
        <Box color="text-body-secondary" fontSize="body-s">
          Each map has the whole range of colours to itself: it says where the subject is found, not how surely.
        </Box>
      </div>
    </SpaceBetween>
  );
}
