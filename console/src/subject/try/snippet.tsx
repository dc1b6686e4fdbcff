import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { loadConfig } from '../../app/config.ts';
import { useAsked } from '../../asking/use-asked.ts';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { ReadyPhoto } from '../../photos/ready-photo.ts';
import { setQuery, useQuery } from '../../routing/address.ts';
import { type Call, curlOf, scriptOf } from './snippets.ts';

const callNames: Readonly<Record<Call, string>> = {
  match: 'Is it there?',
  locate: 'Where is it?',
  search: 'What is like it?',
};

/** The same call for a program: of the photo that was tried, or of any. @param askable what whatever serves can be asked */
export function Snippet(props: { subject: string; photo: ReadyPhoto | null; askable: readonly Call[] }) {
  const { subject, photo, askable } = props;
  const query = new URLSearchParams(useQuery());
  const { data: config } = useAsked('config', loadConfig);
  const [first = 'match'] = askable;
  const call = askable.find((known) => known === query.get('call')) ?? first;
  const asking = {
    ...{ api: config?.api ?? location.origin, subject, call },
    ...{ file: photo?.name ?? 'photo.jpg', type: photo?.image.type ?? 'image/jpeg' },
  };
  return (
    <Panel title="In code" description="The same question, asked by a program of yours.">
      <SpaceBetween size="m">
        <SegmentedControl
          label="What to ask"
          selectedId={call}
          options={askable.map((id) => ({ id, text: callNames[id] }))}
          onChange={({ detail }) => setQuery({ call: detail.selectedId === first ? null : detail.selectedId })}
        />
        <Tabs
          ariaLabel="Language"
          activeTabId={query.get('code') === 'typescript' ? 'typescript' : 'curl'}
          onChange={({ detail }) => setQuery({ code: detail.activeTabId === 'curl' ? null : detail.activeTabId })}
          tabs={[
            { id: 'curl', label: 'curl', content: <CodeBlock label="The call in curl" text={curlOf(asking)} /> },
            {
              id: 'typescript',
              label: 'TypeScript',
              content: <CodeBlock label="The call in TypeScript" text={scriptOf(asking)} />,
            },
          ]}
        />
        <Box color="text-body-secondary">
          LIKENESS_TOKEN is an access token: of a machine client, which an admin makes, or on your own machine what{' '}
          <Box variant="code">npx likeness token</Box> prints. A photo may have 6 MiB at most
          {call === 'search' ? ', and 4.5 MiB in a search' : ''}.
          {photo?.changed ? ' The one that you tried was changed first, so take one as it was sent.' : ''}
        </Box>
      </SpaceBetween>
    </Panel>
  );
}
