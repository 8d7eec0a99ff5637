import { useState } from "react";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useOverview } from "../data/queries.ts";
import { languageChoice, themeChoice, zoneChoice } from "../state/choices.ts";
import { useStored } from "../state/stored.ts";
import { useWords } from "../state/words.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { LiveBadge } from "./live-badge.tsx";
import { mainPages } from "./pages.ts";
import { Palette } from "./palette.tsx";
import classes from "./shell.module.css";
import { useShortcuts } from "./shortcuts.ts";

/** What stands around every page: navigation, search, live state, language, zone, theme. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useWords();
  const [dialog, setDialog] = useState<"palette" | "help" | null>(null);
  useShortcuts(setDialog);
  return (
    <>
      <a className={classes["skip"]} href="#main">
        {t("nav/skip")}
      </a>
      <header className={classes["bar"]}>
        <Link href="/" className={classes["brand"]} aria-label={t("nav/home")}>
          <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="var(--data)" />
            <path
              d="M5 17h5l3-8 6 15 3-7h5"
              fill="none"
              stroke="var(--on-data)"
              strokeWidth="2.6"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          Aceso
        </Link>
        <Navigation />
        <button type="button" className={classes["search"]} onClick={() => setDialog("palette")}>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
            <path d="m10.5 10.5 4 4" stroke="currentColor" strokeWidth="1.6" />
          </svg>
          <span>{t("nav/search")}</span>
          <kbd>{navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <div className={classes["tools"]}>
          <LiveBadge />
          <Preferences onHelp={() => setDialog("help")} />
        </div>
      </header>
      <main id="main" className={classes["main"]} tabIndex={-1}>
        {children}
      </main>
      {dialog === "palette" && <Palette onClose={() => setDialog(null)} />}
      {dialog === "help" && <HelpDialog onClose={() => setDialog(null)} />}
    </>
  );
}

function Navigation(): ReactNode {
  const { t } = useWords();
  const [location] = useLocation();
  const open =
    useOverview().data?.incidents.filter((head) => head.phase !== "resolved").length ?? 0;
  return (
    <nav className={classes["nav"]} aria-label={t("nav/label")}>
      {mainPages.map((page) => {
        const current =
          location === page.path || (page.under !== null && location.startsWith(page.under));
        return (
          <Link key={page.path} href={page.path} {...(current ? { "aria-current": "page" } : {})}>
            {t(page.word)}
            {page.path === "/incidents" && open > 0 && (
              <span className={classes["count"]}>
                {open}
                <span className="visually-hidden"> {t("nav/open")}</span>
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function Preferences({ onHelp }: { readonly onHelp: () => void }): ReactNode {
  const { t, lang, timeZone } = useWords();
  const theme = useStored(themeChoice);
  const next = { system: "light", light: "dark", dark: "system" } as const;
  return (
    <>
      <button
        type="button"
        className={classes["tool"]}
        title={t("shell/zone", { zone: timeZone })}
        onClick={() => zoneChoice.set(zoneChoice.get() === "utc" ? "local" : "utc")}
      >
        {zoneLabel(timeZone)}
      </button>
      <button
        type="button"
        className={classes["tool"]}
        lang={lang === "zh" ? "en" : "zh-CN"}
        onClick={() => languageChoice.set(lang === "zh" ? "en" : "zh")}
      >
        {lang === "zh" ? "English" : "中文"}
      </button>
      <button
        type="button"
        className={classes["tool"]}
        title={t(`theme/${theme}`)}
        aria-label={t(`theme/${theme}`)}
        onClick={() => themeChoice.set(next[theme])}
      >
        <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path
            d={
              theme === "light"
                ? ""
                : theme === "dark"
                  ? "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0"
                  : "M8 2a6 6 0 0 1 0 12Z"
            }
            fill="currentColor"
          />
        </svg>
      </button>
      <button
        type="button"
        className={classes["tool"]}
        aria-label={t("help/title")}
        title={t("help/title")}
        onClick={onHelp}
      >
        ?
      </button>
    </>
  );
}

/** "UTC+8": the offset says more on a bar than the name of a city. */
function zoneLabel(timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
  const name = parts.formatToParts(Date.now()).find((part) => part.type === "timeZoneName");
  return (name?.value ?? timeZone).replace("GMT", "UTC");
}
