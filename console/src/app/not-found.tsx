import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Page } from './page.tsx';

/** For an address without a view, and for things that are not there, or another tenant's, which is the same. */
export const NotFound = ({ what = 'page' }: { what?: string }) => (
  <Page title="Not found" crumbs={[]} header={<Header variant="h1">There is no such {what}</Header>}>
    <SpaceBetween size="m">
      <Box>The address may be misspelt, or it is of another tenant. Nothing else is wrong.</Box>
      <Button href="/runs">Go to the runs</Button>
    </SpaceBetween>
  </Page>
);
