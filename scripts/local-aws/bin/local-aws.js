#!/usr/bin/env node
import module from 'node:module';

// From Node 22.1 on, what V8 has compiled is kept for the next start.
module.enableCompileCache?.();
await import('../dist/bundle/cli.js');
