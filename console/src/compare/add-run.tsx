import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { Run } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import { moment } from '../formats/time.ts';
import { askedOptions } from '../parts/asked-options.ts';
import { mostCompared } from '../runs/selection.ts';
import { outcomeText, statuses } from '../runs/statuses.ts';
import { choose } from './choose.ts';

const limit = 100;

const optionOf = ({ id, subject, status, outcome, createdAt }: Run): SelectProps.Option => ({
  value: id,
  label: id,
  description: `${subject}, ${moment(createdAt)}`,
  tags: [statuses[status].text, ...(outcome === null ? [] : [outcomeText(outcome)])],
});

const groupOf = (label: string, runs: readonly Run[]): SelectProps.OptionGroup[] =>
  runs.length === 0 ? [] : [{ label, options: runs.map(optionOf) }];

/** Another run to compare: of the same subject first, then the newest of the others. */
export function AddRun({ chosen, subject }: { chosen: readonly string[]; subject: string | null }) {
  const { likeness } = useService();
  const runs = useAsked(`to compare ${subject}`, async (signal) => {
    const list = async (query: { subject?: string }): Promise<Run[]> =>
      (await answerTo(likeness.http.GET('/v1/runs', { params: { query: { limit, ...query } }, signal }))).data;
    const [alike, newest] = await Promise.all([subject === null ? [] : list({ subject }), list({})]);
    return { alike, others: newest.filter((run) => run.subject !== subject) };
  });
  const isFull = chosen.length >= mostCompared;
  const left = (found: readonly Run[] = []) => found.filter(({ id }) => !chosen.includes(id));
  return (
    <Select
      ariaLabel="Add a run"
      selectedOption={null}
      placeholder={isFull ? 'Four fit: remove one to add another' : 'Add a run'}
      disabled={isFull}
      options={[
        ...groupOf(`Of ${subject}`, left(runs.data?.alike)),
        ...groupOf(subject === null ? 'The newest' : 'Of other subjects', left(runs.data?.others)),
      ]}
      filteringType="auto"
      filteringAriaLabel="Find a run"
      filteringPlaceholder="Id, subject or state"
      {...askedOptions(runs, 'the runs')}
      empty="There is no other run"
      noMatch="No run is like that"
      onChange={({ detail }) => choose([...chosen, detail.selectedOption.value ?? ''])}
    />
  );
}
