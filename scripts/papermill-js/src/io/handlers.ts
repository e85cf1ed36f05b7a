import { readEnvironment } from '../environment.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { azureHandler } from './azure.js';
import { googleHandler } from './google.js';
import { httpHandler } from './http.js';
import type { IoHandler, IoHandlers, IoOptions } from './io-handler.js';
import { schemeOf, shownPath } from './path-scheme.js';
import { untilAborted } from './patience.js';
import { s3Handler } from './s3.js';

type Make = () => IoHandler;

/** The schemes that need no registration. */
const builtIn: Readonly<Record<string, Make>> = {
  http: () => httpHandler({ githubToken: readEnvironment().githubToken }),
  https: () => httpHandler({ githubToken: readEnvironment().githubToken }),
  s3: () => s3Handler({ endpoint: readEnvironment().s3Endpoint, region: readEnvironment().awsRegion }),
  gs: () => googleHandler(),
  abs: () => azureHandler(),
};

const unsupported: Readonly<Record<string, string>> = {
  adl: 'Azure Data Lake Storage Gen1 was retired in February 2024; use abs://ACCOUNT.blob.core.windows.net/CONTAINER/BLOB.',
  hdfs: 'No kept package for Node speaks its protocol; read it through WebHDFS (http://HOST:9870/webhdfs/v1/PATH?op=OPEN).',
};

/**
 * The handler for a path with a scheme: one that is registered, else a built-in one. Its signal ends the waiting at
 * once, whether the handler heeds it or not.
 *
 * @throws NotebookIoError for a scheme that nobody knows.
 */
export function handlerFor(path: string, registered: IoHandlers = {}): IoHandler {
  const scheme = schemeOf(path) ?? '';
  const own = Object.hasOwn(registered, scheme) ? registered[scheme] : undefined;
  if (own) return heeding(own);
  const make = Object.hasOwn(builtIn, scheme) ? builtIn[scheme] : undefined;
  if (make) return heeding(make());
  const shown = shownPath(path);
  const known = [...new Set([...Object.keys(registered), ...Object.keys(builtIn)])];
  const why = Object.hasOwn(unsupported, scheme) ? ` ${unsupported[scheme]}` : '';
  throw new NotebookIoError(
    shown,
    `There is nothing to read or write ${shown} with.${why} Known are local files and ${known.map((name) => `${name}://`).join(', ')}; ` +
      'others are registered in the API, as ioHandlers.',
  );
}

/** An SDK may not know signals, and a body may come to no end after its head has come. */
function heeding(handler: IoHandler): IoHandler {
  const { list } = handler;
  return {
    read: (path, { signal }) => untilAborted(signal, () => handler.read(path, { signal })),
    write: (path, text, { signal }) => untilAborted(signal, () => handler.write(path, text, { signal })),
    ...(list && {
      list: (path: string, { signal }: IoOptions) =>
        untilAborted(signal, () => list.call(handler, path, { signal })),
    }),
  };
}
