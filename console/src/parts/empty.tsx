import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** Where there is nothing: that it is so, what would be here, and how it comes. */
export const Empty = ({ title, action, children }: { title: string; action?: ReactNode; children?: ReactNode }) => (
  <Box textAlign="center" padding={{ vertical: 'l' }}>
    <SpaceBetween size="xs">
      <Box variant="h3" tagOverride="p">
        {title}
      </Box>
      {children && <Box color="text-body-secondary">{children}</Box>}
      {action}
    </SpaceBetween>
  </Box>
);
