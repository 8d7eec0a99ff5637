import { say } from "../../model/message.ts";
import { type Finding, type Report, type ReportCard, worstStatus } from "../../model/report.ts";
import { shareStandardError } from "../../stats/share-standard-error.ts";
import { normalQuantile } from "../../stats/distribution/normal-quantile.ts";
import { findingOf } from "../data/column-check.ts";
import type { GoldenRun } from "../golden/golden-report.ts";
import type { GoldenValue } from "../golden/golden-set.ts";
import { peopleAgreement, yesOrNo } from "./people-agreement.ts";

/** Below so many rows with a verdict of a person, agreement says nothing. */
const peopleMin = 30;
/** Agreement beyond chance that a judge needs to be believed: "moderate" of Landis and Koch 1977. */
const kappaMin = 0.4;

/**
 * What a judge said of a run's answers: the share of yes with a 95 % interval, and how far it agrees with
 * people where the label is theirs (yes or no). A judge that people disagree with is a warning, whatever
 * it says.
 */
export function judgeReport(
  run: GoldenRun,
  about: {
    readonly judge: string;
    readonly version: string;
    readonly hasLabels: boolean;
    /** Least share of yes. */
    readonly least: number | undefined;
  },
): Report {
  const { judge, version, hasLabels, least } = about;
  const judged = run.answers.flatMap(({ output }, place) => {
    const row = run.rows[place];
    return row === undefined || output === null ? [] : [{ isYes: output === 1, label: row.label }];
  });
  const failed = run.answers.filter(({ output }) => output === null);
  const calls: Finding =
    failed.length === 0
      ? findingOf("judge", judged.length > 0 ? "pass" : "skip", "answered")
      : findingOf("judge", "warn", "failed", {
          params: { count: failed.length, problem: failed[0]?.problem ?? "" },
        });
  const cards = [
    cardOf([calls, ...(judged.length === 0 ? [] : [shareFinding(judged, least)])]),
    ...(hasLabels ? [cardOf([agreementFinding(judged)])] : []),
  ];
  return {
    title: say("judge.title", { judge, version }),
    status: worstStatus(cards.map(({ status }) => status)),
    facts: [say("golden.fact", { rows: run.rows.length, answers: judged.length })],
    sections: [
      { heading: "judge.section.verdicts", cards: cards.slice(0, 1) },
      ...(hasLabels ? [{ heading: "judge.section.people", cards: cards.slice(1) }] : []),
    ],
  };
}

interface Judged {
  readonly isYes: boolean;
  readonly label: GoldenValue;
}

function cardOf(findings: readonly Finding[]): ReportCard {
  const status = worstStatus(findings.map((finding) => finding.status));
  return { name: "", kinds: [], status, findings, rows: [], picture: null };
}

function shareFinding(judged: readonly Judged[], least: number | undefined): Finding {
  const yes = judged.filter(({ isYes }) => isYes).length;
  const value = yes / judged.length;
  const half = normalQuantile(0.975) * shareStandardError(yes, judged.length);
  const params = {
    value,
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
    limit: least ?? 0,
  };
  if (least === undefined) return findingOf("judge", "pass", "share", { params, value });
  const isMissed = params.high < least;
  const isClose = !isMissed && value < least;
  const status = isMissed ? "fail" : isClose ? "warn" : "pass";
  return findingOf("judge", status, "limit", { params, value, limit: least });
}

function agreementFinding(judged: readonly Judged[]): Finding {
  const pairs = judged.flatMap(({ isYes, label }) => {
    const person = yesOrNo(label);
    return person === null ? [] : [{ judge: isYes, person }];
  });
  const { people, agreed, kappa } = peopleAgreement(pairs);
  if (people < peopleMin) {
    return findingOf("judge", "skip", "few-people", { params: { people, needed: peopleMin } });
  }
  const half = normalQuantile(0.975) * kappa.standardError;
  const { value } = kappa;
  const params = {
    people,
    agreed: agreed.value,
    kappa: value,
    low: value - half,
    high: value + half,
  };
  // Undefined where all say the same: nothing tells whether the judge can tell apart.
  if (Number.isNaN(value)) {
    return findingOf("judge", "warn", "one-sided", { params: { people, agreed: agreed.value } });
  }
  const isBelieved = value >= kappaMin;
  const variant = isBelieved ? "agrees" : "disagrees";
  return findingOf("judge", isBelieved ? "pass" : "warn", variant, {
    params,
    value,
    limit: kappaMin,
  });
}
