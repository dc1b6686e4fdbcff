import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { usePath } from '../routing/address.ts';
import { useService } from './service.tsx';

const link = (text: string, href: string) => ({ type: 'link', text, href }) as const;

const forAll = [
  link('Runs', '/runs'),
  link('Subjects', '/subjects'),
  link('Gallery', '/gallery'),
  link('Deletions', '/deletions'),
];

const forAdmins = [
  link('Members', '/members'),
  link('Machine clients', '/clients'),
  link('Usage and quotas', '/usage'),
  link('Webhooks', '/webhooks'),
  link('Retention', '/retention'),
  link('Audit log', '/audit'),
];

/** The view that a path is of or below, where it has one of its own. */
function placeOf(path: string): string {
  if (path === '/' || path === '/compare') return '/runs';
  if (path === '/new-subject') return '/subjects';
  return [...forAll, ...forAdmins].find(({ href }) => path === href || path.startsWith(`${href}/`))?.href ?? '';
}

export function SideBar() {
  const { identity } = useService();
  const admins: readonly SideNavigationProps.Item[] =
    identity.role === 'admin' ? [{ type: 'section', text: 'Administration', items: forAdmins }] : [];
  return (
    <SideNavigation
      header={{ text: identity.tenant, href: '/' }}
      activeHref={placeOf(usePath())}
      items={[...forAll, ...admins]}
    />
  );
}
