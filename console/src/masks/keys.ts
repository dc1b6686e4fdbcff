import { useEffect, useRef } from 'react';

export type Command = 'undo' | 'redo' | 'paint' | 'erase' | 'larger' | 'smaller';

const commands: Readonly<Record<string, Command>> = {
  b: 'paint',
  e: 'erase',
  ']': 'larger',
  '[': 'smaller',
};

function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): Command | null {
  if (!ctrlKey && !metaKey) return commands[key.toLowerCase()] ?? null;
  if (altKey) return null;
  if (key.toLowerCase() === 'y') return 'redo';
  return key.toLowerCase() === 'z' ? (shiftKey ? 'redo' : 'undo') : null;
}

/** Hears the editor's keys wherever the focus is, but for where text is written and while a question waits. */
export function useCommands(heard: (command: Command) => void): void {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const command = commandOf(event);
      const at = event.target instanceof Element ? event.target : null;
      if (command === null || at?.closest('[role="dialog"], textarea, input:not([type="range"])')) return;
      event.preventDefault();
      latest.current(command);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
}
