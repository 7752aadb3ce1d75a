/** DESIGN section 4. */
export const exitCodes = { other: 1, config: 2, held: 3, damaged: 4, disk: 5 } as const;
