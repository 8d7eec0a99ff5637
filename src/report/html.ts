import { type Message, say } from "../model/message.ts";
import {
  type CheckStatus,
  countFindings,
  type Finding,
  type Report,
  type ReportCard,
  type ReportRow,
  type ReportSection,
} from "../model/report.ts";
import { formatValue, type Language, languages, render } from "../model/words/render.ts";
import { escapeMarkup } from "./escape.ts";
import { htmlPicture } from "./html-picture.ts";
import { htmlScript, htmlStyle } from "./html-style.ts";

const marks: Readonly<Record<CheckStatus, string>> = { pass: "✓", warn: "!", fail: "✗", skip: "–" };

/**
 * A report as one HTML file that loads nothing: verdict, findings of the whole, quality, then a card
 * with a picture for every column, those that failed first. Both languages are in it, light and dark.
 */
export function htmlReport(
  report: Report,
  { lang, version }: { readonly lang: Language; readonly version: string },
): string {
  const title = escapeMarkup(render(report.title, { lang }));
  const header = `<div><div class="top"><h1>${both(report.title)} ${chip(report.status)}</h1>${tools}</div>
<p class="counts">${both(say("check.summary", countFindings(report)))}</p>
<ul class="facts">${report.facts.map((fact) => `<li>${both(fact)}</li>`).join("")}</ul></div>`;
  const sections = report.sections.map((section) => sectionOf(section, lang)).join("\n");
  return `<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}" data-lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>
<style>${htmlStyle}</style></head><body>
<header>${header}</header>
<main>${sections}
<footer>${both(say("check.made-by", { version }))}</footer></main>
<script>${htmlScript}</script></body></html>`;
}

const tools = `<div class="tools"><button id="lang" type="button">中文 / English</button><button id="theme" type="button" aria-label="light or dark, 浅色或深色">◐</button></div>`;

/** A text in every language; the style shows one. */
function both(message: Message): string {
  const texts = languages.map((lang) => [lang, escapeMarkup(render(message, { lang }))] as const);
  // What reads the same needs no switch.
  const [, first = ""] = texts[0] ?? [];
  if (texts.every(([, text]) => text === first)) return first;
  return texts.map(([lang, text]) => `<span lang="${lang}">${text}</span>`).join("");
}

function chip(status: CheckStatus): string {
  return `<span class="chip ${status}">${both(say(`check.status.${status}`))}</span>`;
}

function sectionOf({ heading, cards }: ReportSection, lang: Language): string {
  const [only] = cards;
  if (cards.length === 1 && only !== undefined && only.picture === null) {
    return `<section><h2>${both(say(heading))}</h2>${wideCard(only)}</section>`;
  }
  const order: readonly CheckStatus[] = ["fail", "warn", "pass", "skip"];
  const sorted = cards.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const numbered = sorted.map((card, index) => ({ card, id: `${heading}-${index}` }));
  const loud = numbered.filter(({ card }) => card.status === "fail" || card.status === "warn");
  const links = loud.map(
    ({ card, id }) => `<a class="${card.status}" href="#${id}">${escapeMarkup(card.name)}</a>`,
  );
  const isCompared = cards.some(({ picture }) => picture !== null && picture.kind !== "lines");
  const legend = !isCompared
    ? ""
    : `<span class="legend"><span><i class="r" style="background:var(--ref)"></i>${both(say("check.reference"))}</span><span><i style="background:var(--cur)"></i>${both(say("check.current"))}</span></span>`;
  return `<section><h2 class="with">${both(say(heading))}${legend}</h2>
${links.length > 0 && cards.length > 6 ? `<nav>${links.join("")}</nav>` : ""}
<div class="grid">${numbered.map(({ card, id }) => cardOf(card, id, lang)).join("\n")}</div></section>`;
}

/** The only card of a section: its findings as a list, its numbers beside them. */
function wideCard(card: ReportCard): string {
  const rows =
    card.rows.length > 2
      ? `<details><summary>${both(say("check.numbers"))}</summary>${tableOf(card.rows)}</details>`
      : "";
  return `<div class="card wide">${card.findings.map(findingOf).join("")}${rows}</div>`;
}

function cardOf(card: ReportCard, id: string, lang: Language): string {
  const isLoud = ({ status }: Finding) => status === "fail" || status === "warn";
  const loud = card.findings.filter(isLoud);
  const quiet = card.findings.filter((finding) => !isLoud(finding));
  const kinds = card.kinds.map((kind) => both(say(kind))).join(" · ");
  const picture = card.picture === null ? "" : htmlPicture(card.picture, lang);
  return `<article class="card is-${card.status}" id="${id}">
<div class="head"><h3>${escapeMarkup(card.name)}</h3>${chip(card.status)}</div><div class="kinds">${kinds}</div>
${picture}${loud.map(findingOf).join("")}
<details><summary>${both(say("check.details", { count: quiet.length }))}</summary>${quiet.map(findingOf).join("")}${tableOf(card.rows)}</details>
</article>`;
}

function findingOf({ check, status, says, because = [] }: Finding): string {
  const why = because.map((reason) => `<small>${both(reason)}</small>`).join("");
  return `<div class="finding"><i class="${status}">${marks[status]}</i><b>${both(say(`check.name.${check}`))}</b><span>${both(says)}${why}</span></div>`;
}

function tableOf(rows: readonly ReportRow[]): string {
  if (rows.length === 0) return "";
  const lines = rows.map(
    ({ name, reference, current, unit }) =>
      `<tr><td>${both(say(name))}</td><td>${valueOf(reference, unit)}</td><td>${valueOf(current, unit)}</td></tr>`,
  );
  const heads = `<tr><th></th><th>${both(say("check.reference"))}</th><th>${both(say("check.current"))}</th></tr>`;
  return `<table>${heads}${lines.join("")}</table>`;
}

function valueOf(value: number | null, unit: string): string {
  if (value === null) return "–";
  if (unit === "time") return new Date(value).toISOString().slice(0, 19).replace("T", " ");
  return escapeMarkup(formatValue(value, unit, { lang: "en" }));
}
