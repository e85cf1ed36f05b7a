#!/usr/bin/env node
// From Node 22.1 on, what V8 has compiled is kept for the next start.
require('node:module').enableCompileCache?.();
require('../dist/bundle/core.cjs').run();
