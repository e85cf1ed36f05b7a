/**
 * `npm run test:reliability`: the tests of what survives, with hundreds of kills instead of a few.
 * `LOCAL_AWS_KILLS` says how many, `LOCAL_AWS_SEED` at which instants.
 */
process.env.LOCAL_AWS_KILLS ??= '300';
// Hundreds of kills are one test, which takes as long as the machine needs.
process.env.TEST_PATIENCE_MINUTES ??= '120';
process.argv.splice(2, process.argv.length, 'test/local-aws/reliability');
await import('./run-tests.ts');
