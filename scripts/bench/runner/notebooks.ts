import { writeFile } from 'node:fs/promises';

/** What the notebooks of the benchmark are written in, by the name that notebooks give the kernel. */
export type Language = 'tslab' | 'python3';

const languages = { tslab: 'typescript', python3: 'python' } as const;

/** Prints when it runs, in milliseconds since 1970: the first cell of every notebook. */
const tellTime = { tslab: 'console.log(Date.now())', python3: 'import time\nprint(time.time() * 1000)' };

const shortCell = {
  tslab: (n: number) => `const value${n}: number = ${n} + 1_000;\nvalue${n}`,
  python3: (n: number) => `value${n} = ${n} + 1_000\nvalue${n}`,
};

const printLines = {
  tslab: (count: number) =>
    `for (let n = 1; n <= ${count}; n++) console.log(\`line \${n} of the many lines of one cell\`)`,
  python3: (count: number) =>
    `for n in range(1, ${count} + 1):\n    print(f"line {n} of the many lines of one cell")`,
};

/** A megabyte of lines, each megabyte another. */
const printMegabyte = {
  tslab: (n: number) =>
    `console.log(Array.from({ length: 10_000 }, (_, line) => \`${n} \${line} \`.padEnd(99, 'x')).join('\\n'))`,
  python3: (n: number) => `print("\\n".join(f"${n} {line} ".ljust(99, "x") for line in range(10_000)))`,
};

/** `count` cells: the first tells the time, the others each declare a variable and show it. */
export function shortCells(language: Language, count: number): string[] {
  const others = Array.from({ length: count - 1 }, (_, index) => shortCell[language](index + 2));
  return [tellTime[language], ...others];
}

/** A cell that tells the time, and one that prints many lines. */
export function manyLines(language: Language, count: number): string[] {
  return [tellTime[language], printLines[language](count)];
}

/** So many cells that print a megabyte each. */
export function megabytes(language: Language, count: number): string[] {
  return [tellTime[language], ...Array.from({ length: count }, (_, index) => printMegabyte[language](index))];
}

/** Writes an `.ipynb` file of these cells. */
export async function writeNotebook(
  file: string,
  language: Language,
  cells: readonly string[],
): Promise<void> {
  const kernelspec = { name: language, display_name: language, language: languages[language] };
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index + 1}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
  await writeFile(file, JSON.stringify(notebook));
}
