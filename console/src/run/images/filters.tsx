import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import { setQuery } from '../../routing/address.ts';
import type { Evaluation } from '../evaluation/words.ts';
import { type ImageFilter, promptOptions, sourceOptions } from './filter.ts';
import type { SyntheticImage } from './words.ts';

const anySource = { label: 'Any source', value: '' };
const anyPrompt = { label: 'Any words', value: '' };

const keptOptions = [
  { id: 'all', text: 'All' },
  { id: 'true', text: 'Kept' },
  { id: 'false', text: 'Dropped' },
];

interface ImageFiltersProps {
  readonly filter: ImageFilter;
  readonly curation: Evaluation['curation'];
  /** Those that are known, filtered or not. */
  readonly known: readonly SyntheticImage[];
}

/** Which of the images are shown: by where they come from, by the words they were made of, by what curation decided. */
export function ImageFilters({ filter, curation, known }: ImageFiltersProps) {
  const sources = [anySource, ...sourceOptions(curation, known, filter)];
  const prompts = [anyPrompt, ...promptOptions(curation, known, filter)];
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'start' }}>
      <div style={{ flex: '1 1 180px', maxWidth: 260 }}>
        <Select
          ariaLabel="Filter by source"
          selectedOption={sources.find(({ value }) => value === filter.source) ?? anySource}
          options={sources}
          onChange={({ detail }) => setQuery({ source: detail.selectedOption.value ?? null, prompt: null })}
        />
      </div>
      {prompts.length > 1 && (
        <div style={{ flex: '2 1 240px', maxWidth: 420 }}>
          <Select
            ariaLabel="Filter by the words it was made of"
            selectedOption={prompts.find(({ value }) => value === filter.prompt) ?? anyPrompt}
            options={prompts}
            filteringType="auto"
            filteringPlaceholder="Find words"
            filteringAriaLabel="Find words"
            onChange={({ detail }) => setQuery({ prompt: detail.selectedOption.value ?? null })}
          />
        </div>
      )}
      <SegmentedControl
        label="Filter by what curation decided"
        selectedId={filter.kept ?? 'all'}
        options={keptOptions}
        onChange={({ detail }) => setQuery({ kept: detail.selectedId === 'all' ? null : detail.selectedId })}
      />
    </div>
  );
}
