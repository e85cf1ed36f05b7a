import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine } from '../engines/engine.js';
import { PluginError } from '../errors/plugin-error.js';
import type { IoHandler } from '../io/io-handler.js';
import { isObject } from '../notebook/model.js';

/** What modules register for a command: engines by name, IO handlers by the scheme of their paths. */
export interface Plugins {
  readonly engines: Readonly<Record<string, Engine>>;
  readonly ioHandlers: Readonly<Record<string, IoHandler>>;
}

/**
 * Imports modules that export `engines` or `ioHandlers`; of two with the same name the later counts.
 *
 * @param modules paths that begin with `.` or `/`, or names of packages, both as seen from the folder.
 * @throws PluginError
 */
export async function loadPlugins(modules: readonly string[], folder: string): Promise<Plugins> {
  const plugins = { engines: {}, ioHandlers: {} };
  for (const module of modules) {
    const { engines, ioHandlers } = await importPlugin(module, folder);
    if (!isObject(engines) && !isObject(ioHandlers)) {
      throw new PluginError(
        module,
        'registers nothing. Expected an export named engines or ioHandlers: an object of them by name.',
      );
    }
    checkMethods(module, engines, 'engines', ['open']);
    checkMethods(module, ioHandlers, 'ioHandlers', ['read', 'write']);
    Object.assign(plugins.engines, engines);
    Object.assign(plugins.ioHandlers, ioHandlers);
  }
  return plugins;
}

async function importPlugin(module: string, folder: string): Promise<Record<string, unknown>> {
  try {
    const isPath = module.startsWith('.') || isAbsolute(module);
    const path = isPath ? resolve(folder, module) : createRequire(join(folder, 'noop.js')).resolve(module);
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new PluginError(module, `cannot be loaded: ${(cause as Error).message}`, { cause });
  }
}

function checkMethods(module: string, given: unknown, name: string, methods: readonly string[]): void {
  for (const [key, value] of Object.entries(isObject(given) ? given : {})) {
    const missing = methods.find((method) => !isObject(value) || typeof value[method] !== 'function');
    if (missing) throw new PluginError(module, `exports ${name}.${key} without a function ${missing}().`);
  }
}
