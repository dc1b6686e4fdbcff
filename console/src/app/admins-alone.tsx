import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Page } from './page.tsx';

/** Where a member goes to what is an admin's. The API would refuse it too. */
export const AdminsAlone = () => (
  <Page title="For admins" crumbs={[]} header={<Header variant="h1">This is for admins</Header>}>
    <SpaceBetween size="m">
      <Box>You are a member of the tenant. Ask one of its admins to do it, or to make you one.</Box>
      <Button href="/runs">Go to the runs</Button>
    </SpaceBetween>
  </Page>
);
