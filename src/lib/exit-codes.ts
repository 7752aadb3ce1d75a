/** How the process ends; 0 is a stop by signal. Service units and scripts rely on these numbers. */
export const exitCodes = { other: 1, config: 2, held: 3, damaged: 4, disk: 5 } as const;
