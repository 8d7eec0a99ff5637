import { z } from "zod";
import { ApiError } from "../api/client.ts";
import type { TextEmbeddings } from "../measure/data/column-check.ts";
import { profileOf } from "../measure/data/profile.ts";
import { findRoles, roleOf, type SpecialColumns } from "../measure/data/roles.ts";
import { textSample } from "../measure/data/text-drift.ts";
import { projectEmbeddings } from "../measure/text/project-embeddings.ts";
import { columnNamed, type Table } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import { textFlag } from "./flag-values.ts";
import { endpointPost } from "./post-json.ts";
import type { CommandLine, World } from "./world.ts";

const textsMax = 500;
const batchSize = 64;
const lengthMax = 8_000;

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()).min(1) })),
});

/**
 * Embeddings of the free texts of both tables from an OpenAI-compatible endpoint (`--embed URL`, `--embedder
 * MODEL`): at most 500 texts of a column and side, evenly spread. Undefined where none is named.
 * @throws ApiError "no-answer" | AcesoError "missing-field"
 */
export async function embedTexts(
  tables: { readonly reference: Table; readonly current: Table },
  roles: { readonly [role in keyof SpecialColumns]?: string },
  line: CommandLine,
  world: World,
): Promise<ReadonlyMap<string, TextEmbeddings> | undefined> {
  const endpoint = textFlag(line, "embed");
  if (endpoint === undefined) return undefined;
  const model = textFlag(line, "embedder");
  if (model === undefined) {
    throw new AcesoError("missing-field", { field: "--embedder", expected: "a model's name" });
  }
  const embed = embedder({ endpoint, model }, world);
  const special = findRoles(tables.reference, roles);
  const found = new Map<string, TextEmbeddings>();
  for (const column of tables.reference.columns) {
    const other = columnNamed(tables.current, column.name);
    if (column.type !== "text" || other?.type !== "text") continue;
    if (roleOf(profileOf(column), special) !== "text") continue;
    found.set(column.name, {
      reference: projectEmbeddings(await embed(textSample(column, textsMax))),
      current: projectEmbeddings(await embed(textSample(other, textsMax))),
    });
  }
  return found;
}

function embedder(
  { endpoint, model }: { readonly endpoint: string; readonly model: string },
  world: World,
) {
  const post = endpointPost(endpoint, world);
  return async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const rows: (readonly number[])[] = [];
    for (let from = 0; from < texts.length; from += batchSize) {
      // An empty input is refused by most endpoints.
      const input = texts
        .slice(from, from + batchSize)
        .map((text) => text.slice(0, lengthMax) || " ");
      const { status, text } = await post(JSON.stringify({ model, input }));
      const answer = answerSchema.safeParse(status === 200 ? jsonOf(text) : undefined);
      const isWhole = answer.success && answer.data.data.length === input.length;
      if (!isWhole) throw noAnswer(endpoint, status);
      const inOrder = answer.data.data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
      rows.push(...inOrder.map(({ embedding }) => embedding));
    }
    const lengths = new Set(rows.map(({ length }) => length));
    if (lengths.size > 1) throw noAnswer(endpoint, 200);
    return rows;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noAnswer(endpoint: string, status: number): ApiError {
  const message =
    status === 200
      ? `answer of ${endpoint} is not one embedding a text, all of one length`
      : `answer ${status} from ${endpoint}`;
  const fix = "check --embed, --embedder and the key in ACESO_ENDPOINT_KEY";
  return new ApiError({ code: "no-answer", message, fix, status });
}
