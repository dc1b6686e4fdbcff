import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly counter?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Whether it is as tall as what is beside it. */
  readonly fitHeight?: boolean;
  readonly children: ReactNode;
}

/** A part of a view under a heading of its own. */
export const Panel = ({ title, counter = '', description, actions, fitHeight = false, children }: PanelProps) => (
  <Container
    fitHeight={fitHeight}
    header={
      <Header variant="h2" counter={counter} description={description} actions={actions}>
        {title}
      </Header>
    }
  >
    {children}
  </Container>
);
