import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';

interface RemarkLineProps {
  readonly type: 'error' | 'warning';
  readonly text: string;
}

/** A sentence on a photo, which breaks between words where there is little room. */
export const RemarkLine = ({ type, text }: RemarkLineProps) => (
  <Box color={type === 'error' ? 'text-status-error' : 'text-status-warning'} fontSize="body-s">
    <Icon
      name={type === 'error' ? 'status-negative' : 'status-warning'}
      variant={type}
      size="small"
      ariaLabel={type === 'error' ? 'Error' : 'Warning'}
    />{' '}
    {text}
  </Box>
);
