/**
 * The part of JupyterLab's objects that the tests look at, as they are in the page (`window.jupyterapp`, which
 * `--LabApp.expose_app_in_browser=True` puts there). Cells are read from the model, because only those on the
 * screen are in the document.
 */
export interface JupyterLabWindow {
  readonly jupyterapp: JupyterLab;
}

export interface JupyterLab {
  readonly restored: Promise<void>;
  readonly commands: { execute(id: string, args?: object): Promise<unknown> };
  readonly shell: {
    readonly currentWidget: NotebookPanel | null;
    widgets(area: 'main'): Iterable<NotebookPanel>;
    activateById(id: string): void;
  };
}

export interface NotebookPanel {
  readonly id: string;
  readonly context?: { readonly path: string; save(): Promise<void> };
  readonly sessionContext: {
    readonly session: { readonly kernel: Kernel | null } | null;
    readonly statusChanged: { connect(slot: (sender: unknown, status: string) => void): void };
    shutdown(): Promise<void>;
  };
  readonly content: Notebook;
}

export interface Kernel {
  readonly id: string;
  readonly connectionStatus: 'connected' | 'connecting' | 'disconnected';
  readonly status: string;
}

export interface Notebook {
  activeCellIndex: number;
  mode: 'command' | 'edit';
  readonly widgets: readonly Cell[];
  activate(): void;
  scrollToItem(index: number, align?: string): Promise<void>;
}

export interface Cell {
  readonly model: CellModel;
}

export interface CellModel {
  readonly id: string;
  readonly type: 'code' | 'markdown' | 'raw';
  readonly sharedModel: { getSource(): string; setSource(source: string): void };
  /** Code cells only. */
  readonly executionCount?: number | null;
  readonly executionState?: 'idle' | 'running';
  readonly outputs?: { toJSON(): CellOutput[] };
}

/** An output as nbformat has it. */
export interface CellOutput {
  readonly output_type: 'stream' | 'error' | 'execute_result' | 'display_data';
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}
