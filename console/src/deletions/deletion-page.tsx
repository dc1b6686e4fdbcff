import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { LikenessApiError, type Receipt } from '@likeness/client';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import type { Parameters } from '../routing/routes.ts';
import { Contents } from './contents.tsx';
import { deletedText } from './deletion-words.ts';
import { DownloadReceipt } from './download-receipt.tsx';
import { Horizons } from './horizons.tsx';
import { Signature } from './signature.tsx';
import { DeletionSummary } from './summary.tsx';
import { UnderWay } from './under-way.tsx';

const often = 3_000;
/** The list's address is good for an hour. */
const beforeItIsNot = 45 * 60_000;

const isUnknown = (error: unknown): boolean =>
  error instanceof LikenessApiError && (error.status === 404 || error.status === 422);

/** `/deletions/{deletion}`: the receipt of a deletion, and that it can be believed. */
export function DeletionPage({ parameters: { deletion: id = '' } }: { parameters: Parameters }) {
  const { likeness } = useService();
  const {
    data: receipt,
    error,
    again,
  } = useAsked<Receipt>(
    `deletion ${id}`,
    (signal) => answerTo(likeness.http.GET('/v1/deletions/{deletion}', { params: { path: { deletion: id } }, signal })),
    ({ status }) => (status === 'running' ? often : beforeItIsNot),
  );
  if (receipt === null && isUnknown(error)) return <NotFound what="deletion" />;
  const title = receipt === null ? 'Deletion' : `Deletion: ${deletedText(receipt)}`;
  return (
    <Page
      title={title}
      crumbs={[
        { text: 'Deletions', href: '/deletions' },
        { text: id, href: `/deletions/${id}` },
      ]}
      header={
        <Header
          variant="h1"
          description={
            <CopyToClipboard
              variant="inline"
              textToCopy={id}
              copyButtonAriaLabel="Copy the deletion's id"
              copySuccessText="Copied"
              copyErrorText="Not copied"
            />
          }
          actions={receipt?.status === 'done' && <DownloadReceipt receipt={receipt} />}
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Problem error={error} again={again} />}
        {receipt === null && error === null && <Spinner size="large" />}
        {receipt?.status === 'running' && <UnderWay receipt={receipt} />}
        {receipt?.status === 'done' && <Signature receipt={receipt} />}
        {receipt !== null && <DeletionSummary receipt={receipt} />}
        {receipt?.status === 'done' && <Contents receipt={receipt} />}
        {receipt !== null && <Horizons horizons={receipt.horizons} />}
      </SpaceBetween>
    </Page>
  );
}
