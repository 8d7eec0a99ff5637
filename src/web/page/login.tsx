import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import { keepApiKey, readApiKey } from "../data/api-key.ts";
import { Button } from "../panel/button.tsx";
import { PageHead } from "../panel/page-head.tsx";
import { useWords } from "../state/words.tsx";
import classes from "./login.module.css";

/** Asks for the key; it is kept for this tab only. */
export function LoginPage(): ReactNode {
  const { t } = useWords();
  const queries = useQueryClient();
  const [key, setKey] = useState("");
  const refused = readApiKey() !== undefined;
  return (
    <main className={classes["page"]}>
      <form
        className={classes["box"]}
        onSubmit={(event) => {
          event.preventDefault();
          queries.clear();
          keepApiKey(key.trim());
        }}
      >
        <PageHead tab={t("login/title")} title={t("login/title")}>
          {t("login/how")}
        </PageHead>
        <label className={classes["field"]}>
          {t("login/key")}
          <input
            type="password"
            required
            autoComplete="current-password"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        {refused && (
          <p role="alert" className={classes["wrong"]}>
            {t("login/refused")}
          </p>
        )}
        <Button type="submit" kind="primary">
          {t("login/open")}
        </Button>
      </form>
    </main>
  );
}
