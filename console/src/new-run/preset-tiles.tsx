import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { estimateOf } from './estimate.ts';
import { presetWords } from './preset-words.ts';
import type { Planned } from './use-plans.ts';

interface PresetTilesProps {
  readonly presets: readonly Planned[];
  readonly chosen: string | null;
  onChange(preset: string): void;
}

/** The presets that the run can have, with what each comes to; those that it can't have, where they are asked for. */
export function PresetTiles({ presets, chosen, onChange }: PresetTilesProps) {
  const others = presets.filter(({ plan }) => plan === null);
  return (
    <SpaceBetween size="s">
      <Tiles
        ariaLabel="Preset"
        columns={2}
        value={chosen}
        onChange={({ detail }) => onChange(detail.value)}
        items={presets.flatMap(({ name, summary, plan }) =>
          plan === null
            ? []
            : [
                {
                  value: name,
                  label: name,
                  description: (
                    <SpaceBetween size="xxs">
                      <span>{presetWords(name, summary)}</span>
                      <Box color="inherit" fontWeight="bold">
                        {estimateOf(plan)}
                      </Box>
                    </SpaceBetween>
                  ),
                },
              ],
        )}
      />
      {others.length > 0 && (
        <ExpandableSection headerText={`${others.length} more that can't be had here`}>
          <SpaceBetween size="s">
            {others.map(({ name, summary, refusal }) => (
              <Box key={name}>
                <b>{name}</b> {presetWords(name, summary)}
                <Box color="text-body-secondary" fontSize="body-s">
                  {refusal ?? 'Its models are not installed, or the endpoint answers by another.'}
                </Box>
              </Box>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
