import Module from 'node:module';

/** The name under which tslab knows its compiler. */
export const TYPESCRIPT_OF_TSLAB = '@tslab/typescript-for-tslab';

/** Has a `require` give something else than the module of that name, by Node's module cache. */
export function answerRequire(require: NodeJS.Require, name: string, exports: object): void {
  const file = require.resolve(name);
  const module = new Module(file);
  module.exports = exports;
  module.loaded = true;
  require.cache[file] = module;
}
