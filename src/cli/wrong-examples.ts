import type { WrongExample } from "../model/inspection.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

const featuresMax = 8;

/** Prints what a person would look at in the model of an incident. Exit 1 when it has wrong answers. */
export async function tellExamples(id: string, line: CommandLine, world: World): Promise<ExitCode> {
  const found = await clientOf(line, world).call("GET /api/v1/incidents/:id/inspection", {
    params: { id },
  });
  const exit = found.examples.length > 0 ? exitCodes.findings : exitCodes.fine;
  if (line.isJson) {
    world.print(JSON.stringify(found, undefined, 2));
    return exit;
  }
  const put = (...message: Parameters<typeof say>): void =>
    world.print(render(say(...message), { lang: line.lang }));
  const { model, judgedBefore, judgedSince, wrongSince: count } = found;
  put("cli.diagnose.judged", { model, before: judgedBefore, since: judgedSince });
  for (const { where, wrong, right } of found.clusters) {
    const share = right / Math.max(1, judgedSince - count);
    put("cli.diagnose.cluster", { count, wrong, where, share });
  }
  for (const { label, output, count: rows, share, shareBefore } of found.confusions) {
    const pair = { label, output, count: rows, share };
    if (shareBefore === null) put("cli.diagnose.confusion-new", pair);
    else put("cli.diagnose.confusion", { ...pair, before: shareBefore });
  }
  for (const example of found.examples) tellExample(example, put);
  return exit;
}

function tellExample(
  { id, time, label, output, confidence, features, contributions }: WrongExample,
  put: (...message: Parameters<typeof say>) => void,
): void {
  const about = { id, time, label, output };
  if (confidence === null) put("cli.diagnose.wrong", about);
  else put("cli.diagnose.wrong-sure", { ...about, confidence });
  // The features that speak for the wrong answer come first.
  const names = [
    ...new Set([...contributions.map(({ feature }) => feature), ...Object.keys(features)]),
  ];
  for (const name of names.slice(0, featuresMax)) {
    const amount = contributions.find(({ feature }) => feature === name)?.amount ?? 0;
    const value = features[name] ?? "—";
    put("cli.diagnose.feature", { name, value, points: Math.round(amount * 100) });
  }
}
