import type { ReactNode } from "react";
import { Link } from "wouter";
import { PageHead } from "../panel/page-head.tsx";
import { useWords } from "../state/words.tsx";

/** A link that leads nowhere. */
export function NotFoundPage(): ReactNode {
  const { t } = useWords();
  return (
    <PageHead tab={t("not-found/title")} title={t("not-found/title")} state="unknown">
      <Link href="/">{t("nav/overview")}</Link>
    </PageHead>
  );
}
