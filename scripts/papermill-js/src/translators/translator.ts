import { ParameterError } from '../errors/parameter-error.js';
import type { Translator } from './parameters.js';

/** A language's file is loaded when it is needed: the one of TypeScript brings a parser. */
type Load = () => Promise<Translator>;

const typescript: Load = async () => (await import('./javascript.js')).typescript;
const python: Load = async () => (await import('./python.js')).python;
const scala: Load = async () => (await import('./scala.js')).scala;
const r: Load = async () => (await import('./r.js')).r;

/** By kernel or language, in lower case; papermill's names and what kernels call themselves. */
const translators: Readonly<Record<string, Load>> = {
  tslab: typescript,
  deno: typescript,
  typescript,
  jslab: async () => (await import('./javascript.js')).jslab,
  javascript: async () => (await import('./javascript.js')).javascript,
  python,
  pysparkkernel: python,
  r,
  sparkrkernel: r,
  julia: async () => (await import('./julia.js')).julia,
  scala,
  sparkkernel: scala,
  matlab: async () => (await import('./matlab.js')).matlab,
  '.net-csharp': async () => (await import('./csharp.js')).csharp,
  '.net-fsharp': async () => (await import('./fsharp.js')).fsharp,
  '.net-powershell': async () => (await import('./powershell.js')).powershell,
  bash: async () => (await import('./bash.js')).bash,
};

/** Languages under the names that their kernels give. */
const otherNames: Readonly<Record<string, string>> = {
  ipython: 'python',
  'c#': '.net-csharp',
  'f#': '.net-fsharp',
  powershell: '.net-powershell',
};

/**
 * The translator for a kernel: by its name first, then by its language, as papermill looks it up.
 *
 * @throws ParameterError when there is none.
 */
export async function translatorFor(
  kernelName: string | undefined,
  language: string | undefined,
): Promise<Translator> {
  const load = find(kernelName) ?? find(language);
  if (load) return load();
  throw new ParameterError(
    `Parameters cannot be written for the kernel '${kernelName ?? 'unknown'}' of the language ` +
      `'${language ?? 'unknown'}'. Known kernels and languages: ${Object.keys(translators).join(', ')}. ` +
      'Run the notebook without parameters, name its language (-l), or set metadata.kernelspec.language in it.',
  );
}

function find(name: string | undefined): Load | undefined {
  const key = name?.toLowerCase() ?? '';
  const known = otherNames[key] ?? key;
  return Object.hasOwn(translators, known) ? translators[known] : undefined;
}
