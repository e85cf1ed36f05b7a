/** The compiler's process, started without a snapshot. */
import { loadCellCompiler } from './load-compiler.js';
import { serve } from './serve.js';

serve(loadCellCompiler());
