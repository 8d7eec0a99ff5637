import { z } from "zod";
import { scalarsOf } from "./model-summary.ts";

const layer = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string().optional() }).optional(),
});
const settings = z.looseObject({ layers: z.array(layer).optional(), name: z.string().optional() });
const config = z.looseObject({
  class_name: z.string(),
  // Keras before 2.2.3 wrote the layers of a sequential model as a bare list.
  config: z.union([settings, z.array(layer).transform((layers) => ({ layers }))]),
  compile_config: z.unknown().optional(),
});

/** The layers and settings that a Keras configuration names. */
export interface KerasConfig {
  readonly layers: readonly { readonly name: string; readonly kind: string }[];
  readonly hyperParameters: Readonly<Record<string, string>>;
}

/**
 * Reads the configuration of a model as Keras writes it: `config.json` of an archive, the attribute `model_config` of
 * an HDF5 file. No class named in it is looked up.
 *
 * @param text   JSON
 * @param beside more settings: versions, how it was compiled
 * @throws SyntaxError | ZodError
 */
export function readKerasConfig(
  text: string,
  beside: Readonly<Record<string, unknown>> = {},
): KerasConfig {
  const {
    class_name: kind,
    config: { layers: listed = [], ...others },
    compile_config: compiled,
  } = config.parse(JSON.parse(text));
  const layers = listed.map(({ class_name, name, config: own }) => ({
    name: name ?? own?.name ?? "",
    kind: class_name,
  }));
  const ofLayers = listed.map(({ config: own }, index) => [layers[index]?.name ?? "", own ?? {}]);
  return {
    layers,
    hyperParameters: {
      ...scalarsOf(beside),
      ...scalarsOf({ model: kind, ...others, compile: compiled }),
      ...scalarsOf({ layers: Object.fromEntries(ofLayers) }),
    },
  };
}
