import Select from '@cloudscape-design/components/select';
import { setQuery, useQueryMember } from '../routing/address.ts';
import { type Stage, stageNames } from './stage-names.ts';

const optionOf = ({ stage }: Stage) => ({ label: stageNames[stage], value: stage });

/** The stage that the address asks for, else the last. */
export function useStage(stages: readonly Stage[]): Stage | undefined {
  const asked = useQueryMember('stage');
  return stages.find(({ stage }) => stage === asked) ?? stages.at(-1);
}

export const StageSelect = ({ stage, stages }: { stage: Stage; stages: readonly Stage[] }) => (
  <div style={{ maxWidth: 320 }}>
    <Select
      ariaLabel="Stage"
      selectedOption={optionOf(stage)}
      options={stages.map(optionOf)}
      onChange={({ detail }) => setQuery({ stage: detail.selectedOption.value ?? null })}
    />
  </div>
);
