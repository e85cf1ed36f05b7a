/** What `npm run test:lab` tells the test files about the one lab that it started for them. */
export interface LabServer {
  /** The server's address, without a path. */
  readonly url: string;
  readonly token: string;
  /** The address that `npm run lab` opens, with the token. */
  readonly firstPage: string;
  /** The server's folder on disk; it holds copies of the lessons. */
  readonly notebooks: string;
  /** Where screenshots go. */
  readonly screenshots: string;
}

export const LAB_SERVER_VARIABLE = 'TEST_LAB_SERVER';

/** @throws Error where the test file was not started by `npm run test:lab`. */
export function labServer(): LabServer {
  const described = process.env[LAB_SERVER_VARIABLE];
  if (!described) throw new Error('The tests in the browser need a lab: run them with `npm run test:lab`.');
  return JSON.parse(described) as LabServer;
}
