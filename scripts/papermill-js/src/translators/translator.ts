import { ParameterError } from '../errors/parameter-error.js';
import { translateToJavaScript } from './javascript.js';
import { translateToPython } from './python.js';
import { translateToTypeScript } from './typescript.js';

/** A value that can be given to a notebook: JSON, and what TypeScript and Python know beyond it. */
export type ParameterValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | readonly ParameterValue[]
  | { readonly [key: string]: ParameterValue };

/** Parameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Writes parameters as the source of a cell; throws ParameterError for what the language cannot hold. */
export type Translator = (parameters: Parameters) => string;

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
