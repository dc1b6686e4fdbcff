import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { fromStart } from '../asking/paging.ts';
import { navigate, setQuery } from '../routing/address.ts';

/** A ULID, in letters of either kind. */
const isRunId = (text: string): boolean => /^[0-9A-HJKMNP-TV-Z]{26}$/i.test(text);

function find(text: string): void {
  if (isRunId(text)) navigate(`/runs/${text.toUpperCase()}`);
  else if (text !== '') setQuery({ subject: text, ...fromStart });
}

/** Goes to the run whose id is written, or shows those of the subject. */
export function FindRun() {
  const [text, setText] = useState('');
  return (
    <Input
      type="search"
      ariaLabel="Find a run or the runs of a subject"
      placeholder="Id of a run or subject"
      value={text}
      onChange={({ detail }) => setText(detail.value)}
      onKeyDown={({ detail }) => {
        if (detail.key === 'Enter') find(text.trim());
      }}
    />
  );
}
