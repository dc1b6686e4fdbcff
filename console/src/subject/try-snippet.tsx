import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { colours } from '../app/colours.ts';
import { loadConfig } from '../app/config.ts';
import { useAsked } from '../asking/use-asked.ts';
import { setQuery, useQuery } from '../routing/address.ts';
import type { ReadyPhoto } from './try-photo.ts';
import { type Call, curlOf, scriptOf } from './try-snippets.ts';

const callNames: Readonly<Record<Call, string>> = {
  match: 'Is it there?',
  locate: 'Where is it?',
  search: 'What is like it?',
};

function Code({ language, text }: { language: string; text: string }) {
  return (
    <SpaceBetween size="xs">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it may have to be scrolled
        tabIndex={0}
        aria-label={`The call in ${language}`}
        style={{ border: `1px solid ${colours.divider}`, borderRadius: 8, overflowX: 'auto' }}
      >
        <pre style={{ margin: 0, padding: 12, fontSize: 13, lineHeight: 1.5 }}>
          <code>{text}</code>
        </pre>
      </section>
      <CopyToClipboard
        textToCopy={text}
        copyButtonText="Copy"
        copyButtonAriaLabel={`Copy the call in ${language}`}
        copySuccessText="Copied"
        copyErrorText="Not copied"
      />
    </SpaceBetween>
  );
}

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
    <Container
      header={
        <Header variant="h2" description="The same question, asked by a program of yours.">
          In code
        </Header>
      }
    >
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
            { id: 'curl', label: 'curl', content: <Code language="curl" text={curlOf(asking)} /> },
            { id: 'typescript', label: 'TypeScript', content: <Code language="TypeScript" text={scriptOf(asking)} /> },
          ]}
        />
        <Box color="text-body-secondary">
          LIKENESS_TOKEN is an access token: of a machine client, which an admin makes, or on your own machine what{' '}
          <Box variant="code">npx likeness token</Box> prints. A photo may have 6 MiB at most
          {call === 'search' ? ', and 4.5 MiB in a search' : ''}.
          {photo?.changed ? ' The one that you tried was changed first, so take one as it was sent.' : ''}
        </Box>
      </SpaceBetween>
    </Container>
  );
}
