import type { Picture } from "../model/report.ts";
import { type Language, languages, formatValue, render } from "../model/words/render.ts";
import { say } from "../model/message.ts";
import { escapeMarkup } from "./escape.ts";

const width = 360;
const height = 96;
const rowHeight = 17;
// Room of the shares at the end of a bar, and of one character of a label.
const sharesWidth = 108;
const letterWidth = 6.2;
const lettersMax = 17;

/** A picture as inline SVG: the reference filled, the current data as an outline or a second bar. */
export function htmlPicture(picture: Picture, lang: Language): string {
  switch (picture.kind) {
    case "histogram":
      return histogram(picture, lang);
    case "bars":
      return bars(picture, lang);
    case "lines":
      return lines(picture, lang);
    default:
      return picture satisfies never;
  }
}

type Histogram = Extract<Picture, { kind: "histogram" }>;

function histogram({ edges, isTime, reference, current }: Histogram, lang: Language): string {
  const largest = Math.max(...reference, ...current, 1e-9);
  const step = width / reference.length;
  const top = (share: number) => rounded(height - (share / largest) * (height - 6));
  const filled = reference.map((share, bin) => {
    const size = rounded((share / largest) * (height - 6));
    return `<rect class="r" x="${rounded(bin * step)}" y="${top(share)}" width="${rounded(step - 0.6)}" height="${size}"/>`;
  });
  const path = current.map((share, bin) => `V${top(share)}H${rounded((bin + 1) * step)}`).join("");
  const outline = `M0,${height}${path}V${height}`;
  const edgeText = (index: number) => {
    const value = edges.at(index) ?? NaN;
    return isTime ? dayOf(value) : formatValue(value, "1", { lang });
  };
  const tips = reference.map((share, bin) => {
    const between = `${edgeText(bin)} … ${edgeText(bin + 1)}`;
    const shares = `${percent(share, lang)} → ${percent(current[bin] ?? 0, lang)}`;
    return `<rect x="${rounded(bin * step)}" y="0" width="${rounded(step)}" height="${height}" fill="transparent"><title>${escapeMarkup(`${between}: ${shares}`)}</title></rect>`;
  });
  const middle = Math.floor(reference.length / 2);
  const labels = [
    `<text x="0" y="${height + 13}">${escapeMarkup(edgeText(0))}</text>`,
    `<text x="${width / 2}" y="${height + 13}" text-anchor="middle">${escapeMarkup(edgeText(middle))}</text>`,
    `<text x="${width}" y="${height + 13}" text-anchor="end">${escapeMarkup(edgeText(-1))}</text>`,
  ];
  return framed(height + 18, [
    ...filled,
    `<path class="cf" d="${outline}"/><path class="cl" d="${outline}"/>`,
    `<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>`,
    ...labels,
    ...tips,
  ]);
}

function bars(
  { labels, reference, current }: Extract<Picture, { kind: "bars" }>,
  lang: Language,
): string {
  const largest = Math.max(...reference, ...current, 1e-9);
  const longest = Math.min(lettersMax, Math.max(...labels.map((label) => label.length)));
  const start = rounded(longest * letterWidth + 8);
  const room = width - start - sharesWidth;
  const rows = labels.map((label, index) => {
    const [known = 0, now = 0] = [reference[index], current[index]];
    const y = index * rowHeight;
    const size = (share: number) => rounded(Math.max(share > 0 ? 1 : 0, (share / largest) * room));
    const short = label.length > lettersMax ? `${label.slice(0, lettersMax - 1)}…` : label;
    const shares = `${percent(known, lang)} → ${percent(now, lang)}`;
    return [
      `<text x="${start - 6}" y="${y + 12}" text-anchor="end">${escapeMarkup(short)}<title>${escapeMarkup(label)}</title></text>`,
      `<rect class="r" x="${start}" y="${y + 2}" width="${size(known)}" height="6"/>`,
      `<rect class="c" x="${start}" y="${y + 8.5}" width="${size(now)}" height="5"/>`,
      `<text x="${width}" y="${y + 12}" text-anchor="end">${shares}</text>`,
    ].join("");
  });
  return framed(labels.length * rowHeight + 4, rows);
}

function lines(
  { times, values, isTime = true }: Extract<Picture, { kind: "lines" }>,
  lang: Language,
): string {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length === 0) return "";
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const x = (time: number) => rounded(((time - first) / Math.max(1, last - first)) * width);
  const y = (value: number) =>
    rounded(height - 3 - ((value - least) / Math.max(most - least, 1e-12)) * (height - 8));
  const label = (time: number) =>
    escapeMarkup(isTime ? timeOf(time) : formatValue(time, "1", { lang }));
  let isOpen = false;
  const path = values.map((value, index) => {
    if (!Number.isFinite(value)) {
      isOpen = false;
      return "";
    }
    const command = isOpen ? "L" : "M";
    isOpen = true;
    return `${command}${x(times[index] ?? 0)},${y(value)}`;
  });
  return framed(height + 18, [
    `<path class="cl" d="${path.join("")}"/>`,
    `<line class="axis" x1="0" x2="${width}" y1="${height}" y2="${height}"/>`,
    `<text x="0" y="${height + 13}">${label(first)}</text>`,
    `<text x="${width}" y="${height + 13}" text-anchor="end">${label(last)}</text>`,
  ]);
}

function framed(size: number, parts: readonly string[]): string {
  const about = languages.map((lang) => render(say("check.picture"), { lang })).join(" · ");
  return `<svg viewBox="0 0 ${width} ${size}" role="img" aria-label="${escapeMarkup(about)}">${parts.join("")}</svg>`;
}

function percent(share: number, lang: Language): string {
  return formatValue(share, "ratio", { lang });
}

function dayOf(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : "";
}

function timeOf(time: number): string {
  if (!Number.isFinite(time)) return "";
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
