import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { Page } from '../app/page.tsx';
import { Problem } from '../app/problem.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';
import type { Retention } from './limits.ts';
import { RetentionForm } from './retention-form.tsx';

/** `/retention`: how long what runs leave is kept. */
export function RetentionPage() {
  const { likeness } = useService();
  const { data, error, again } = useAsked<Retention>('retention', (signal) =>
    answerTo(likeness.http.GET('/v1/retention', { signal })),
  );
  return (
    <Page
      title="Retention"
      crumbs={[{ text: 'Retention', href: '/retention' }]}
      header={
        <Header
          variant="h1"
          description="How long what runs leave is kept. What is older goes by itself, within a day."
        >
          Retention
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Problem error={error} again={again} />}
        {data === null && error === null && <Spinner size="large" />}
        {data !== null && <RetentionForm kept={data} onSaved={again} />}
      </SpaceBetween>
    </Page>
  );
}
