import { say, type Message } from "../../model/message.ts";
import type { ChannelPart } from "./detector.ts";

/**
 * Why a group's row is anomalous: the up to three series that make most of it.
 *
 * @param channels largest share first; may be empty
 * @param names    channel → its name; `#1`, `#2`, … where absent
 */
export function groupReason(channels: readonly ChannelPart[], names: readonly string[]): Message {
  const nameOf = ({ channel }: ChannelPart): string => names[channel] ?? `#${channel + 1}`;
  const [first, second, third] = channels;
  if (first === undefined) return say("detect/group-unusual-as-a-whole");
  const { share, value, usual } = first;
  const one = { first: nameOf(first), share, value, usual };
  if (second === undefined) return say("detect/group-unusual-one", one);
  const two = { ...one, second: nameOf(second), secondShare: second.share };
  if (third === undefined) return say("detect/group-unusual-two", two);
  return say("detect/group-unusual-three", {
    ...two,
    third: nameOf(third),
    thirdShare: third.share,
  });
}
