/** Friends of one account on a network that limits them: whoever comes after the last cannot be heard. */
export interface Friends {
  readonly count: number;
  readonly limit: number;
}

/** Shares of the limit of which the admins are told. */
const thresholds = [0.9, 1];
/** A threshold that is missed by this much is told again when it is reached again. */
const MARGIN = 0.1;

/** The threshold the admins have been told of, `0` for none, after a look; they are to be told where it has grown. */
export function friendsTold(before: number, { count, limit }: Friends): number {
  const holds = (threshold: number) =>
    count >= limit * (threshold <= before ? threshold - MARGIN : threshold);
  return thresholds.findLast(holds) ?? 0;
}
