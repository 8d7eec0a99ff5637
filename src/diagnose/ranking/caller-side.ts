/** True where a latency is what a component waits for others, not what others wait for it ("PodClientLatency"). */
export function isCallerSide(metric: string): boolean {
  return /client|outgoing|outbound|upstream/i.test(metric);
}
