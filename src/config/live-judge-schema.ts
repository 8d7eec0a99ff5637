import { z } from "zod";

/** A language model that judges a sample of the stored answers of another one. */
export const liveJudgeSchema = z
  .strictObject({
    /** Whose answers are judged. */
    model: z.string().min(1),
    /** Name of the judging model at its endpoint. */
    judge: z.string().min(1),
    endpoint: z
      .url({ protocol: /^https?$/, message: "expected an http:// or https:// URL" })
      .refine((url) => !/^[a-z]+:\/\/[^/]*@/i.test(url), {
        message: "expected a URL without user and password; name the key in keyEnv",
      }),
    question: z.string().min(1).default("Is the answer correct and helpful?"),
    keyEnv: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
        message: "expected the name of an environment variable",
      })
      .optional(),
    everyMinutes: z.int().min(5).max(10_080).default(60),
    /** Most calls of the judge in one run. */
    calls: z.int().min(1).max(1_000).default(20),
    callsPerDay: z.int().min(1).max(100_000).default(200),
    /** Of a prompt and of an answer. */
    charactersMax: z.int().min(100).max(200_000).default(20_000),
    /** Name of the feedback by which people judge the same answers. */
    people: z.string().min(1).default("thumb"),
  })
  .refine(({ model, judge }) => model !== judge, {
    message: "expected another model than the judged one: none judges its own answers",
    path: ["judge"],
  });
