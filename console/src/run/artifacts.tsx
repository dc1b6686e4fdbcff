import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { RunDetail } from '@likeness/client';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { addressesHold, useAsked } from '../asking/use-asked.ts';
import { size } from '../formats/sizes.ts';

/** What the run made, to take along. */
export function ArtifactsPanel({ run: { id, status } }: { run: RunDetail }) {
  const { likeness } = useService();
  const { data, error, loading, again } = useAsked(
    `artifacts ${id} ${status}`,
    (signal) => answerTo(likeness.http.GET('/v1/runs/{run}/artifacts', { params: { path: { run: id } }, signal })),
    () => addressesHold,
  );
  const artifacts = data?.data ?? [];
  const total = artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Table
      header={
        <>
          <Header
            variant="h2"
            {...(data !== null && { counter: `(${artifacts.length})`, description: `${size(total)} in all` })}
          >
            Artifacts
          </Header>
          {error !== null && data !== null && <Problem error={error} again={again} />}
        </>
      }
      items={[...artifacts]}
      trackBy="path"
      loading={loading && data === null}
      loadingText="Loading the artifacts"
      empty={error === null ? 'Nothing was made yet.' : <Problem error={error} again={again} />}
      columnDefinitions={[
        {
          id: 'path',
          header: 'File',
          isRowHeader: true,
          cell: ({ path, url }) => (
            <Button
              variant="inline-link"
              iconName="download"
              href={url}
              target="_blank"
              rel="noopener"
              download={path.slice(path.lastIndexOf('/') + 1)}
            >
              {path}
            </Button>
          ),
        },
        { id: 'bytes', header: 'Size', cell: ({ bytes }) => size(bytes) },
      ]}
    />
  );
}
