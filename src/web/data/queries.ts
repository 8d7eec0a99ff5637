import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError, createClient } from "../../api/client.ts";
import type { Overview, Routes } from "../../api/contract.ts";
import type { Incident, IncidentVerdict } from "../../model/incident.ts";
import type { RepairPolicy } from "../../model/repair.ts";
import type { Window } from "../../model/time.ts";
import type { Choice } from "../chart/stretch-of.ts";
import { setServerTime } from "../state/clock.ts";
import { askForKey, readApiKey } from "./api-key.ts";
import { liveFeed } from "./live.ts";

/** What the server answered when it did not answer what was asked; `code` as in model/errors.ts. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** What stands in the places of the code's texts, where the server told it. */
  readonly params?: { readonly [name: string]: string | number };
}

/** The client of every page: the reader's key of this moment, and the login page on 401. */
function client(): ReturnType<typeof createClient> {
  const key = readApiKey();
  return createClient({
    baseUrl: "",
    ...(key === undefined ? {} : { token: key }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (response.status === 401) askForKey();
      return response;
    },
  });
}

/** The cache of answers. Data are renewed by the live feed, so nothing is asked again on a timer or on focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 5 * 60_000,
        retry: (count, error) => count < 2 && failureOf(error).code === "no-answer",
        retryDelay: 1_000,
        refetchOnWindowFocus: false,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** Renews what the live feed says has changed, as long as the component stands. */
export function useLiveQueries(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      liveFeed.start((kinds) => {
        const incidents = kinds.has("incident") || kinds.has("tick") || kinds.has("reconnected");
        if (!incidents) return;
        // Pages that show a fixed past do not change; settings change by hand only.
        void queries.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] !== "fixed" && queryKey[0] !== "repairs",
        });
      }),
    [queries],
  );
}

export function useOverview(): UseQueryResult<Overview> {
  return useQuery({
    queryKey: ["overview"],
    queryFn: async () => {
      const overview = await client().call("GET /api/v1/overview", {});
      setServerTime(overview.now);
      return overview;
    },
  });
}

export function useIncidents(
  phase: "open" | "resolved" | "all",
): UseQueryResult<Routes["GET /api/v1/incidents"]["response"]> {
  return useQuery({
    queryKey: ["incidents", phase],
    queryFn: () =>
      client().call("GET /api/v1/incidents", {
        query: phase === "resolved" ? { limit: 200, phase } : { limit: 200 },
      }),
    placeholderData: keepPreviousData,
  });
}

export function useIncident(id: string): UseQueryResult<Incident> {
  return useQuery({
    queryKey: ["incident", id],
    queryFn: () => client().call("GET /api/v1/incidents/:id", { params: { id } }),
  });
}

export function useIncidentCharts(
  id: string,
): UseQueryResult<Routes["GET /api/v1/incidents/:id/charts"]["response"]> {
  return useQuery({
    queryKey: ["incident-charts", id],
    queryFn: () => client().call("GET /api/v1/incidents/:id/charts", { params: { id } }),
  });
}

/** What a person can do to an incident: the last part of the route and its body. */
export type IncidentDeed =
  | { readonly deed: "acknowledge" | "resolve"; readonly body: Record<never, never> }
  | { readonly deed: "note"; readonly body: { readonly text: string } }
  | {
      readonly deed: "mark-cause";
      readonly body: { readonly cause: string; readonly right: boolean };
    }
  | { readonly deed: "judge"; readonly body: { readonly verdict: IncidentVerdict } }
  | { readonly deed: "repair/approve" | "repair/undo"; readonly body: { readonly plan: string } }
  | {
      readonly deed: "repair/reject";
      readonly body: { readonly plan: string; readonly reason: string };
    };

/** Does something to an incident; its answer is shown at once. */
export function useIncidentDeed(
  id: string,
): UseMutationResult<Incident, Error, IncidentDeed, unknown> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: IncidentDeed) => perform(id, action),
    onSuccess: (incident) => {
      queries.setQueryData(["incident", id], incident);
      void queries.invalidateQueries({ queryKey: ["overview"] });
      void queries.invalidateQueries({ queryKey: ["incidents"] });
    },
  });
}

function perform(id: string, action: IncidentDeed): Promise<Incident> {
  const params = { id };
  switch (action.deed) {
    case "acknowledge":
      return client().call("POST /api/v1/incidents/:id/acknowledge", { params, body: action.body });
    case "resolve":
      return client().call("POST /api/v1/incidents/:id/resolve", { params, body: action.body });
    case "note":
      return client().call("POST /api/v1/incidents/:id/note", { params, body: action.body });
    case "mark-cause":
      return client().call("POST /api/v1/incidents/:id/mark-cause", { params, body: action.body });
    case "judge":
      return client().call("POST /api/v1/incidents/:id/judge", { params, body: action.body });
    case "repair/approve":
      return client().call("POST /api/v1/incidents/:id/repair/approve", {
        params,
        body: action.body,
      });
    case "repair/undo":
      return client().call("POST /api/v1/incidents/:id/repair/undo", { params, body: action.body });
    case "repair/reject":
      return client().call("POST /api/v1/incidents/:id/repair/reject", {
        params,
        body: action.body,
      });
  }
}

/** The answer of a dry run. */
export type DryRun = Routes["POST /api/v1/incidents/:id/repair/dry-run"]["response"];

/** Asks what a plan would do, without doing it; asked anew each time the dialog opens. */
export function useDryRun(
  id: string,
  plan: string,
): UseMutationResult<DryRun, Error, void, unknown> {
  return useMutation({
    mutationFn: () =>
      client().call("POST /api/v1/incidents/:id/repair/dry-run", {
        params: { id },
        body: { plan },
      }),
  });
}

/** The post-mortem as Markdown in the reader's language. */
export async function fetchExport(id: string, lang: "en" | "zh"): Promise<string> {
  const { markdown } = await client().call("GET /api/v1/incidents/:id/export", {
    params: { id },
    query: { lang },
  });
  return markdown;
}

export function useModels(): UseQueryResult<Routes["GET /api/v1/models"]["response"]> {
  return useQuery({
    queryKey: ["models"],
    queryFn: () => client().call("GET /api/v1/models", {}),
  });
}

export function useModel(
  model: string,
  window: Window,
  live: boolean,
): UseQueryResult<Routes["GET /api/v1/models/:model"]["response"]> {
  return useQuery({
    // A moving window is asked anew by the live feed, so its moments are not part of the key.
    queryKey: live
      ? ["model", model, window.end - window.start]
      : ["fixed", "model", model, window.start, window.end],
    queryFn: () =>
      client().call("GET /api/v1/models/:model", {
        params: { model },
        query: { from: window.start, to: window.end },
      }),
    placeholderData: keepPreviousData,
  });
}

export function useMonitors(): UseQueryResult<Routes["GET /api/v1/monitors"]["response"]> {
  return useQuery({
    queryKey: ["monitors"],
    queryFn: () => client().call("GET /api/v1/monitors", { query: {} }),
  });
}

export function useStatus(): UseQueryResult<Routes["GET /api/v1/status"]["response"]> {
  return useQuery({
    queryKey: ["status"],
    queryFn: () => client().call("GET /api/v1/status", {}),
  });
}

export function useRepairs(): UseQueryResult<Routes["GET /api/v1/repairs"]["response"]> {
  return useQuery({
    queryKey: ["repairs"],
    queryFn: () => client().call("GET /api/v1/repairs", {}),
  });
}

/** Changes what Aceso may do by itself. */
export function useSetPolicy(): UseMutationResult<RepairPolicy, Error, RepairPolicy, unknown> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (policy: RepairPolicy) =>
      client().call("PUT /api/v1/repairs/policy", { body: policy }),
    onSuccess: () => {
      for (const key of ["repairs", "audit", "overview"]) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
    },
  });
}

export function useAudit(): UseQueryResult<Routes["GET /api/v1/audit"]["response"]> {
  return useQuery({
    queryKey: ["audit"],
    queryFn: () => client().call("GET /api/v1/audit", { query: { limit: 50 } }),
  });
}

export function useQueryRange(
  expression: string,
  window: Window,
  stepMs: number,
  live: boolean,
): UseQueryResult<Routes["GET /api/v1/query_range"]["response"]> {
  return useQuery({
    queryKey: live
      ? ["query", expression, window.end - window.start]
      : ["fixed", "query", expression, window.start, window.end],
    queryFn: () =>
      client().call("GET /api/v1/query_range", {
        query: {
          query: expression,
          start: window.start / 1000,
          end: window.end / 1000,
          step: stepMs / 1000,
        },
      }),
    enabled: expression.trim() !== "",
    placeholderData: keepPreviousData,
  });
}

/** What sets the rows of a stretch apart from the rest; stored rows, so it is asked once. */
export function useDifferences(
  { of, subject }: { readonly of: "predictions" | "spans"; readonly subject: string },
  { chosen, rest }: Choice,
): UseQueryResult<Routes["POST /api/v1/differences"]["response"]> {
  return useQuery({
    queryKey: ["fixed", "differences", of, subject, chosen.start, chosen.end, rest.start, rest.end],
    queryFn: () =>
      client().call("POST /api/v1/differences", { body: { of, subject, chosen, rest } }),
    enabled: subject !== "",
  });
}

/** Wrong answers of an incident's model; they are read anew when the page is opened, not with every tick. */
export function useIncidentInspection(
  id: string,
): UseQueryResult<Routes["GET /api/v1/incidents/:id/inspection"]["response"]> {
  return useQuery({
    queryKey: ["fixed", "inspection", id],
    queryFn: () => client().call("GET /api/v1/incidents/:id/inspection", { params: { id } }),
  });
}

/** Wrong answers of a model within a stretch; of a moving one those of when the page was opened. */
export function useModelInspection(
  model: string,
  window: Window,
  live: boolean,
): UseQueryResult<Routes["GET /api/v1/models/:model/inspection"]["response"]> {
  return useQuery({
    queryKey: live
      ? ["fixed", "inspection", model, window.end - window.start]
      : ["fixed", "inspection", model, window.start, window.end],
    queryFn: () =>
      client().call("GET /api/v1/models/:model/inspection", {
        params: { model },
        query: { from: window.start, to: window.end },
      }),
  });
}

/** What went wrong, with a code; a request that never arrived is "no-answer". */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    const { code, message, fix, params } = error;
    return { code, message, fix, ...(params === undefined ? {} : { params }) };
  }
  if (typeof error === "object" && error !== null) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "no-answer";
    const message = "message" in error && typeof error.message === "string" ? error.message : "";
    const fix = "fix" in error && typeof error.fix === "string" ? error.fix : "";
    return { code, message, fix };
  }
  return { code: "no-answer", message: String(error), fix: "" };
}
