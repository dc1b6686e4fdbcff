import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Leaving } from '../routing/use-leaving.ts';

/** Asks whoever is about to leave something behind, and says what. */
export const LeavingDialog = (props: { leaving: Leaving; title: string; children: ReactNode }) => (
  <Modal
    visible={props.leaving.asked}
    header={props.title}
    onDismiss={props.leaving.stay}
    footer={
      <Box float="right">
        <SpaceBetween size="xs" direction="horizontal">
          <Button variant="link" onClick={props.leaving.leave}>
            Leave
          </Button>
          <Button variant="primary" onClick={props.leaving.stay}>
            Stay
          </Button>
        </SpaceBetween>
      </Box>
    }
  >
    {props.children}
  </Modal>
);
