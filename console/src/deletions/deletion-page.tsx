import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Receipt } from '@likeness/client';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../app/page.tsx';
import { useService } from '../app/service.tsx';
import { answerTo, isUnknown } from '../asking/answer.ts';
import { addressesHold, useAsked } from '../asking/use-asked.ts';
import { Answered } from '../parts/answered.tsx';
import { Copied } from '../parts/copied.tsx';
import type { Parameters } from '../routing/routes.ts';
import { Contents } from './contents.tsx';
import { deletedText } from './deletion-words.ts';
import { DownloadReceipt } from './download-receipt.tsx';
import { Horizons } from './horizons.tsx';
import { Signature } from './signature.tsx';
import { DeletionSummary } from './summary.tsx';
import { UnderWay } from './under-way.tsx';

const often = 3_000;

/** `/deletions/{deletion}`: the receipt of a deletion, and that it can be believed. */
export function DeletionPage({ parameters: { deletion: id = '' } }: { parameters: Parameters }) {
  const { likeness } = useService();
  const asked = useAsked<Receipt>(
    `deletion ${id}`,
    (signal) => answerTo(likeness.http.GET('/v1/deletions/{deletion}', { params: { path: { deletion: id } }, signal })),
    ({ status }) => (status === 'running' ? often : addressesHold),
  );
  const { data: receipt, error } = asked;
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
          description={<Copied text={id} what="deletion's id" />}
          actions={receipt?.status === 'done' && <DownloadReceipt receipt={receipt} />}
        >
          {title}
        </Header>
      }
    >
      <Answered asked={asked}>{(known) => <Content receipt={known} />}</Answered>
    </Page>
  );
}

function Content({ receipt }: { receipt: Receipt }) {
  const isDone = receipt.status === 'done';
  return (
    <SpaceBetween size="l">
      {isDone ? <Signature receipt={receipt} /> : <UnderWay receipt={receipt} />}
      <DeletionSummary receipt={receipt} />
      {isDone && <Contents receipt={receipt} />}
      <Horizons horizons={receipt.horizons} />
    </SpaceBetween>
  );
}
