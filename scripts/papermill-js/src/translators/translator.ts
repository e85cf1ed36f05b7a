import { ParameterError } from '../errors/parameter-error.js';
import { translateToJavaScript } from './javascript.js';
import type { Translator } from './parameters.js';
import { translateToPython } from './python.js';
import { translateToTypeScript } from './typescript.js';

const byKernel: Readonly<Record<string, Translator>> = {
  tslab: translateToTypeScript,
  jslab: translateToJavaScript,
};

const byLanguage: Readonly<Record<string, Translator>> = {
  typescript: translateToTypeScript,
  javascript: translateToJavaScript,
  python: translateToPython,
};

/**
 * The translator for a kernel: by its name first, then by its language, as papermill looks it up.
 *
 * @throws ParameterError when there is none.
 */
export function translatorFor(kernelName: string | undefined, language: string | undefined): Translator {
  const translator =
    (kernelName !== undefined && byKernel[kernelName]) ||
    (language !== undefined && byLanguage[language.toLowerCase()]);
  if (translator) return translator;
  throw new ParameterError(
    `Parameters cannot be written for the kernel '${kernelName ?? 'unknown'}' of the language ` +
      `'${language ?? 'unknown'}'. Known languages: ${Object.keys(byLanguage).join(', ')}. ` +
      'Run the notebook without parameters, or set metadata.kernelspec.language in it.',
  );
}
