import { loadConfig } from '@aws-streaming-lessons/shared/dist/config.js';
import { ensureBackground, stopBackground } from 'local-aws/background';

/** Where the lessons' calls go while the lab is open. */
export interface LabAws {
  /** For the terminal, e.g. `local-aws at http://127.0.0.1:4566`. */
  readonly description: string;
  /** Ends what was started for the lab, and nothing else. */
  stop(): Promise<void>;
}

/**
 * Starts local-aws for the lab, unless it runs already for another program, or the lessons are to go elsewhere.
 *
 * @throws LessonError for a faulty `.env`, LocalAwsError where local-aws does not start.
 */
export async function openLabAws(env: NodeJS.ProcessEnv): Promise<LabAws> {
  const { target, region } = loadConfig({ env });
  if (target.kind === 'aws')
    return elsewhere(`AWS, region ${region}: what the lessons create there costs money`);
  if (target.kind === 'endpoint') return elsewhere(`${target.endpoint}, as .env or the environment says`);

  const homeDir = env.LOCAL_AWS_HOME || undefined;
  const { endpoint, started, movedBecause } = await ensureBackground({ homeDir, endsWithCaller: true });
  const moved = movedBecause ? ` (${movedBecause})` : '';
  if (!started) return elsewhere(`local-aws at ${endpoint}, which ran already and stays`);
  return {
    description: `local-aws at ${endpoint}${moved}`,
    // Whichever runs by then: a learner may have stopped it and a lesson started it again.
    stop: async () => void (await stopBackground({ homeDir })),
  };
}

function elsewhere(description: string): LabAws {
  return { description, async stop() {} };
}
