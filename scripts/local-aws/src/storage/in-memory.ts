/** The data folder that is none: what is stored goes with the server, and nothing is written to the disk. */
export const inMemory = ':memory:';
