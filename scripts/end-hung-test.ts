/**
 * Loaded into each test file's process: one that something keeps running, a child process or a socket, fails after
 * twenty minutes instead of never; `TEST_PATIENCE_MINUTES` says after how many else. Node 24's `--test-timeout` does not
 * end such a process, and Node 20 has no other way.
 */
const PATIENCE_MS = 60_000 * Number(process.env.TEST_PATIENCE_MINUTES ?? 20);

setTimeout(() => {
  const kept = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(
    `Not ended after ${PATIENCE_MS / 60_000} minutes: ${process.argv[1]}, kept by ${kept}\n`,
  );
  process.exit(1);
}, PATIENCE_MS).unref();
