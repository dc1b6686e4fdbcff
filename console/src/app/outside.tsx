import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { colours } from './colours.ts';
import { useTheme } from './theme.ts';

/** A page of who is not signed in: one thing to read and one to press. */
export function Outside(props: { title: string; button: string; onPress: () => void; children: ReactNode }) {
  useTheme();
  document.title = `${props.title} – Likeness`;
  return (
    <main
      style={{
        minHeight: '100vh',
        boxSizing: 'border-box',
        padding: '64px 16px',
        background: colours.page,
      }}
    >
      <div style={{ maxWidth: 480, margin: '0 auto' }}>
        <Container header={<Header variant="h1">{props.title}</Header>}>
          <SpaceBetween size="m">
            <Box>{props.children}</Box>
            <Button variant="primary" onClick={props.onPress}>
              {props.button}
            </Button>
          </SpaceBetween>
        </Container>
      </div>
    </main>
  );
}
