import { constraintsOf } from '../wire/service-model.js';
import { firehoseModel } from './aws-model.js';

/** What the input of each action has to satisfy before the action runs. */
export const firehoseConstraints = constraintsOf(firehoseModel, {});
