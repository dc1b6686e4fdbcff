import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { fromStart } from '../asking/paging.ts';
import { useAsked } from '../asking/use-asked.ts';
import { askedOptions } from '../parts/asked-options.ts';
import { setQuery } from '../routing/address.ts';
import { FindRun } from './find.tsx';
import type { ListAsked } from './list-address.ts';
import { type RunStatus, statuses, statusNames } from './statuses.ts';

const anyStatus = { label: 'Any status', value: '' };
const anySubject = { label: 'Any subject', value: '' };

const statusOption = (status: RunStatus) => ({ label: statuses[status].text, value: status });
const subjectOption = (subject: string) => ({ label: subject, value: subject });

/** By status and by subject; the address has them. */
export function RunFilters({ asked }: { asked: ListAsked }) {
  const { likeness } = useService();
  const subjects = useAsked('subjects', (signal) =>
    answerTo(likeness.http.GET('/v1/subjects', { params: { query: { limit: 100 } }, signal })),
  );
  const status = statusNames.find((name) => name === asked.status);
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <FindRun />
      <Select
        ariaLabel="Filter by status"
        selectedOption={status === undefined ? anyStatus : statusOption(status)}
        options={[anyStatus, ...statusNames.map(statusOption)]}
        onChange={({ detail }) => setQuery({ status: detail.selectedOption.value ?? null, ...fromStart })}
      />
      <Select
        ariaLabel="Filter by subject"
        selectedOption={asked.subject === null ? anySubject : subjectOption(asked.subject)}
        options={[anySubject, ...(subjects.data?.data ?? []).map(({ id }) => subjectOption(id))]}
        filteringType="auto"
        filteringAriaLabel="Find a subject"
        {...askedOptions(subjects, 'the subjects')}
        onChange={({ detail }) => setQuery({ subject: detail.selectedOption.value ?? null, ...fromStart })}
      />
    </SpaceBetween>
  );
}
