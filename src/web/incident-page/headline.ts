import type { Message } from "../../model/message.ts";

/** What an incident is called, and the line below it. */
export interface Headline {
  readonly title: Message;
  readonly below: Message | null;
}

/** The cause is what an incident is called by, once it is known; until then, and when it is not found, what was seen. */
export function headlineOf(title: Message, headline: Message | null): Headline {
  if (headline === null) return { title, below: null };
  return headline.code === "diagnose/cause-unknown"
    ? { title, below: headline }
    : { title: headline, below: title };
}
