import { type S3rverStore, s3Error } from './s3rver.js';

/** What a file system says of a key that it cannot hold, and what is said of it here. */
const refusals: Readonly<Record<string, () => Error>> = {
  ENAMETOOLONG: () => s3Error('KeyTooLongError', 'Your key is too long.'),
  ENOTDIR: () => notAFile(),
  EISDIR: () => notAFile(),
  EEXIST: () => notAFile(),
  ENOTEMPTY: () => notAFile(),
};

const notAFile = () =>
  s3Error(
    'InvalidArgument',
    'The key cannot be stored as a file: an object lies where it needs a folder, or a folder where it needs an object.',
  );

/**
 * The same store, whose failures are S3's errors where it is the request that cannot be served: keys that cannot be
 * files.
 */
export function refusingStore(store: S3rverStore): S3rverStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, given);
        return result instanceof Promise ? result.catch(refuse) : result;
      };
    },
  });
}

function refuse(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  throw refusals[code]?.() ?? error;
}
