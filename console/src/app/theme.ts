import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** public/theme.js reads it before anything is drawn. */
const place = 'likeness.theme';

function kept(): Theme {
  const theme = localStorage.getItem(place);
  return themes.find((known) => known === theme) ?? 'system';
}

/** The theme that the person chose, which this browser keeps; the system's, as it changes, unless they did. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(kept);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      applyMode(dark ? Mode.Dark : Mode.Light);
      // The browser's own parts: scroll bars, and the page before it is drawn.
      document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
  return [
    theme,
    (chosen) => {
      localStorage.setItem(place, chosen);
      setTheme(chosen);
    },
  ];
}
