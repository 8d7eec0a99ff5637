import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { keyRefusal } from "./data/api-key.ts";
import { createQueryClient, useLiveQueries } from "./data/queries.ts";
import { IncidentPage } from "./page/incident.tsx";
import { LoginPage } from "./page/login.tsx";
import { NotFoundPage } from "./page/not-found.tsx";
import { OverviewPage } from "./page/overview.tsx";
import { Waiting } from "./panel/panel.tsx";
import { Shell } from "./shell/shell.tsx";
import { WordsProvider } from "./state/words.tsx";

// Pages beyond the first two are fetched when first opened.
const IncidentsPage = lazy(async () => ({
  default: (await import("./page/incidents.tsx")).IncidentsPage,
}));
const ModelsPage = lazy(async () => ({ default: (await import("./page/models.tsx")).ModelsPage }));
const ModelPage = lazy(async () => ({ default: (await import("./page/model.tsx")).ModelPage }));
const ExplorePage = lazy(async () => ({
  default: (await import("./page/explore.tsx")).ExplorePage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import("./page/settings.tsx")).SettingsPage,
}));

/** The whole interface. */
export function App(): ReactNode {
  const [queries] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <WordsProvider>
        <Gate />
      </WordsProvider>
    </QueryClientProvider>
  );
}

/** The login page when the server wants a key; the pages otherwise. */
function Gate(): ReactNode {
  const refused = useSyncExternalStore(keyRefusal.subscribe, keyRefusal.get);
  return refused ? <LoginPage /> : <Pages />;
}

function Pages(): ReactNode {
  useLiveQueries();
  const [location] = useLocation();
  useEffect(() => {
    scrollTo(0, 0);
    // A new page starts at its top: the location is why, though nothing of it is read.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [location]);
  return (
    <Shell>
      <Suspense fallback={<Waiting lines={6} />}>
        <Switch>
          <Route path="/" component={OverviewPage} />
          <Route path="/incidents" component={IncidentsPage} />
          <Route path="/i/:id">{({ id }) => <IncidentPage key={id} id={id} />}</Route>
          <Route path="/models" component={ModelsPage} />
          <Route path="/m/:model">
            {({ model }) => <ModelPage key={model} model={decodeURIComponent(model)} />}
          </Route>
          <Route path="/explore" component={ExplorePage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </Shell>
  );
}
