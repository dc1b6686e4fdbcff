import Box from '@cloudscape-design/components/box';

/** Sentences under a word on what they are. */
export const TitledList = ({ title, items }: { title: string; items: readonly string[] }) => (
  <div>
    <Box variant="awsui-key-label">{title}</Box>
    <ul style={{ margin: 0, paddingInlineStart: 20 }}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  </div>
);
