import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";

/** Sets parameters of a query string; null removes one. Others stay as they are, in their order. */
export function withParameters(
  search: string,
  changes: { readonly [name: string]: string | null },
): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** One parameter of the URL with its setter; the URL is the only place that holds it. */
export function useUrlParameter(
  name: string,
): readonly [string | null, (value: string | null) => void] {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const set = useCallback(
    (value: string | null) => {
      navigate(location + withParameters(search, { [name]: value }), { replace: true });
    },
    [location, name, navigate, search],
  );
  return [new URLSearchParams(search).get(name), set];
}
