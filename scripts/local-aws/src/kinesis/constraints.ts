import { constraintsOf } from '../wire/service-model.js';
import { kinesisModel } from './aws-model.js';
import { kinesisOverlay } from './model-overlay.js';

/** What the input of each action has to satisfy before the action runs. */
export const kinesisConstraints = constraintsOf(kinesisModel, kinesisOverlay);
