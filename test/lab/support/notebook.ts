import type { JSHandle, Locator, Page } from 'playwright-core';
import type { CellOutput, JupyterLabWindow, NotebookPanel } from './jupyterlab.js';
import { PATIENCE_MS, patiently } from './patience.js';

/** What a code cell shows. */
export interface CellState {
  readonly id: string;
  readonly count: number | null;
  readonly outputs: readonly CellOutput[];
}

/** A notebook that is open in the page, driven by the keys that a learner presses. */
export class OpenNotebook {
  constructor(
    readonly page: Page,
    private readonly panel: JSHandle<NotebookPanel>,
    /** The panel in the document. */
    readonly root: Locator,
  ) {}

  /** A cell that is run before the kernel has started is dropped without a word, so one waits as a person does. */
  async ready(): Promise<void> {
    await patiently('the kernel is connected and idle', (options) =>
      this.page.waitForFunction(
        (panel) => {
          const kernel = panel.sessionContext.session?.kernel;
          return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
        },
        this.panel,
        options,
      ),
    );
  }

  /** Waits until the kernel can be reached, whatever it is doing. */
  async connected(): Promise<void> {
    await patiently('the kernel is connected', (options) =>
      this.page.waitForFunction(
        ({ sessionContext }) => sessionContext.session?.kernel?.connectionStatus === 'connected',
        this.panel,
        options,
      ),
    );
  }

  /** The ids of all cells, in their order. */
  async cellIds(): Promise<string[]> {
    return this.panel.evaluate(({ content }) => content.widgets.map(({ model }) => model.id));
  }

  async state(id: string): Promise<CellState> {
    return this.panel.evaluate(({ content }, wanted) => {
      const model = content.widgets.find((cell) => cell.model.id === wanted)?.model;
      if (!model) throw new Error(`There is no cell ${wanted}.`);
      return {
        id: model.id,
        count: model.executionCount ?? null,
        outputs: model.outputs?.toJSON() ?? [],
      };
    }, id);
  }

  /** Everything that a cell printed or shows as text. */
  async text(id: string): Promise<string> {
    return textOf((await this.state(id)).outputs);
  }

  /** Puts the keyboard's focus on a cell, in the mode in which keys are commands. */
  async select(id: string): Promise<void> {
    await this.panel.evaluate(async ({ content }, wanted) => {
      const index = content.widgets.findIndex((cell) => cell.model.id === wanted);
      if (index < 0) throw new Error(`There is no cell ${wanted}.`);
      content.activeCellIndex = index;
      content.mode = 'command';
      await content.scrollToItem(index);
      content.activate();
    }, id);
    await patiently(`the cell ${id} has the focus`, (options) =>
      this.root.locator('.jp-Notebook .jp-mod-active').first().waitFor({ timeout: options.timeout }),
    );
  }

  /** Replaces a cell's source, as one does with the values of the parameters. */
  async edit(id: string, change: (source: string) => string): Promise<void> {
    const source = await this.source(id);
    const changed = change(source);
    if (changed === source) throw new Error(`Nothing was changed in the cell ${id}.`);
    await this.panel.evaluate(
      ({ content }, [wanted, text]) =>
        content.widgets.find((cell) => cell.model.id === wanted)?.model.sharedModel.setSource(String(text)),
      [id, changed],
    );
  }

  /** Selects a cell and presses Shift+Enter; resolves once the cell runs or has run. */
  async start(id: string): Promise<void> {
    await this.select(id);
    const before = await this.#mark(id);
    await this.page.keyboard.press('Shift+Enter');
    await patiently(`the cell ${id} has started`, (options) =>
      this.page.waitForFunction(
        ({ panel, id, before }) => {
          const model = panel.content.widgets.find((cell) => cell.model.id === id)?.model;
          return (
            model?.type !== 'code' || model.executionState === 'running' || model.executionCount !== before
          );
        },
        { panel: this.panel, id, before },
        options,
      ),
    );
  }

  async #mark(id: string): Promise<number | null> {
    return (await this.state(id)).count;
  }

  /** Waits until a cell that was started has ended. */
  async ended(id: string, timeoutMs?: number): Promise<CellState> {
    await patiently(
      `the cell ${id} has ended`,
      (options) =>
        this.page.waitForFunction(
          ({ panel, id }) => {
            const model = panel.content.widgets.find((cell) => cell.model.id === id)?.model;
            return (
              model?.type !== 'code' || (model.executionState === 'idle' && model.executionCount !== null)
            );
          },
          { panel: this.panel, id },
          options,
        ),
      timeoutMs,
    );
    return this.state(id);
  }

  /** Shift+Enter, and waiting for the cell's end. */
  async run(id: string, timeoutMs?: number): Promise<CellState> {
    await this.start(id);
    return this.ended(id, timeoutMs);
  }

  /** Waits until a cell's text holds. */
  async untilText(id: string, pattern: RegExp): Promise<string> {
    await patiently(
      `the cell ${id} shows ${pattern}`,
      (options) =>
        this.page.waitForFunction(
          ({ panel, id, source, flags }) => {
            const outputs =
              panel.content.widgets.find((cell) => cell.model.id === id)?.model.outputs?.toJSON() ?? [];
            const text = outputs
              .map((output) => output.text ?? output.data?.['text/plain'] ?? output.traceback ?? '')
              .map((part) => (Array.isArray(part) ? part.join('') : String(part)))
              .join('');
            return new RegExp(source, flags).test(text);
          },
          { panel: this.panel, id, source: pattern.source, flags: pattern.flags },
          options,
        ),
      PATIENCE_MS,
      async () => ` It shows: ${JSON.stringify(await this.text(id))}`,
    );
    return this.text(id);
  }

  async source(id: string): Promise<string> {
    return this.panel.evaluate(({ content }, wanted) => {
      const found = content.widgets.find((cell) => cell.model.id === wanted);
      if (!found) throw new Error(`There is no cell ${wanted}.`);
      return found.model.sharedModel.getSource();
    }, id);
  }

  /** Waits until no cell runs, and none waits to. */
  async quiet(): Promise<void> {
    await patiently('no cell runs any more', (options) =>
      this.page.waitForFunction(
        ({ content, sessionContext }) =>
          sessionContext.session?.kernel?.status === 'idle' &&
          content.widgets.every(({ model }) => model.type !== 'code' || model.executionState === 'idle'),
        this.panel,
        options,
      ),
    );
  }

  /** Waits until the cell at `index` is the active one. */
  async untilActive(index: number, options: { readonly timeout: number }): Promise<void> {
    await this.page.waitForFunction(
      ({ panel, index }) => panel.content.activeCellIndex === index,
      {
        panel: this.panel,
        index,
      },
      options,
    );
  }

  /** Runs one of JupyterLab's commands in this notebook; resolves when the command has. */
  async command(name: string): Promise<void> {
    await this.panel.evaluate(async ({ id }, command) => {
      const { shell, commands } = (globalThis as unknown as JupyterLabWindow).jupyterapp;
      shell.activateById(id);
      await commands.execute(command);
    }, name);
  }

  /** Scrolls a cell into view and gives its place in the document. */
  async show(id: string, align: 'auto' | 'start' | 'center' | 'end' = 'auto'): Promise<Locator> {
    const index = (await this.cellIds()).indexOf(id);
    await this.panel.evaluate(
      ({ content }, [at, where]) => content.scrollToItem(Number(at), String(where)),
      [index, align],
    );
    const cell = this.root.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]`);
    await patiently(`the cell ${id} is on the screen`, ({ timeout }) => cell.waitFor({ timeout }));
    return cell;
  }

  /** Presses ■ in the notebook's toolbar. */
  async interrupt(): Promise<void> {
    await this.#press('interrupt');
  }

  /** Presses ⟳ in the toolbar, says yes, and waits for the new kernel. */
  async restart(): Promise<void> {
    const restarting = this.panel.evaluate(
      ({ sessionContext }) =>
        new Promise<void>((resolve) => {
          sessionContext.statusChanged.connect((_, status) => {
            if (status === 'restarting') resolve();
          });
        }),
    );
    await this.#press('restart');
    await this.page.locator('.jp-Dialog .jp-mod-accept').click();
    await restarting;
    await this.ready();
  }

  async #press(button: string): Promise<void> {
    await this.root.locator(`.jp-NotebookPanel-toolbar [data-jp-item-name="${button}"]`).click();
  }

  /** Types into a cell at the end of what is there; the focus stays in its editor. */
  async type(id: string, text: string): Promise<void> {
    await (await this.show(id)).locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+End');
    await this.page.keyboard.type(text);
  }

  async save(): Promise<void> {
    await this.panel.evaluate(({ context }) => context?.save());
  }

  /** Ends the notebook's kernel: they would gather in the server otherwise. */
  async shutdown(): Promise<void> {
    await this.panel.evaluate(({ sessionContext }) => sessionContext.shutdown());
  }
}

export function textOf(outputs: readonly CellOutput[]): string {
  return outputs
    .map(({ text, data, traceback }) => text ?? data?.['text/plain'] ?? traceback ?? '')
    .map((part) => (Array.isArray(part) ? part.join('') : String(part)))
    .join('');
}
