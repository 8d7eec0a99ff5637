/** Where stages that share a store wait for one another, so that what all sent is made readable once. */
export interface Lockstep {
  /** Resolves when every member has come, and the turn between has been made. */
  meet(time: number): Promise<void>;
  /** The others no longer wait for this member. */
  leave(): void;
}

/** @param turn is called each time all members have come, with the time at which they meet */
export function createLockstep(
  memberCount: number,
  turn: (time: number) => Promise<void>,
): Lockstep {
  let members = memberCount;
  let waiting: { readonly time: number; go(turned: Promise<void>): void }[] = [];

  const goWhenAllCame = (): void => {
    if (waiting.length === 0 || waiting.length < members) return;
    const round = waiting;
    waiting = [];
    const turned = turn(Math.max(...round.map(({ time }) => time)));
    for (const { go } of round) go(turned);
  };

  return {
    meet(time) {
      return new Promise((resolve) => {
        waiting.push({ time, go: resolve });
        goWhenAllCame();
      });
    },
    leave() {
      members -= 1;
      goWhenAllCame();
    },
  };
}
