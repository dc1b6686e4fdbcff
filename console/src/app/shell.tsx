import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useState } from 'react';
import { usePath } from '../routing/address.ts';
import { routeOf } from '../routing/routes.ts';
import { AdminsAlone } from './admins-alone.tsx';
import { CrumbsProvider, ShownCrumbs } from './crumbs.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { NoticesProvider, ShownNotices } from './notices.tsx';
import { OfflineNotice } from './online.tsx';
import { type Service, ServiceProvider, useService } from './service.tsx';
import { SideBar } from './side-bar.tsx';
import { TopBar } from './top-bar.tsx';

const Loading = () => (
  <Box textAlign="center" padding="xxl">
    <Spinner size="large" />
  </Box>
);

function View() {
  const { identity } = useService();
  const path = usePath();
  const route = routeOf(path);
  const refused = route?.admin === true && identity.role !== 'admin';
  return (
    <ErrorBoundary place={path}>
      <Suspense fallback={<Loading />}>
        {route === null && <NotFound key={path} />}
        {refused && <AdminsAlone key={path} />}
        {route !== null && !refused && <route.View key={path} parameters={route.parameters} />}
      </Suspense>
    </ErrorBoundary>
  );
}

/** What is around every view. */
export function Shell({ service }: { service: Service }) {
  const [navigationOpen, setNavigationOpen] = useState(() => matchMedia('(min-width: 1100px)').matches);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <ServiceProvider service={service}>
        <NoticesProvider>
          <CrumbsProvider>
            <div id="top-bar">
              <TopBar />
            </div>
            <AppLayout
              headerSelector="#top-bar"
              navigation={<SideBar />}
              navigationWidth={220}
              navigationOpen={navigationOpen}
              onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
              breadcrumbs={<ShownCrumbs />}
              notifications={
                <SpaceBetween size="xs">
                  <OfflineNotice />
                  <ShownNotices />
                </SpaceBetween>
              }
              stickyNotifications
              toolsHide
              content={<View />}
            />
          </CrumbsProvider>
        </NoticesProvider>
      </ServiceProvider>
    </I18nProvider>
  );
}
