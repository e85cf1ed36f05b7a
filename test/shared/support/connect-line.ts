/** Connects as a notebook's first cell does, and prints the line. */
import { connect } from '@aws-streaming-lessons/shared';

const aws = await connect({ envFile: 'none' });
aws.close();
