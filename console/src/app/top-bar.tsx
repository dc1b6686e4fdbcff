import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useService } from './service.tsx';
import { type Theme, themes, useTheme } from './theme.ts';

const titles: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function TopBar() {
  const { identity, signOut } = useService();
  const [theme, setTheme] = useTheme();
  return (
    <TopNavigation
      identity={{ href: '/', title: 'Likeness' }}
      utilities={[
        {
          type: 'menu-dropdown',
          iconName: 'settings',
          ariaLabel: 'Settings',
          title: 'Settings',
          items: [
            {
              id: 'theme',
              text: 'Theme',
              items: themes.map((id) => ({
                id,
                text: titles[id],
                itemType: 'checkbox' as const,
                checked: id === theme,
              })),
            },
          ],
          onItemClick: ({ detail }) => {
            const chosen = themes.find((known) => known === detail.id);
            if (chosen) setTheme(chosen);
          },
        },
        {
          type: 'menu-dropdown',
          iconName: 'user-profile',
          text: `${identity.name} @ ${identity.tenant}`,
          description: `${identity.role === 'admin' ? 'Admin' : 'Member'} of the tenant ${identity.tenant}`,
          items: [{ id: 'sign-out', text: 'Sign out' }],
          onItemClick: signOut,
        },
      ]}
    />
  );
}
