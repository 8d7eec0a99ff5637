import type { ReactNode } from "react";
import { useModels } from "../data/queries.ts";
import { ModelRows } from "../panel/model-rows.tsx";
import { PageHead } from "../panel/page-head.tsx";
import { Answer, Nothing, Panel } from "../panel/panel.tsx";
import { useWords } from "../state/words.tsx";

/** Which models are healthy? */
export function ModelsPage(): ReactNode {
  const { t } = useWords();
  const query = useModels();
  const models = query.data?.models ?? [];
  const failing = models.filter((head) => head.state === "failing").length;
  return (
    <>
      <PageHead
        tab={t("nav/models")}
        title={
          models.length === 0
            ? t("nav/models")
            : failing === 0
              ? t("models/all-fine", { count: models.length })
              : t("models/some-failing", { failing, count: models.length })
        }
      />
      <Panel title={t("nav/models")} flush hold>
        <Answer query={query} lines={6}>
          {(answer) =>
            answer.models.length === 0 ? (
              <div style={{ padding: "4px 16px 10px" }}>
                <Nothing title={t("empty/models")}>{t("empty/models-why")}</Nothing>
              </div>
            ) : (
              <ModelRows models={answer.models} />
            )
          }
        </Answer>
      </Panel>
    </>
  );
}
