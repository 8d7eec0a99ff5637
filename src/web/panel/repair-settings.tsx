import type { ReactNode } from "react";
import type { RepairPolicy } from "../../model/repair.ts";
import { failureOf, useRepairs, useSetPolicy } from "../data/queries.ts";
import { useWords } from "../state/words.tsx";
import { Button } from "./button.tsx";
import { Answer, FailureNote, Panel } from "./panel.tsx";
import classes from "./repair-settings.module.css";
import { Segments } from "./segments.tsx";
import { StateMark } from "./state-mark.tsx";

const modes = ["propose", "approve", "auto"] as const;

/** What Aceso may do by itself, the switch that stops it all, its playbooks and where they can act. */
export function RepairSettings(): ReactNode {
  const { t, name, duration, value } = useWords();
  const query = useRepairs();
  const setPolicy = useSetPolicy();
  return (
    <Panel title={t("policy/title")}>
      <Answer query={query}>
        {({ policy, playbooks, targets }) => (
          <>
            <div className={classes["mode"]}>
              <Segments
                label={t("policy/mode")}
                value={policy.mode}
                disabled={setPolicy.isPending}
                options={modes.map((mode) => ({ value: mode, text: t(`policy/${mode}`) }))}
                onChange={(mode) => setPolicy.mutate({ ...policy, mode })}
              />
              <StopAll
                policy={policy}
                pending={setPolicy.isPending}
                onChange={(stopAll) => setPolicy.mutate({ ...policy, stopAll })}
              />
            </div>
            <p className={classes["muted"]}>
              {t(policy.stopAll ? "policy/stopped-means" : `policy/${policy.mode}-means`)}{" "}
              {t("policy/limits", {
                hour: policy.runsPerHourMax,
                day: policy.runsPerDayMax,
                rest: duration(policy.coolDownMs),
                confidence: value(policy.confidenceMin, "ratio"),
              })}
            </p>
            {setPolicy.error !== null && <FailureNote failure={failureOf(setPolicy.error)} />}
            <div
              className={classes["scroll"]}
              tabIndex={0}
              role="group"
              aria-label={t("policy/playbooks")}
            >
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("policy/playbook")}</th>
                    <th scope="col">{t("policy/for")}</th>
                    <th scope="col">{t("do/risk")}</th>
                  </tr>
                </thead>
                <tbody>
                  {playbooks.map((playbook) => (
                    <tr key={playbook.name}>
                      <td>
                        <b>{name("web/playbook", playbook.name)}</b>
                      </td>
                      <td>{playbook.causes.map((cause) => name("web/cause", cause)).join(", ")}</td>
                      <td>{name("web/risk", playbook.risk)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <h3 className={classes["sub"]}>{t("policy/targets")}</h3>
            {targets.length === 0 ? (
              <p className={classes["muted"]}>{t("policy/no-targets")}</p>
            ) : (
              <ul className={classes["targets"]}>
                {targets.map((target) => (
                  <li key={target.name}>
                    <b>{target.name}</b> {target.operation}
                    <code>{target.url}</code>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}

function StopAll({
  policy,
  pending,
  onChange,
}: {
  readonly policy: RepairPolicy;
  readonly pending: boolean;
  readonly onChange: (stopAll: boolean) => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <Button
      kind={policy.stopAll ? "primary" : "danger"}
      disabled={pending}
      onClick={() => onChange(!policy.stopAll)}
    >
      {policy.stopAll && <StateMark state="failing" />}
      {t(policy.stopAll ? "policy/allow-again" : "policy/stop-all")}
    </Button>
  );
}
