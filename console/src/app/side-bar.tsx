import SideNavigation from '@cloudscape-design/components/side-navigation';
import { usePath } from '../routing/address.ts';
import { useService } from './service.tsx';

/** The views that there are. */
const items = [
  { type: 'link', text: 'Runs', href: '/runs' },
  { type: 'link', text: 'Subjects', href: '/subjects' },
] as const;

export function SideBar() {
  const { identity } = useService();
  const path = usePath();
  const active = items.find(({ href }) => path === href || path.startsWith(`${href}/`)) ?? (path === '/' && items[0]);
  return (
    <SideNavigation
      header={{ text: identity.tenant, href: '/' }}
      activeHref={active ? active.href : ''}
      items={[...items]}
    />
  );
}
