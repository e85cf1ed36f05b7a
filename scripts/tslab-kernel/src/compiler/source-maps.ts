/**
 * tslab compiles a cell in two steps, TypeScript to ES modules and these to CommonJS. Both steps are made
 * to leave a source map.
 */
import type { SourceMapPayload } from 'node:module';
import type ts from 'typescript';

/** The maps of one script, in the order of compilation. */
export interface ScriptMaps {
  readonly fromTypeScript: SourceMapPayload;
  readonly fromModule: SourceMapPayload;
}

const INLINE_MAP = '//# sourceMappingURL=data:application/json;base64,';
const MAP_REFERENCE = /\/\/# sourceMappingURL=[^\n]*\s*$/;

/** Replaces the function of the second step; `inlineSourceMap` has the first one leave its map in the text. */
export function adoptSourceMaps(
  typescript: typeof ts,
  transformers: ts.CustomTransformers,
): Pick<typeof ts, 'transpileModule'> & { take: (javascript: string) => ScriptMaps | undefined } {
  const mapsByScript = new Map<string, ScriptMaps>();
  const overrides: Pick<typeof ts, 'transpileModule'> = {
    transpileModule(source, options) {
      const start = source.lastIndexOf(INLINE_MAP);
      if (start < 0) return typescript.transpileModule(source, options);
      const fromTypeScript = Buffer.from(source.slice(start + INLINE_MAP.length), 'base64').toString();
      const compilerOptions = { ...options.compilerOptions, sourceMap: true };
      const result = typescript.transpileModule(source.slice(0, start), {
        ...options,
        compilerOptions,
        transformers,
      });
      const outputText = result.outputText.replace(MAP_REFERENCE, '');
      mapsByScript.set(outputText, {
        fromTypeScript: JSON.parse(fromTypeScript),
        fromModule: JSON.parse(result.sourceMapText ?? '{}'),
      });
      return { ...result, outputText };
    },
  };
  const take = (javascript: string) => {
    const maps = mapsByScript.get(javascript);
    mapsByScript.delete(javascript);
    return maps;
  };
  return { ...overrides, take };
}
