import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Config, type ConfigSource, loadConfig } from './config';
import { LessonError } from './errors';

/** The three clients, and what they are connected to. */
export interface Connection {
  readonly kinesis: KinesisClient;
  readonly firehose: FirehoseClient;
  readonly s3: S3Client;
  readonly config: Config;
  /** The server's address; absent on AWS, where the SDK derives it from the region. */
  readonly endpoint?: string;
  /** Closes the sockets. A notebook need not call it. */
  close(): void;
}

export interface ConnectOptions extends ConfigSource {
  /** Receives the one line that says where the notebook is connected. Default `console.log`. */
  readonly log?: (line: string) => void;
}

/**
 * Connects to what `.env` says: AWS, another endpoint, or, without either, `local-aws`, which is started in the
 * background, once for all notebooks of this machine, when it is not running yet. Says which in one line.
 *
 * @throws LessonError `CONFIGURATION` for a faulty `.env`, `CONNECTION` where nobody answers or the credentials
 *   are refused.
 * @example const { kinesis } = await connect();
 */
export async function connect({ log = console.log, ...source }: ConnectOptions = {}): Promise<Connection> {
  const config = loadConfig(source);
  const { endpoint, line } = await locate(config);
  const connection = createClients(config, endpoint);
  if (config.target.kind !== 'local-aws') await verify(connection);
  log(line);
  return connection;
}

async function locate({ target, region }: Config): Promise<{ endpoint?: string; line: string }> {
  if (target.kind === 'aws') {
    return { line: `Conectado à AWS, região ${region}. Atenção: aqui os recursos custam dinheiro.` };
  }
  if (target.kind === 'endpoint') {
    return { endpoint: target.endpoint, line: `Conectado a ${target.endpoint}, região ${region}.` };
  }
  return startLocalAws();
}

async function startLocalAws(): Promise<{ endpoint: string; line: string }> {
  const { ensureBackground } = await import('local-aws/background');
  try {
    const { endpoint, started, preferredPort, movedBecause } = await ensureBackground();
    const how = started ? 'iniciado agora em segundo plano' : 'já estava em execução';
    const moved = movedBecause ? ` A porta ${preferredPort} está ocupada por outro programa.` : '';
    return {
      endpoint,
      line: `Conectado ao local-aws em ${endpoint} (${how}; para encerrar: npx local-aws stop).${moved}`,
    };
  } catch (error) {
    throw new LessonError('CONNECTION', `O local-aws não iniciou: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function createClients(config: Config, endpoint: string | undefined): Connection {
  // On Node 20 the SDK warns at its first client that versions to come will need another Node; ours are pinned.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const common = {
    region: config.region,
    ...(endpoint && { endpoint }),
    ...(config.credentials && { credentials: config.credentials }),
    ...(config.profile && { profile: config.profile }),
    // The SDK's default is three attempts; a shard that is throttled for a second needs more.
    maxAttempts: 6,
  };
  const kinesis = new KinesisClient({
    ...common,
    // The Kinesis client speaks HTTP/2 by itself, which most stand-ins do not understand.
    ...(endpoint?.startsWith('http:') && { requestHandler: new NodeHttpHandler() }),
  });
  const firehose = new FirehoseClient(common);
  // Bucket names in the path: a stand-in's host name has no wildcard DNS entry.
  const s3 = new S3Client({ ...common, forcePathStyle: endpoint !== undefined });
  return {
    kinesis,
    firehose,
    s3,
    config,
    ...(endpoint && { endpoint }),
    close() {
      for (const client of [kinesis, firehose, s3]) client.destroy();
    },
  };
}

const REFUSED = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'InvalidClientTokenId',
  'IncompleteSignatureException',
  'ExpiredTokenException',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/** One cheap call, so that a wrong key or a dead endpoint shows here and not in the middle of a lesson. */
async function verify({ kinesis, config, endpoint, close }: Connection): Promise<void> {
  try {
    await kinesis.send(new ListStreamsCommand({ Limit: 1 }));
  } catch (error) {
    const { name, message } = error as Error;
    // The caller may use some streams and not list them.
    if (name === 'AccessDeniedException') return;
    close();
    throw new LessonError('CONNECTION', explain(name, message), { cause: error });
  }

  function explain(name: string, message: string): string {
    if (REFUSED.has(name)) {
      return `As credenciais foram recusadas (${name}): confira AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY e, se forem temporárias, AWS_SESSION_TOKEN no arquivo .env.`;
    }
    const where = endpoint ?? `AWS na região ${config.region}`;
    return `Sem resposta de ${where} (${message || name}): confira AWS_ENDPOINT_URL e AWS_REGION no arquivo .env, ou apague-as para usar o local-aws.`;
  }
}
