import { findObstacle } from '../../../scripts/lab/python-environment.js';

/** Why the tests that need Python are skipped; false where they are not. CI has to have it. */
export const withoutPython = process.env.CI ? false : ((await findObstacle())?.message ?? false);
